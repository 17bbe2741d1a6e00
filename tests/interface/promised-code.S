/* SPDX-License-Identifier: MIT
 *
 * Machine code for test-promises*.c, which copies it into memory of the runtime: it runs wherever it lies. */

#define CODE(name) \
	.globl promised_##name; \
promised_##name:
#define END(name) \
	.globl promised_##name##_end; \
promised_##name##_end: \
	.byte 0

	.section .rodata

/* Calls what its first argument, a Call, says, with numbers of its own in all registers that are the caller's, RBP among
 * them. The answer has a bit for each that is lost; bit 8, and the clause's index above, after an exception. */
CODE (caller)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$24, %rsp
	movq	%rdi, 8(%rsp)
	movq	%rdi, %r11
	movq	(%r11), %rax
	movq	8(%r11), %rdi
	movq	16(%r11), %rsi
	movq	24(%r11), %rdx
	movq	32(%r11), %rcx
	movsd	40(%r11), %xmm0
	movsd	48(%r11), %xmm1
	movl	$0x11111111, %ebx
	movl	$0x22222222, %ebp
	movl	$0x33333333, %r12d
	movl	$0x44444444, %r13d
	movl	$0x55555555, %r14d
	movl	$0x66666666, %r15d
CODE (caller_try)
	call	*%rax
	nop
CODE (caller_try_end)
	movq	8(%rsp), %rcx
	movq	%rax, 56(%rcx)
	xorl	%edx, %edx
	jmp	1f
CODE (caller_pad)
	movq	8(%rsp), %rcx
	movq	%rax, 64(%rcx)
	shll	$16, %edx
	orl	$0x100, %edx
1:	cmpq	$0x11111111, %rbx
	je	1f
	orl	$1, %edx
1:	cmpq	$0x22222222, %rbp
	je	1f
	orl	$2, %edx
1:	cmpq	$0x33333333, %r12
	je	1f
	orl	$4, %edx
1:	cmpq	$0x44444444, %r13
	je	1f
	orl	$8, %edx
1:	cmpq	$0x55555555, %r14
	je	1f
	orl	$16, %edx
1:	cmpq	$0x66666666, %r15
	je	1f
	orl	$32, %edx
1:	movl	%edx, %eax
	addq	$24, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
END (caller)

/* Calls its first argument with the second, and nothing of its caller's left in the registers. Its frame is that of
 * caller. */
CODE (scrambler)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$24, %rsp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movl	$7, %ebx
	movl	$7, %ebp
	movl	$7, %r12d
	movl	$7, %r13d
	movl	$7, %r14d
	movl	$7, %r15d
	call	*%rax
	addq	$24, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
END (scrambler)

/* Fills the 128 bytes below RSP, waits as many rounds as its first argument says, and counts the words that are left of
 * them. */
CODE (red_zone)
	movl	$16, %ecx
1:	movq	%rcx, -136(%rsp,%rcx,8)
	decq	%rcx
	jnz	1b
1:	decq	%rdi
	jnz	1b
	xorl	%eax, %eax
	movl	$16, %ecx
1:	cmpq	%rcx, -136(%rsp,%rcx,8)
	jne	2f
	incl	%eax
2:	decq	%rcx
	jnz	1b
	ret
END (red_zone)

CODE (load)
	movq	(%rdi,%rsi), %rax
	ret
END (load)

CODE (store)
	movb	$1, (%rdi,%rsi)
	ret
END (store)

/* Throws its second argument in a frame of RBP; the first one is a block with SERVICE_THROW. The filter leaves what it got
 * in the block, by a call, and accepts what the third argument says; if that is 2, it throws what is in the block. */
CODE (filtering)
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rbx
	subq	$24, %rsp
	movq	%rdi, %rbx
	movq	%rdi, -16(%rbp)
	movq	%rdx, -24(%rbp)
	movq	%rsi, %rdi
CODE (filtering_try)
	call	*(%rbx)
	nop
CODE (filtering_try_end)
CODE (filtering_pad)
	cmpq	%rbx, -16(%rbp)
	jne	1f
	movq	%rax, 16(%rbx)
	leal	50(%rdx), %eax
	jmp	2f
1:	xorl	%eax, %eax
2:	addq	$24, %rsp
	popq	%rbx
	popq	%rbp
	ret
CODE (filtering_filter)
	call	1f
	movl	-24(%rbp), %eax
	ret
CODE (filtering_jump)
	jmp	*%rcx
CODE (filtering_filter_end)
1:	subq	$8, %rsp
CODE (filtering_work)
	movq	-16(%rbp), %rcx
	movq	%rax, 8(%rcx)
	movq	%rsp, 24(%rcx)
	cmpl	$2, -24(%rbp)
	jne	1f
	movq	32(%rcx), %rdi
	call	*(%rcx)
	nop
1:	addq	$8, %rsp
	ret
END (filtering)

/* Says that it has started, waits until it may go on, and polls: its first argument is an Abort. The part up to the end of
 * the handler is what a finally handler would be; its byte is at RBP - 16. */
CODE (aborted)
	pushq	%rbp
	movq	%rsp, %rbp
	pushq	%rbx
	subq	$24, %rsp
	movq	%rdi, %rbx
	movq	$0, -16(%rbp)
CODE (aborted_handler)
	movl	$1, 24(%rbx)
1:	cmpl	$0, 32(%rbx)
	je	1b
	movl	$200000000, %ecx
1:	decl	%ecx
	jnz	1b
	call	*(%rbx)
	movq	64(%rbx), %rax
	movl	(%rax), %eax
	movl	%eax, 72(%rbx)
	movl	$1, 40(%rbx)
	call	*8(%rbx)
	movl	$1, 48(%rbx)
CODE (aborted_handler_end)
	cmpb	$0, -16(%rbp)
	je	1f
	call	*16(%rbx)
1:	movl	$1, 56(%rbx)
	movl	$1, %eax
	addq	$24, %rsp
	popq	%rbx
	popq	%rbp
	ret
END (aborted)

/* Makes an object by its first argument, calls the second, and meanwhile has a pointer to offset C of the object in a
 * register, on the stack, or (D is 0) nowhere but turned around. Returns the pointer. */
CODE (holder)
	pushq	%rbx
	subq	$32, %rsp
	movq	%rdx, (%rsp)
	movq	%rsi, 8(%rsp)
	movq	$0, 16(%rsp)
	movq	%rcx, 24(%rsp)
	call	*%rdi
	addq	(%rsp), %rax
	cmpl	$2, 24(%rsp)
	je	2f
	cmpl	$1, 24(%rsp)
	je	1f
	notq	%rax
1:	movq	%rax, %rbx
	jmp	3f
2:	movq	%rax, 16(%rsp)
	movq	%rax, %rbx
	notq	%rbx
3:	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	call	*8(%rsp)
	movq	%rbx, %rax
	cmpl	$1, 24(%rsp)
	je	1f
	notq	%rax
1:	addq	$32, %rsp
	popq	%rbx
	ret
END (holder)

/* Jumps to its first argument, with the others. */
CODE (jumper)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	jmp	*%rax
END (jumper)

	.section .note.GNU-stack,"",@progbits
