/* SPDX-License-Identifier: MIT
 *
 * The processes that bigstep compile starts: they run Mono, and may crash. */
#include "coverage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <mono/metadata/attrdefs.h>
#include <mono/metadata/row-indexes.h>
#include <mono/metadata/tokentype.h>

#include "host.h"
#include "instantiate.h"

uint64_t
resident_bytes (const char *identifier)
{
	char path [64], text [128] = "";
	unsigned long pages = 0;
	int descriptor;

	snprintf (path, sizeof path, "/proc/%s/statm", identifier);
	descriptor = open (path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return 0;
	if (read (descriptor, text, sizeof text - 1) > 0)
		sscanf (text, "%*u %lu", &pages);
	close (descriptor);
	return (uint64_t) pages * sysconf (_SC_PAGESIZE);
}

/* A crash is the supervisor's to report: without Mono's handlers, which print pages, and without a core file. */
static void
let_crashes_kill (void)
{
	static const int signals [] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
	const struct rlimit none = { 0, 0 };

	for (size_t i = 0; i < sizeof signals / sizeof signals [0]; i++)
		signal (signals [i], SIG_DFL);
	setrlimit (RLIMIT_CORE, &none);
}

/* ECMA-335 II.22.26: a method has IL when it has an address in the image and its code type is IL. */
static int
has_il (const MonoTableInfo *table, uint32_t row)
{
	uint32_t columns [MONO_METHOD_SIZE];

	mono_metadata_decode_row (table, row - 1, columns, MONO_METHOD_SIZE);
	return columns [MONO_METHOD_RVA] != 0 &&
		(columns [MONO_METHOD_IMPLFLAGS] & MONO_METHOD_IMPL_ATTR_CODE_TYPE_MASK) == MONO_METHOD_IMPL_ATTR_IL;
}

noreturn void
worker_survey (const char *path, const char *pattern, int descriptor)
{
	Host host;
	const MonoTableInfo *table;
	uint32_t row_count;
	Definition *definitions;

	prctl (PR_SET_PDEATHSIG, SIGKILL);
	host_start (&host, path, COMPILE_WITHOUT_RUNNING);
	let_crashes_kill ();
	table = mono_image_get_table_info (host.image, MONO_TABLE_METHOD);
	row_count = mono_table_info_get_rows (table);
	if (row_count == 0)
		fail ("'%s' defines no methods", path);
	if (ftruncate (descriptor, row_count * sizeof (Definition)) != 0)
		fail ("no memory for %u methods: %s", (unsigned) row_count, strerror (errno));
	definitions = mmap (NULL, row_count * sizeof (Definition), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	if (definitions == MAP_FAILED)
		fail ("no memory for %u methods: %s", (unsigned) row_count, strerror (errno));
	for (uint32_t row = 1; row <= row_count; row++) {
		int selected = has_il (table, row);
		if (selected && pattern) {
			MonoMethod *method = mono_get_method (host.image, MONO_TOKEN_METHOD_DEF | row, NULL);
			selected = method && host.runtime->method_matches (host.runtime, (MethodInfo *) method, pattern);
		}
		if (selected)
			atomic_store (&definitions [row - 1].outcome, OUTCOME_PENDING);
	}
	_exit (STATUS_SUCCESS);
}

static const Outcome outcomes [COMPILATION_RESULT_COUNT] = {
	[COMPILATION_OK] = OUTCOME_COMPILED,
	[COMPILATION_UNSUPPORTED] = OUTCOME_DECLINED,
	[COMPILATION_BAD_CODE] = OUTCOME_BAD_CODE,
	[COMPILATION_RUNTIME_EXCEPTION] = OUTCOME_RUNTIME_EXCEPTION,
	[COMPILATION_INTERNAL_ERROR] = OUTCOME_INTERNAL_ERROR,
};

/* The process compiles, and does nothing else; how busy the machine is does not count. */
static uint64_t
processor_nanoseconds (void)
{
	struct timespec used;

	clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * UINT64_C (1000000000) + used.tv_nsec;
}

/* Compiles METHOD, one instantiation of DEFINITION, and writes down what came of it. Returns the outcome. */
static Outcome
compile_instance (Host *host, ICompiler *compiler, MonoMethod *method, Definition *definition)
{
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (host->flags);
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	uint64_t start;
	CompilationResult result;
	char *detail;

	runtime->get_method_name (runtime, (MethodInfo *) method, definition->name, sizeof definition->name);
	start = processor_nanoseconds ();
	result = host_compile (host, compiler, runtime, (MethodInfo *) method, &native_code, &report);
	definition->nanoseconds += processor_nanoseconds () - start;
	definition->instance_count++;
	if (result == COMPILATION_OK) {
		definition->native_bytes += native_code.code_size;
		if (compiler->release_code)
			compiler->release_code (compiler, &native_code);
	} else {
		copy_text (definition->reason, sizeof definition->reason, report.reason);
		detail = report.detail                        ? failure_sentence (report.detail)
			: runtime->get_failure (runtime, NULL, 0) ? host_failure (runtime)
													  : NULL;
		copy_text (definition->detail, sizeof definition->detail, detail);
		free (detail);
		definition->il_offset = report.il_offset;
	}
	runtime->release (runtime);
	return outcomes [result];
}

static Outcome
compile_definition (Host *host, const GenericCounts *counts, ICompiler *compiler, uint32_t row, Definition *definition)
{
	uint32_t token = MONO_TOKEN_METHOD_DEF | row;
	MonoMethod *method, *instances [2];
	Outcome outcome = OUTCOME_NO_INSTANTIATION;
	int count;

	snprintf (definition->name, sizeof definition->name, "method 0x%08x", (unsigned) token);
	method = mono_get_method (host->image, token, NULL);
	if (!method) {
		copy_text (definition->reason, sizeof definition->reason, "not-loaded");
		return OUTCOME_RUNTIME_EXCEPTION;
	}
	host->runtime->get_method_name (host->runtime, (MethodInfo *) method, definition->name, sizeof definition->name);
	count = instantiate_definition (host->domain, counts, method, token, instances);
	for (int i = 0; i < count && (i == 0 || outcome == OUTCOME_COMPILED); i++)
		outcome = compile_instance (host, compiler, instances [i], definition);
	return outcome;
}

noreturn void
worker_compile (const char *path, const char *spec, Definition *definitions, uint32_t first, uint32_t end,
	WorkerState *state)
{
	Host host;
	ICompiler *compiler;
	GenericCounts counts;

	prctl (PR_SET_PDEATHSIG, SIGKILL);
	host_start (&host, path, COMPILE_WITHOUT_RUNNING);
	compiler = host_get_compiler (&host, spec);
	generic_counts_read (&counts, host.image);
	let_crashes_kill ();
	for (uint32_t row = first; row < end; row++) {
		Definition *definition = &definitions [row - 1];
		Outcome outcome;
		if (atomic_load (&definition->outcome) != OUTCOME_PENDING)
			continue;
		atomic_store (&state->resident, resident_bytes ("self"));
		atomic_store (&state->started, nanoseconds_now ());
		atomic_store (&state->row, row);
		outcome = compile_definition (&host, &counts, compiler, row, definition);
		atomic_store (&definition->outcome, outcome);
	}
	/* No shutdown: it would run managed code. */
	_exit (STATUS_SUCCESS);
}
