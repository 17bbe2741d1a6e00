/* SPDX-License-Identifier: MIT
 *
 * How long instructions are, and where they lead. */
#include <check.h>

#include "instructions.h"
#include "suite.h"

/* Where nothing is said, an instruction of all its bytes that leads nowhere else. */
static const struct {
	uint8_t code [16];
	uint32_t size;
	InstructionKind kind;
	int64_t target;
} known [] = {
	{ { 0x90 }, 1, 0, 0 },                                                /* nop */
	{ { 0x55 }, 1, 0, 0 },                                                /* push rbp */
	{ { 0x48, 0x8b, 0xec }, 3, 0, 0 },                                    /* mov rbp, rsp */
	{ { 0x48, 0x83, 0xec, 0x28 }, 4, 0, 0 },                              /* sub rsp, 40 */
	{ { 0x48, 0x81, 0xec, 0, 1, 0, 0 }, 7, 0, 0 },                        /* sub rsp, 256 */
	{ { 0x66, 0x81, 0xc1, 1, 2 }, 5, 0, 0 },                              /* add cx, 513 */
	{ { 0x66, 0x48, 0x81, 0xc1, 1, 2, 0, 0 }, 8, 0, 0 },                  /* add rcx, 513 */
	{ { 0x48, 0x89, 0x44, 0x24, 0x08 }, 5, 0, 0 },                        /* mov [rsp+8], rax */
	{ { 0x48, 0x8b, 0x84, 0xc8, 0, 1, 0, 0 }, 8, 0, 0 },                  /* mov rax, [rax+rcx*8+256] */
	{ { 0x48, 0x8b, 0x05, 1, 2, 3, 4 }, 7, 0, 0 },                        /* mov rax, [rip+...] */
	{ { 0x48, 0x8b, 0x04, 0x25, 1, 2, 3, 4 }, 8, 0, 0 },                  /* mov rax, [address] */
	{ { 0x41, 0x8b, 0x45, 0x00 }, 4, 0, 0 },                              /* mov eax, [r13] */
	{ { 0x41, 0x8b, 0x04, 0x24 }, 4, 0, 0 },                              /* mov eax, [r12] */
	{ { 0x8b, 0x04, 0xcd, 0, 0, 0, 0 }, 7, 0, 0 },                        /* mov eax, [rcx*8] */
	{ { 0xb8, 1, 0, 0, 0 }, 5, 0, 0 },                                    /* mov eax, 1 */
	{ { 0x49, 0xbb, 1, 2, 3, 4, 5, 6, 7, 8 }, 10, 0, 0 },                 /* mov r11, 8 bytes */
	{ { 0xa1, 1, 2, 3, 4, 5, 6, 7, 8 }, 9, 0, 0 },                        /* mov eax, [8 bytes] */
	{ { 0xf6, 0xc1, 1 }, 3, 0, 0 },                                       /* test cl, 1 */
	{ { 0xf6, 0xd1 }, 2, 0, 0 },                                          /* not cl */
	{ { 0xf7, 0xc1, 1, 0, 0, 0 }, 6, 0, 0 },                              /* test ecx, 1 */
	{ { 0xf7, 0xf9 }, 2, 0, 0 },                                          /* idiv ecx */
	{ { 0x69, 0xc0, 1, 0, 0, 0 }, 6, 0, 0 },                              /* imul eax, eax, 1 */
	{ { 0x6b, 0xc0, 5 }, 3, 0, 0 },                                       /* imul eax, eax, 5 */
	{ { 0xc8, 8, 0, 0 }, 4, 0, 0 },                                       /* enter 8, 0 */
	{ { 0xf3, 0x48, 0xab }, 3, 0, 0 },                                    /* rep stosq */
	{ { 0xf0, 0x48, 0x0f, 0xb1, 0x0a }, 5, 0, 0 },                        /* lock cmpxchg [rdx], rcx */
	{ { 0x0f, 0xb6, 0xc0 }, 3, 0, 0 },                                    /* movzx eax, al */
	{ { 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 }, 8, 0, 0 },                     /* nop of 8 bytes */
	{ { 0x0f, 0xba, 0xe0, 3 }, 4, 0, 0 },                                 /* bt eax, 3 */
	{ { 0x0f, 0x0b }, 2, 0, 0 },                                          /* ud2 */
	{ { 0xf2, 0x0f, 0x10, 0x05, 1, 2, 3, 4 }, 8, 0, 0 },                  /* movsd xmm0, [rip+...] */
	{ { 0x66, 0x0f, 0x70, 0xc0, 0x55 }, 5, 0, 0 },                        /* pshufd xmm0, xmm0, 85 */
	{ { 0x66, 0x0f, 0x38, 0x17, 0xc0 }, 5, 0, 0 },                        /* ptest xmm0, xmm0 */
	{ { 0x66, 0x0f, 0x3a, 0x0b, 0xc0, 9 }, 6, 0, 0 },                     /* roundsd xmm0, xmm0, 9 */
	{ { 0xc5, 0xf8, 0x77 }, 3, 0, 0 },                                    /* vzeroupper */
	{ { 0xc5, 0xfe, 0x6f, 0x44, 0x24, 0x20 }, 6, 0, 0 },                  /* vmovdqu ymm0, [rsp+32] */
	{ { 0xc5, 0xfd, 0x70, 0xc0, 0x4e }, 5, 0, 0 },                        /* vpshufd ymm0, ymm0, 78 */
	{ { 0xc4, 0xe2, 0x7d, 0x58, 0xc0 }, 5, 0, 0 },                        /* vpbroadcastd ymm0, xmm0 */
	{ { 0xc4, 0xe3, 0x7d, 0x39, 0xc0, 1 }, 6, 0, 0 },                     /* vextracti128 xmm0, ymm0, 1 */
	{ { 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x40, 1 }, 7, 0, 0 },               /* vmovups zmm0, [rax+64] */
	{ { 0x62, 0xf3, 0xfd, 0x48, 0x3b, 0xc0, 1 }, 7, 0, 0 },               /* vextracti64x4 ymm0, zmm0, 1 */
	{ { 0xc3 }, 1, 0, 0 },                                                /* ret */
	{ { 0xc2, 8, 0 }, 3, 0, 0 },                                          /* ret 8 */
	{ { 0xeb, 0xfe }, 2, INSTRUCTION_BRANCH, 0 },                         /* jmp to itself */
	{ { 0x74, 0x10 }, 2, INSTRUCTION_BRANCH, 18 },                        /* je */
	{ { 0xe2, 0xf0 }, 2, INSTRUCTION_BRANCH, -14 },                       /* loop */
	{ { 0xe9, 0xfb, 0xff, 0xff, 0xff }, 5, INSTRUCTION_BRANCH, 0 },       /* jmp */
	{ { 0x0f, 0x85, 0, 1, 0, 0 }, 6, INSTRUCTION_BRANCH, 262 },           /* jne */
	{ { 0xe8, 0, 0, 0, 0 }, 5, INSTRUCTION_CALL, 5 },                     /* call */
	{ { 0x66, 0x66, 0x48, 0xe8, 1, 0, 0, 0 }, 8, INSTRUCTION_CALL, 9 },   /* call, padded */
	{ { 0xff, 0xd0 }, 2, INSTRUCTION_CALL_ADDRESS, 0 },                   /* call rax */
	{ { 0x41, 0xff, 0x55, 0x08 }, 4, INSTRUCTION_CALL_ADDRESS, 0 },       /* call [r13+8] */
	{ { 0xff, 0x25, 1, 2, 3, 4 }, 6, INSTRUCTION_JUMP_ADDRESS, 0 },       /* jmp [rip+...] */
	{ { 0xff, 0x24, 0xc5, 1, 2, 3, 4 }, 7, INSTRUCTION_JUMP_ADDRESS, 0 }, /* jmp [rax*8+...] */
	{ { 0xff, 0xc0 }, 2, 0, 0 },                                          /* inc eax */
	{ { 0xff, 0x30 }, 2, 0, 0 },                                          /* push [rax] */
};

START_TEST (read)
{
	MachineInstruction instruction;
	ck_assert_int_eq (instruction_read (known [_i].code, sizeof known [_i].code, &instruction), 1);
	ck_assert_uint_eq (instruction.size, known [_i].size);
	ck_assert_int_eq (instruction.kind, known [_i].kind);
	ck_assert_int_eq (instruction.target, known [_i].target);
	/* And cut off everywhere, unless what is left is one itself: prefixes are none. */
	for (uint32_t size = 0; size < known [_i].size; ++size)
		ck_assert_int_eq (instruction_read (known [_i].code, size, &instruction), 0);
}
END_TEST

/* No instructions of 64-bit mode; more prefixes than an instruction has bytes. */
static const uint8_t unknown [][16] = { { 0x06 }, { 0x27 }, { 0x60 }, { 0x82 }, { 0x9a }, { 0xce }, { 0xd6 }, { 0xea },
	{ 0x0f, 0x04 }, { 0x0f, 0x24 }, { 0x0f, 0x39 }, { 0xc4, 0xe0, 0x7d }, { 0x62, 0xf7, 0x7c, 0x48 },
	{ 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66 } };

START_TEST (not_read)
{
	MachineInstruction instruction;
	ck_assert_int_eq (instruction_read (unknown [_i], sizeof unknown [_i], &instruction), 0);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("instructions");
	tcase_add_loop_test (tests, read, 0, sizeof (known) / sizeof (known [0]));
	tcase_add_loop_test (tests, not_read, 0, sizeof (unknown) / sizeof (unknown [0]));
	return run_case (tests);
}
