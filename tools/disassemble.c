/* SPDX-License-Identifier: MIT */
#include "disassemble.h"

#include <inttypes.h>

#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

#include "host.h"

enum { BYTES_IN_A_LINE = 10 }; /* few instructions are longer */

typedef struct Code {
	const uint8_t *bytes;
	size_t size;
	char name [24]; /* of the last place that LLVM asked for: it copies it at once */
} Code;

/* LLVM's LLVMSymbolLookupCallback: what VALUE, a branch's target or a constant, is called. */
static const char *
look_up (void *data, uint64_t value, uint64_t *reference_type, uint64_t pc, const char **reference_name)
{
	Code *code = data;
	uint64_t place = value - (uintptr_t) code->bytes;

	(void) pc;
	*reference_type = LLVMDisassembler_ReferenceType_InOut_None;
	*reference_name = NULL;
	if (place >= code->size)
		return NULL;
	snprintf (code->name, sizeof code->name, "+0x%" PRIx64, place);
	return code->name;
}

static void
print_line (const Code *code, size_t at, size_t length, const char *text, FILE *file)
{
	fprintf (file, "%6zx:", at);
	for (size_t i = 0; i < length; i++)
		fprintf (file, " %02x", code->bytes [at + i]);
	fprintf (file, "%*s%s\n", length < BYTES_IN_A_LINE ? (int) (BYTES_IN_A_LINE - length) * 3 : 0, "", text);
}

void
disassemble (const void *bytes, size_t size, FILE *file)
{
	Code code = { bytes, size, "" };
	LLVMDisasmContextRef context;
	char text [1024];

	LLVMInitializeX86TargetInfo ();
	LLVMInitializeX86TargetMC ();
	LLVMInitializeX86Disassembler ();
	context = LLVMCreateDisasm ("x86_64-linux-gnu", &code, 0, NULL, look_up);
	if (!context)
		fail ("LLVM has no disassembler for x86-64");
	LLVMSetDisasmOptions (context, LLVMDisassembler_Option_PrintImmHex);
	for (size_t at = 0, length; at < size; at += length) {
		/* LLVM does not write there, but its parameter is not const. */
		uint8_t *place = (uint8_t *) (uintptr_t) (code.bytes + at);

		length = LLVMDisasmInstruction (context, place, size - at, (uintptr_t) place, text, sizeof text);
		if (!length) {
			length = 1; /* data */
			snprintf (text, sizeof text, "\t.byte\t0x%02x", *place);
		}
		print_line (&code, at, length, text, file);
	}
	LLVMDisasmDispose (context);
}
