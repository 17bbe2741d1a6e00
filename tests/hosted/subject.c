/* SPDX-License-Identifier: MIT */
#include "subject.h"
#include "il-operands.h"

#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/opcodes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static IRuntimeInformation *default_session;

static const char *
subject_path (void)
{
	const char *path = getenv ("SUBJECT");
	return path != NULL ? path : "tests/hosted/Subject.dll";
}

static void
start (void)
{
	static int started;
	if (started)
		return;
	started = 1;
	mono_config_parse (NULL);
	ck_assert_ptr_nonnull (mono_jit_init ("subject"));
}

IRuntimeInformation *
subject_session (uint32_t flags)
{
	start ();
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (flags);
	ck_assert_ptr_nonnull (runtime);
	return runtime;
}

IRuntimeInformation *
subject_runtime (void)
{
	if (default_session == NULL)
		default_session = subject_session (0);
	return default_session;
}

static void
give_up (IRuntimeInformation *runtime, const char *what)
{
	char words [1024] = "no failure recorded";
	runtime->get_failure (runtime, words, sizeof words);
	ck_abort_msg ("%s: %s", what, words);
}

AssemblyInfo *
subject_assembly (void)
{
	static AssemblyInfo *assembly;
	IRuntimeInformation *runtime = subject_runtime ();
	if (assembly == NULL)
		assembly = runtime->open_assembly (runtime, subject_path ());
	if (assembly == NULL)
		give_up (runtime, subject_path ());
	return assembly;
}

ClassInfo *
subject_class (const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = runtime->get_class_info_for (runtime, subject_assembly (), name);
	if (klass == NULL)
		give_up (runtime, name);
	return klass;
}

MethodInfo *
subject_method (const char *klass, const char *description)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = runtime->get_method_info_for (runtime, subject_class (klass), description);
	if (method == NULL)
		give_up (runtime, description);
	return method;
}

FieldInfo *
subject_field (const char *klass, const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldInfo *field = runtime->get_field_info_for (runtime, subject_class (klass), name);
	if (field == NULL)
		give_up (runtime, name);
	return field;
}

void
subject_check_failure (IRuntimeInformation *runtime, const char *expected)
{
	char words [1024];
	ck_assert_msg (runtime->get_failure (runtime, words, sizeof words), "no failure, expected %s", expected);
	ck_assert_msg (strncmp (words, expected, strlen (expected)) == 0, "%s, expected %s", words, expected);
	runtime->clear_failure (runtime);
	subject_check_no_failure (runtime);
}

void
subject_check_no_failure (IRuntimeInformation *runtime)
{
	char words [1024];
	ck_assert_msg (!runtime->get_failure (runtime, words, sizeof words), "unexpected failure: %s", words);
}

MonoClass *
subject_mono_class (const char *name)
{
	MonoClass *klass = mono_class_from_name (mono_assembly_get_image ((MonoAssembly *) subject_assembly ()), "", name);
	ck_assert_ptr_nonnull (klass);
	return klass;
}

int
subject_next_instruction (const uint8_t **at, const uint8_t *end, SubjectInstruction *instruction)
{
	if (*at >= end)
		return 0;
	int opcode = mono_opcode_value (at, end);
	ck_assert_int_ge (opcode, 0);
	uint8_t argument = mono_opcodes [opcode].argument;
	/* mono_opcode_value stops at the last byte of the opcode. */
	const uint8_t *operand = *at + 1;
	instruction->name = mono_opcode_name (opcode);
	instruction->operand = 0;
	*at = operand + il_operand_sizes [argument];
	ck_assert (*at <= end);
	if (il_operand_sizes [argument] == sizeof instruction->operand)
		memcpy (&instruction->operand, operand, sizeof instruction->operand);
	if (argument == MonoInlineSwitch)
		*at += instruction->operand * sizeof instruction->operand;
	return 1;
}

uint32_t
subject_token (MethodInfo *method, const char *opcode, unsigned skip)
{
	IRuntimeInformation *runtime = subject_runtime ();
	SubjectInstruction instruction;
	MethodBody body = { .size = sizeof body };

	ck_assert (runtime->get_method_body (runtime, method, &body));
	const uint8_t *at = body.code, *end = body.code + body.code_size;
	while (subject_next_instruction (&at, end, &instruction))
		if (strcmp (instruction.name, opcode) == 0 && skip-- == 0)
			return instruction.operand;
	ck_abort_msg ("no such %s in the method", opcode);
	return 0;
}
