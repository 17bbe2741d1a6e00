/* SPDX-License-Identifier: MIT
 *
 * On the path of an exception through the runtime. */
#include "wrapped-exceptions.h"

/* ---- Going on behind a finally handler ---- */

/* Of code like LLVM's, mini/mini-exceptions.c:mono_handle_exception_internal then looks for the other handlers of the same
 * frame without having unwound to it, and when it finds one, tells mini_set_abort_threshold an address of the frame that it
 * has never set. What lies there by chance decides whether the abort of a thread is thrown again at the end of a catch
 * handler. So we see to it that the right address lies there. */

enum { STACK_WORDS = 448 }; /* more than the frames of that function and of its caller */

static void __attribute__ ((noinline))
fill_stack_below (void *value)
{
	void *words [STACK_WORDS], **to = words;
	size_t count = STACK_WORDS;
	/* This is done for each handler that an exception passes. */
	__asm__ volatile ("rep stosq" : "+D"(to), "+c"(count) : "a"(value) : "memory");
}

void
__wrap_mono_resume_unwind (MonoContext *context)
{
	char *state = MONO_FIELD_ADDRESS (mono_tls_get_jit_tls (), MonoJitTlsData, resume_state);
	MonoContext *frame = MONO_FIELD_ADDRESS (state, ResumeState, ctx);
	MonoObject **thrown = MONO_FIELD_ADDRESS (state, ResumeState, ex_obj);
	MonoObject *volatile exception = *thrown; /* kept, see there */
	*thrown = wrapped_exceptions_unwrap (exception);
	fill_stack_below (context_registers (frame) [REGISTER_RSP]);
	__real_mono_resume_unwind (context);
	(void) exception;
}

/* ---- Is it an exception for this handler? ---- */

/* The runtime asks this at least once for each handler, and answers with the trouble that it takes with references in C.
 * A class that derives from the other is seen at once. */
MonoObject *
__wrap_mono_object_isinst_checked (MonoObject *object, MonoClass *klass, MonoErrorStorage *error)
{
	uint16_t depth = MONO_FIELD (uint16_t, klass, MonoClass, idepth);
	if (object && depth) {
		MonoVTable *vtable = MONO_FIELD (MonoVTable *, object, MonoObject, vtable);
		MonoClass *own = MONO_FIELD (MonoClass *, vtable, MonoVTable, klass);
		MonoClass **supertypes = MONO_FIELD (MonoClass **, own, MonoClass, supertypes);
		if (supertypes && MONO_FIELD (uint16_t, own, MonoClass, idepth) >= depth && supertypes [depth - 1] == klass) {
			error_clear (error);
			return object;
		}
	}
	return __real_mono_object_isinst_checked (object, klass, error);
}
