/* SPDX-License-Identifier: MIT
 *
 * Call frame instructions: machine code made by hand whose frames the runtime can unwind only if it carries each of them
 * out. An exception is thrown below such a frame and caught above it, where all registers that belong to callers are
 * looked at. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "subject.h"

/* ---- Code ---- */

/* Labels in CODE and CFI: 0 at the code's start, 1 to 9. */
#define CODE(name, code, cfi) \
	__asm__ (".pushsection .rodata\n" #name "_code:\n0:\n" code "\n" #name "_cfi:\n" cfi "\n" #name \
			 "_end:\n.popsection"); \
	extern const uint8_t name##_code [], name##_cfi [], name##_end [];

#define ENTRY ".byte 0x0c, 7, 8, 0x90, 1\n" /* def_cfa rsp 8, offset rip 1 */
#define CLEAR \
	"xor %ebx, %ebx\n xor %ebp, %ebp\n xor %r12d, %r12d\n xor %r13d, %r13d\n xor %r14d, %r14d\n xor %r15d, %r15d\n"
/* Callers pass the service, and what it throws. */
#define THROW "mov %rdi, %rax\n mov %esi, %edi\n call *%rax\n int3\n"

/* int Guarded (native int frame, native int service, int exception): calls FRAME in the IL's protected region. Answers 42
 * if the exception came back with all registers as they were, else which one was not. The caller's 16 bytes above the
 * frame's arguments are free. */
CODE (guarded,
	"push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n sub $24, %rsp\n1:\n"
	"mov $0x1bbb, %ebx\n mov $0x2bbb, %ebp\n mov $0x3bbb, %r12d\n mov $0x4bbb, %r13d\n mov $0x5bbb, %r14d\n"
	"mov $0x6bbb, %r15d\n mov %rsp, 16(%rsp)\n mov %rdi, %rax\n mov %rsi, %rdi\n mov %edx, %esi\n"
	"2: call *%rax\n3: xor %eax, %eax\n jmp 5f\n"
	".globl guarded_handler\n guarded_handler:\n"
	"mov $7, %eax\n cmp %rsp, 16(%rsp)\n jne 5f\n"
	"mov $1, %eax\n cmp $0x1bbb, %rbx\n jne 5f\n mov $2, %eax\n cmp $0x2bbb, %rbp\n jne 5f\n"
	"mov $3, %eax\n cmp $0x3bbb, %r12\n jne 5f\n mov $4, %eax\n cmp $0x4bbb, %r13\n jne 5f\n"
	"mov $5, %eax\n cmp $0x5bbb, %r14\n jne 5f\n mov $6, %eax\n cmp $0x6bbb, %r15\n jne 5f\n mov $42, %eax\n"
	"5: add $24, %rsp\n pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n ret\n",
	ENTRY ".byte 0x02, 1b - 0b, 0x0e, 80, 0x83, 2, 0x86, 3, 0x8c, 4, 0x8d, 5, 0x8e, 6, 0x8f, 7\n")
extern const uint8_t guarded_handler [];

CODE (advance_loc, "push %rbx\n1: xor %ebx, %ebx\n" THROW, ENTRY ".byte 0x40 | (1b - 0b), 0x0e, 16, 0x83, 2\n")
CODE (advance_loc1, "push %rbx\n1: xor %ebx, %ebx\n" THROW, ENTRY ".byte 2, 1b - 0b, 0x0e, 16, 0x83, 2\n")
CODE (advance_loc2,
	"push %rbx\n1: xor %ebx, %ebx\n .skip 300, 0x90\n 2: push %rbp\n push %r12\n3: xor %ebp, %ebp\n xor %r12d, %r12d\n" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 3\n .short 3b - 1b\n .byte 0x0e, 32, 0x86, 3, 0x8c, 4\n")
CODE (advance_loc4, "jmp 1f\n .skip 70000, 0x90\n1: push %rbx\n2: xor %ebx, %ebx\n" THROW,
	ENTRY ".byte 4\n .long 2b - 0b\n .byte 0x0e, 16, 0x83, 2\n")
/* Its operand becomes the address when the code is where it stays. */
CODE (set_loc, "push %rbx\n1: xor %ebx, %ebx\n" THROW, ENTRY ".byte 1\n .quad 1b - 0b\n .byte 0x0e, 16, 0x83, 2\n")
CODE (def_cfa, "push %rbp\n mov %rsp, %rbp\n1: sub $64, %rsp\n" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x0c, 6, 16, 0x86, 2\n")
CODE (def_cfa_sf, "push %rbp\n mov %rsp, %rbp\n1: sub $64, %rsp\n" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x12, 6, 0x7e, 0x86, 2\n")
/* The frame's address is below the register's. */
CODE (def_cfa_below, "push %rbp\n lea 32(%rsp), %rbp\n1: sub $64, %rsp\n" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x12, 6, 2, 0x86, 2\n")
CODE (def_cfa_register, "push %rbp\n1: mov %rsp, %rbp\n2: sub $64, %rsp\n" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x86, 2, 0x40 | (2b - 1b), 0x0d, 6\n")
CODE (def_cfa_offset, "sub $200, %rsp\n1:" THROW, ENTRY ".byte 0x40 | (1b - 0b), 0x0e, 0xd0, 1\n")
CODE (def_cfa_offset_sf, "sub $200, %rsp\n1:" THROW, ENTRY ".byte 0x40 | (1b - 0b), 0x13, 0x66\n") /* -26 * -8 */
CODE (undefined, "push %rbx\n1: movq $0, (%rsp)\n2:" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 0x40 | (2b - 1b), 7, 3, 7, 1\n")
CODE (same_value, "push %rbx\n1: movq $0, (%rsp)\n2:" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 0x40 | (2b - 1b), 8, 3\n")
CODE (offset, "push %r15\n push %r14\n push %r13\n push %r12\n push %rbp\n push %rbx\n push %rax\n1:" CLEAR THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x0e, 64, 0x8f, 2, 0x8e, 3, 0x8d, 4, 0x8c, 5, 0x86, 6, 0x83, 7\n")
CODE (offset_extended, "push %rbx\n1: xor %ebx, %ebx\n" THROW, ENTRY ".byte 0x41, 0x0e, 16, 5, 3, 2\n")
CODE (offset_extended_sf, "push %rbx\n1: xor %ebx, %ebx\n" THROW, ENTRY ".byte 0x41, 0x0e, 16, 0x11, 3, 2\n")
/* Above the frame, in the caller's. */
CODE (offset_above, "mov %rbx, 16(%rsp)\n xor %ebx, %ebx\n1: push %rax\n2:" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x11, 3, 0x7f, 0x41, 0x0e, 16\n")
CODE (in_register, "push %r12\n1: mov %rbx, %r12\n xor %ebx, %ebx\n2:" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x0e, 16, 0x8c, 2, 0x40 | (2b - 1b), 9, 3, 12\n")
/* Two that have changed places. */
CODE (exchanged, "push %rax\n1: xchg %rbx, %r13\n2:" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x40 | (2b - 1b), 9, 3, 13, 9, 13, 3\n")
CODE (in_itself, "push %rax\n1:" THROW, ENTRY ".byte 0x41, 0x0e, 16, 9, 3, 3\n")
CODE (no_longer_in_register, "push %r12\n1: mov %rbx, %r12\n2: mov %r12, %rbx\n xor %r12d, %r12d\n3:" THROW,
	ENTRY ".byte 0x40 | (1b - 0b), 0x0e, 16, 0x8c, 2, 0x40 | (2b - 1b), 9, 3, 12, 0x40 | (3b - 2b), 8, 3\n")
CODE (return_address_in_register, "push %rbx\n1: mov 8(%rsp), %rbx\n movq $0, 8(%rsp)\n2:" THROW,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 0x40 | (2b - 1b), 9, 16, 3\n")
#define RESTORED \
	"push %rbx\n1: mov 8(%rsp), %rbx\n movq $0, 8(%rsp)\n2: mov %rbx, 8(%rsp)\n pop %rbx\n push %rax\n movq $0, (%rsp)\n3:" THROW
CODE (restore, RESTORED,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 0x40 | (2b - 1b), 9, 16, 3, 0x40 | (3b - 2b), 0xc0 | 3, 0xc0 | 16\n")
CODE (restore_extended, RESTORED,
	ENTRY ".byte 0x41, 0x0e, 16, 0x83, 2, 0x40 | (2b - 1b), 9, 16, 3, 0x40 | (3b - 2b), 6, 3, 6, 16\n")
/* Three ways through the method, remembered one in the other. */
CODE (remember_state, "push %rbx\n1: jmp 6f\n2: pop %rbx\n3: push %r12\n4: pop %r12\n5: ret\n6: xor %ebx, %ebx\n" THROW,
	ENTRY
	".byte 0x41, 0x0e, 16, 0x83, 2, 0x0a, 0x40 | (3b - 1b), 0x0e, 8, 8, 3, 0x0a, 0x40 | (4b - 3b), 0x0e, 16, 0x8c, 2\n"
	".byte 0x40 | (5b - 4b), 0x0b, 0x41, 0x0b\n")
/* In the middle of all three. */
CODE (nested_state,
	"push %rbx\n1: push %r12\n2: push %r13\n3: xor %ebx, %ebx\n xor %r12d, %r12d\n xor %r13d, %r13d\n jmp 4f\n 4: pop %r13\n"
	"5: pop %r12\n6:" THROW,
	ENTRY
	".byte 0x41, 0x0e, 16, 0x83, 2, 0x0a, 0x40 | (2b - 1b), 0x0e, 24, 0x8c, 3, 0x0a, 0x40 | (3b - 2b), 0x0e, 32, 0x8d, 4\n"
	".byte 0x40 | (5b - 3b), 0x0b, 0x40 | (6b - 5b), 0x0b\n")
CODE (nop, "push %rbx\n1: xor %ebx, %ebx\n" THROW,
	".byte 0\n" ENTRY ".byte 0, 0, 0x41, 0, 0x0e, 16, 0, 0x83, 2, 0, 0\n")

typedef struct Code {
	const char *name;
	const uint8_t *code, *cfi, *end;
} Code;
#define ROW(name) { #name, name##_code, name##_cfi, name##_end }
static const Code outer = ROW (guarded);
static const Code frames [] = { ROW (advance_loc), ROW (advance_loc1), ROW (advance_loc2), ROW (advance_loc4),
	ROW (set_loc), ROW (def_cfa), ROW (def_cfa_sf), ROW (def_cfa_below), ROW (def_cfa_register), ROW (def_cfa_offset),
	ROW (def_cfa_offset_sf), ROW (undefined), ROW (same_value), ROW (offset), ROW (offset_extended),
	ROW (offset_extended_sf), ROW (offset_above), ROW (in_register), ROW (exchanged), ROW (in_itself),
	ROW (no_longer_in_register), ROW (return_address_in_register), ROW (restore), ROW (restore_extended),
	ROW (remember_state), ROW (nested_state), ROW (nop) };

/* ---- Installing ---- */

/* RELOCATED: where the operand of a set_loc is among the instructions, from which place it means an address; 0: nowhere. */
static InstalledRuntimeCode *
install (MethodInfo *method, const Code *code, uint32_t relocated, const NativeClause *clause)
{
	static uint8_t cfi [256];
	IRuntimeInformation *runtime = subject_runtime ();
	CodeMemory memory = { .size = sizeof memory };
	uint32_t code_size = (uint32_t) (code->cfi - code->code), cfi_size = (uint32_t) (code->end - code->cfi);
	ck_assert (runtime->allocate_code (runtime, method, code_size, 0, 0, &memory));
	memcpy (memory.hot, code->code, code_size);
	memcpy (cfi, code->cfi, cfi_size);
	if (relocated) {
		uint64_t address;
		memcpy (&address, cfi + relocated, sizeof address);
		address += (uintptr_t) memory.hot;
		memcpy (cfi + relocated, &address, sizeof address);
	}
	const NativeCodeHandle handle = { .size = sizeof handle,
		.code = memory.hot,
		.code_size = code_size,
		.unwind_information = cfi,
		.unwind_information_size = cfi_size,
		.clauses = clause,
		.clause_count = clause ? 1 : 0,
		.clause_stride = sizeof (*clause) };
	return runtime->install_compilation_result (runtime, method, &handle, INSTALL_PRIVATE);
}

static InstalledRuntimeCode *
install_guarded (void)
{
	const NativeClause clause = { .clause_index = 0,
		.try_start = 0,
		.try_end = (uint32_t) (guarded_handler - guarded_code),
		.handler_start = (uint32_t) (guarded_handler - guarded_code) };
	return install (subject_method ("Unwound", "Guarded"), &outer, 0, &clause);
}

START_TEST (carried_out)
{
	IRuntimeInformation *runtime = subject_runtime ();
	InstalledRuntimeCode *guarded = install_guarded ();
	/* Behind the instructions of the entry, and the opcode */
	InstalledRuntimeCode *frame = install (subject_method ("Unwound", "Frame"), &frames [_i],
		frames [_i].code == set_loc_code ? 6 : 0, NULL);
	InstalledCodeDescription description = { .size = sizeof description };
	ExecutionResult result = { .size = sizeof result };
	if (!guarded || !frame)
		subject_check_no_failure (runtime);
	ck_assert (runtime->describe_installed_code (runtime, frame, &description));
	const void *address = description.code, *service = runtime->get_service (runtime, SERVICE_THROW_CORLIB);
	uint32_t exception = runtime->get_corlib_exception_index (runtime, EXCEPTION_OVERFLOW);
	void *arguments [] = { &address, &service, &exception };
	for (int round = 0; round < 3; ++round) {
		int32_t value;
		ck_assert (runtime->execute_installed_method (runtime, guarded, NULL, arguments, &result));
		ck_assert_int_eq (result.threw, 0);
		memcpy (&value, result.value, sizeof value);
		ck_assert_msg (value == 42, "%s: %d", frames [_i].name, value);
	}
}
END_TEST

/* ---- Refused ---- */

#define ENTRY_BYTES 0x0c, 7, 8, 0x90, 1
static const struct {
	uint8_t instructions [24];
	uint32_t size;
	const char *sentence;
	uint32_t relocated;
} refused [] = {
	{ { ENTRY_BYTES, 0x0f, 1, 0x30 }, 8, "DW_CFA_def_cfa_expression at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x10, 3, 1, 0x30 }, 9, "DW_CFA_expression at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x14, 3, 1 }, 8, "DW_CFA_val_offset at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x15, 3, 1 }, 8, "DW_CFA_val_offset_sf at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x16, 3, 1, 0x30 }, 9, "DW_CFA_val_expression at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x1d, 0, 0, 0, 0, 0, 0, 0, 1 }, 14, "DW_CFA_MIPS_advance_loc8 at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x2d }, 6, "DW_CFA_GNU_window_save at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x2e, 16 }, 7, "DW_CFA_GNU_args_size at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x2f, 3, 1 }, 8, "DW_CFA_GNU_negative_offset_extended at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x17 }, 6, "call frame instruction 0x17 at byte 5 is not supported", 0 },
	{ { ENTRY_BYTES, 0x3f }, 6, "call frame instruction 0x3f at byte 5 is not supported", 0 },
	/* Cut off, or of registers that are not unwound */
	{ { ENTRY_BYTES, 0x0c, 7 }, 7, "DW_CFA_def_cfa at byte 5 is cut off", 0 },
	{ { ENTRY_BYTES, 0x0e, 0x80 }, 7, "DW_CFA_def_cfa_offset at byte 5 is cut off", 0 },
	{ { ENTRY_BYTES, 0x0e, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, 12, "DW_CFA_def_cfa_offset at byte 5 is cut off", 0 },
	{ { ENTRY_BYTES, 0x03, 1 }, 7, "DW_CFA_advance_loc2 at byte 5 is cut off", 0 },
	{ { ENTRY_BYTES, 0x01, 1, 2, 3 }, 9, "DW_CFA_set_loc at byte 5 is cut off", 0 },
	{ { ENTRY_BYTES, 0x05, 17, 1 }, 8, "DW_CFA_offset_extended at byte 5 is cut off, or of a register", 0 },
	{ { ENTRY_BYTES, 0x80 | 17, 1 }, 7, "DW_CFA_offset at byte 5 is cut off, or of a register", 0 },
	{ { ENTRY_BYTES, 0xc0 | 40 }, 6, "DW_CFA_restore at byte 5 is cut off, or of a register", 0 },
	{ { ENTRY_BYTES, 0x09, 3, 17 }, 8, "DW_CFA_register at byte 5 is cut off, or of a register", 0 },
	/* What the runtime's unwinder has no place for */
	{ { ENTRY_BYTES, 0x87, 2 }, 7, "DW_CFA_offset of register 7: the caller's stack pointer is the frame's address",
		0 },
	{ { ENTRY_BYTES, 0x09, 7, 3 }, 8, "DW_CFA_register of register 7", 0 },
	{ { ENTRY_BYTES, 0x08, 7 }, 7, "DW_CFA_same_value of register 7", 0 },
	{ { ENTRY_BYTES, 0x07, 16 }, 7, "DW_CFA_undefined of register 16: code returns to somewhere", 0 },
	{ { ENTRY_BYTES, 0x08, 16 }, 7, "DW_CFA_same_value of register 16", 0 },
	{ { ENTRY_BYTES, 0x0d, 16 }, 7, "DW_CFA_def_cfa_register of register 16", 0 },
	{ { ENTRY_BYTES, 0x0e, 0xff, 0xff, 0xff, 0xff, 4 }, 11, "the offset of DW_CFA_def_cfa_offset is too large", 0 },
	{ { ENTRY_BYTES, 0x83, 0xff, 0xff, 0xff, 0xff, 4 }, 11, "the offset of DW_CFA_offset is too large", 0 },
	/* Out of order */
	{ { ENTRY_BYTES, 0x0b }, 6, "DW_CFA_restore_state without a remember_state", 0 },
	{ { ENTRY_BYTES, 0x0a, 0x0b, 0x0b }, 8, "DW_CFA_restore_state without a remember_state", 0 },
	{ { ENTRY_BYTES, 0xc0 | 3 }, 6, "DW_CFA_restore where the code begins", 0 },
	{ { ENTRY_BYTES, 0x06, 3 }, 7, "DW_CFA_restore_extended where the code begins", 0 },
	{ { ENTRY_BYTES, 0x44, 0x01, 2 }, 15, "DW_CFA_set_loc goes back, from byte 4 of the code to 2", 7 },
	{ { ENTRY_BYTES, 0x44, 0x01, 9 }, 15, "byte 9 of 8", 7 },
	{ { ENTRY_BYTES, 0x01, 1 }, 14, "DW_CFA_set_loc goes to 0x1, and the code is at", 0 },
	{ { 0x90, 1 }, 2, "where the frame is", 0 },
	{ { 0x0d, 7, 0x90, 1, 0x41 }, 5, "where the frame is", 0 }, /* a register, and no offset */
	{ { 0x90, 1, 0x41, 0x0c, 7, 8 }, 6, "where the frame is", 0 },
	{ { 0x0c, 7, 8 }, 3, "where the return address is", 0 },
	{ { 0x0c, 7, 8, 0x41, 0x90, 1 }, 6, "where the return address is", 0 },
	{ { ENTRY_BYTES, 0x44, 0x45 }, 7, "byte 9 of 8", 0 },
	{ { ENTRY_BYTES, 0x03, 0, 1 }, 8, "byte 256 of 8", 0 },
	{ { ENTRY_BYTES, 0x04, 0, 0, 0, 0x80 }, 10, "byte 2147483648 of 8", 0 },
};

START_TEST (refused_by_name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	uint8_t code [64] = { 0xb8, 42, 0, 0, 0, 0xc3, 0xcc, 0xcc };
	char failure [512];
	memcpy (code + 8, refused [_i].instructions, refused [_i].size);
	const Code refused_code = { "refused", code, code + 8, code + 8 + refused [_i].size };
	ck_assert_ptr_null (install (subject_method ("Unwound", "Frame"), &refused_code, refused [_i].relocated, NULL));
	ck_assert_int_eq (runtime->get_failure (runtime, failure, sizeof failure), 1);
	ck_assert_msg (strstr (failure, refused [_i].sentence) && strstr (failure, "Unwound:Frame"), "%s", failure);
	runtime->clear_failure (runtime);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("unwinding");
	TCase *cases = tcase_create ("unwinding");
	tcase_add_loop_test (cases, carried_out, 0, sizeof (frames) / sizeof (frames [0]));
	tcase_add_loop_test (cases, refused_by_name, 0, sizeof (refused) / sizeof (refused [0]));
	suite_add_tcase (suite, cases);
	return run_in_process (suite);
}
