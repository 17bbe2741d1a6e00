/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include <string.h>

/* ---- IL ---- */

/* Where the branch that ends at AT leads; its operand is INSTRUCTION's, or one byte. */
static int64_t
branch_target (const uint8_t *start, const uint8_t *at, const SubjectInstruction *instruction)
{
	size_t length = strlen (instruction->name);
	int is_short = length > 2 && strcmp (instruction->name + length - 2, ".s") == 0;
	return at - start + (is_short ? (int8_t) at [-1] : (int32_t) instruction->operand);
}

static uint32_t
find_target (MethodInfo *method, unsigned number, int back_only)
{
	IRuntimeInformation *runtime = subject_runtime ();
	SubjectInstruction instruction;
	MethodBody body = { .size = sizeof body };

	ck_assert (runtime->get_method_body (runtime, method, &body));
	const uint8_t *at = body.code, *end = body.code + body.code_size;
	while (subject_next_instruction (&at, end, &instruction)) {
		if (instruction.name [0] != 'b' || strcmp (instruction.name, "box") == 0)
			continue;
		int64_t target = branch_target (body.code, at, &instruction);
		if ((!back_only || target < at - body.code) && number-- == 0)
			return (uint32_t) target;
	}
	ck_abort_msg ("no such branch in the method");
	return 0;
}

uint32_t
entry_loop (MethodInfo *method, unsigned number)
{
	return find_target (method, number, 1);
}

uint32_t
entry_target (MethodInfo *method, unsigned number)
{
	return find_target (method, number, 0);
}

/* ---- Compiling ---- */

CompilationResult
entry_try (const char *spec, MethodInfo *method, uint32_t offset, Body *body, CompilationReport *report)
{
	const CompilationRequest request = { .size = sizeof request,
		.flags = COMPILE_HOSTED | COMPILE_ENTRY,
		.optimization_level = -1,
		.entry_offset = offset };
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *compiler = runtime->get_compiler (runtime, spec);

	ck_assert_ptr_nonnull (compiler);
	*body = (Body) { .method = method, .compiled.size = sizeof body->compiled, .code.size = sizeof body->code };
	*report = (CompilationReport) { .size = sizeof *report };
	return compiler->compile_method (compiler, runtime, method, &request, &body->compiled, report);
}

static void
add_variable (Entry *entry, ClrType *type, uint32_t *at)
{
	IRuntimeInformation *runtime = subject_runtime ();
	TypeDescription info = { .size = sizeof info, .value_size = sizeof (void *) };

	ck_assert_uint_lt (entry->variable_count, ENTRY_VARIABLES);
	if (type)
		ck_assert (runtime->describe_type (runtime, type, &info));
	entry->offsets [entry->variable_count] = *at;
	entry->sizes [entry->variable_count++] = type ? info.value_size : (uint32_t) sizeof (void *);
	*at += type ? (info.value_size + 7) / 8 * 8 : 8;
	ck_assert_uint_le (*at, sizeof entry->buffer);
}

static void
find_variables (Entry *entry)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription method = { .size = sizeof method };
	SignatureDescription signature = { .size = sizeof signature };
	MethodBody body = { .size = sizeof body };
	uint32_t at = 8;

	ck_assert (runtime->describe_method (runtime, entry->body.method, &method));
	ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
	ck_assert (runtime->get_method_body (runtime, entry->body.method, &body));
	if (signature.has_this)
		add_variable (entry, NULL, &at);
	for (uint32_t i = 0; i < signature.parameter_count; i++)
		add_variable (entry, signature.parameters [i], &at);
	for (uint32_t i = 0; i < body.local_count; i++)
		add_variable (entry, body.locals [i], &at);
}

void
entry_compile (Entry *entry, const char *spec, const char *klass, const char *description, unsigned number)
{
	MethodInfo *method = execute_method (klass, description);
	CompilationReport report;

	*entry = (Entry) { .variable_count = 0 };
	if (entry_try (spec, method, entry_loop (method, number), &entry->body, &report) != COMPILATION_OK)
		ck_abort_msg ("%s does not enter %s:%s: %s, %s, at IL_%04x", spec, klass, description, report.reason,
			report.detail ? report.detail : "", report.il_offset);
	ck_assert_uint_eq (entry->body.compiled.flags, NATIVE_CODE_ENTRY);
	execute_install (&entry->body, spec);
	entry->address = entry->buffer;
	find_variables (entry);
}

/* ---- Running ---- */

void
entry_set (Entry *entry, uint32_t variable, const void *value, size_t size)
{
	ck_assert_uint_lt (variable, entry->variable_count);
	ck_assert_uint_eq (size, entry->sizes [variable]);
	memcpy ((char *) entry->buffer + entry->offsets [variable], value, size);
}

ExecutionResult
entry_run (Entry *entry)
{
	return execute_run (&entry->body, NULL, ARGUMENTS (&entry->address));
}

const void *
entry_result (Entry *entry, size_t size)
{
	return execute_value (&entry->body, NULL, size, ARGUMENTS (&entry->address));
}
