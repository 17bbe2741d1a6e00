/* SPDX-License-Identifier: MIT
 *
 * leave_frame (registers: rdi, code: rsi, buffer: rdx), see leave-frame.h.
 *
 * From the first instruction on, unwinders see the frame that CODE will return to: as long as rsp is not its, all is to be
 * found by rdi. DWARF 5: DW_CFA_def_cfa_expression (0x0f), DW_CFA_expression (0x10), each with a length and DW_OP_breg5 (0x75),
 * rdi with an offset; DW_OP_deref (0x06), DW_OP_plus_uconst (0x23). psABI figure 3.36: rbx 3, rbp 6, r12 to r15 12 to 15. */
	.text
	.globl leave_frame
	.hidden leave_frame
	.type leave_frame, @function
	.p2align 4
leave_frame:
	.cfi_startproc
	.cfi_escape 0x0f, 5, 0x75, 48, 0x06, 0x23, 8
	.cfi_offset rip, -8
	.cfi_escape 0x10, 3, 2, 0x75, 0
	.cfi_escape 0x10, 6, 2, 0x75, 8
	.cfi_escape 0x10, 12, 2, 0x75, 16
	.cfi_escape 0x10, 13, 2, 0x75, 24
	.cfi_escape 0x10, 14, 2, 0x75, 32
	.cfi_escape 0x10, 15, 2, 0x75, 40
	endbr64
	mov 0(%rdi), %rbx
	mov 8(%rdi), %rbp
	mov 16(%rdi), %r12
	mov 24(%rdi), %r13
	mov 32(%rdi), %r14
	mov 40(%rdi), %r15
	/* The last: a signal's handler may take what is below it. */
	mov 48(%rdi), %rsp
	.cfi_def_cfa rsp, 8
	.cfi_same_value rbx
	.cfi_same_value rbp
	.cfi_same_value r12
	.cfi_same_value r13
	.cfi_same_value r14
	.cfi_same_value r15
	mov %rdx, %rdi
	jmp *%rsi
	.cfi_endproc
	.size leave_frame, . - leave_frame
	.section .note.GNU-stack, "", @progbits
