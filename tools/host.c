/* SPDX-License-Identifier: MIT
 *
 * The runtime in this process, and how a compiler's verdict reads. */
#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mono/metadata/mono-config.h>

static const char *const result_words [COMPILATION_RESULT_COUNT] = {
	[COMPILATION_OK] = "compiled",
	[COMPILATION_UNSUPPORTED] = "declined",
	[COMPILATION_BAD_CODE] = "bad code",
	[COMPILATION_RUNTIME_EXCEPTION] = "runtime exception",
	[COMPILATION_INTERNAL_ERROR] = "internal error",
};

void
host_start (Host *host, const char *path, uint32_t flags)
{
	MonoImageOpenStatus status;

	memset (host, 0, sizeof *host);
	host->path = path;
	host->flags = flags | COMPILE_HOSTED;
	if (access (path, R_OK) != 0)
		fail ("cannot read the assembly '%s': %s", path, strerror (errno));
	mono_config_parse (NULL);
	host->domain = mono_jit_init_version ("bigstep", "v4.0.30319");
	if (!host->domain)
		fail ("the Mono runtime cannot start");
	host->image = mono_image_open (path, &status);
	if (!host->image)
		fail ("'%s' is not an assembly: %s", path,
			status == MONO_IMAGE_ERROR_ERRNO ? strerror (errno) : mono_image_strerror (status));
	host->runtime = mono_compiler_create_runtime_information (host->flags);
	if (!host->runtime)
		fail ("the runtime library gives no information about itself");
	host->assembly = host->runtime->open_assembly (host->runtime, path);
	if (!host->assembly)
		fail ("cannot load the assembly '%s': %s", path, host_failure (host->runtime));
	host->image = mono_assembly_get_image ((MonoAssembly *) host->assembly);
}

ICompiler *
host_get_compiler (Host *host, const char *spec)
{
	ICompiler *compiler = host->runtime->get_compiler (host->runtime, spec);

	if (!compiler)
		fail ("cannot use the compiler '%s': %s", spec, host_failure (host->runtime));
	return compiler;
}

CompilationResult
host_compile (Host *host, ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	NativeCodeHandle *native_code, CompilationReport *report)
{
	const CompilationRequest request = { .size = sizeof request,
		.flags = host->flags,
		.optimization_level = -1,
		.domain = host->domain,
		.entry_offset = host->entry_offset };

	*native_code = (NativeCodeHandle) { .size = sizeof *native_code };
	*report = (CompilationReport) { .size = sizeof *report };
	return compiler->compile_method (compiler, runtime, method, &request, native_code, report);
}

char *
host_describe_report (IRuntimeInformation *runtime, CompilationResult result, const CompilationReport *report)
{
	char *detail = NULL, *description;

	if (report->detail)
		detail = failure_sentence (report->detail);
	else if (runtime->get_failure (runtime, NULL, 0))
		detail = host_failure (runtime);
	description = format_string ("%s: %s%s%s (at IL_%04x)", result_words [result],
		report->reason ? report->reason : "no reason given", detail ? ": " : "", detail ? detail : "",
		(unsigned) report->il_offset);
	free (detail);
	return description;
}

char *
host_method_name (IRuntimeInformation *runtime, MethodInfo *method)
{
	size_t needed = runtime->get_method_name (runtime, method, NULL, 0);
	char *name = allocate (needed + 1);

	runtime->get_method_name (runtime, method, name, needed + 1);
	return name;
}
