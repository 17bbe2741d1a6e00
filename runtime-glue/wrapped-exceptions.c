/* SPDX-License-Identifier: MIT
 *
 * Objects that are thrown, but are no exceptions. The runtime throws a RuntimeWrappedException instead, and hands the
 * object itself to the handlers of assemblies that ask for it (mini/mini-exceptions.c:wrap_non_exception_throws). But when
 * it goes on behind a finally handler of code like LLVM's, all it has kept is the exception, which then fits nowhere. So
 * it is given the object once more; and when it makes an exception of that, the one that it had made before. */
#include <pthread.h>
#include <stdlib.h>

#include "wrapped-exceptions.h"

/* Weak handles: the exception keeps the object. */
typedef struct Wrapping {
	struct Wrapping *next;
	uint32_t exception, object;
} Wrapping;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Wrapping *wrappings;

/* The exception that the object which is being thrown anew has got already. On the stack, too, for the collector. */
static __thread MonoObject *known_exception;

static void
remember (MonoObject *exception, MonoObject *object)
{
	Wrapping *wrapping = malloc (sizeof *wrapping);
	if (wrapping == NULL)
		return;
	wrapping->exception = mono_gchandle_new_weakref (exception, 0);
	wrapping->object = mono_gchandle_new_weakref (object, 0);
	pthread_mutex_lock (&lock);
	wrapping->next = wrappings;
	__atomic_store_n (&wrappings, wrapping, __ATOMIC_RELAXED);
	pthread_mutex_unlock (&lock);
}

/* The object in EXCEPTION, or NULL. With FORGET, takes it out; and on the way, all whose exceptions are no more. */
static MonoObject *
find_object (MonoObject *exception, int forget)
{
	MonoObject *object = NULL;
	if (__atomic_load_n (&wrappings, __ATOMIC_RELAXED) == NULL)
		return NULL;
	pthread_mutex_lock (&lock);
	for (Wrapping **next = &wrappings; *next;) {
		Wrapping *wrapping = *next;
		MonoObject *target = mono_gchandle_get_target (wrapping->exception);
		if (target == exception)
			object = mono_gchandle_get_target (wrapping->object);
		if (target != NULL && !(forget && target == exception)) {
			next = &wrapping->next;
			continue;
		}
		*next = wrapping->next;
		mono_gchandle_free (wrapping->exception);
		mono_gchandle_free (wrapping->object);
		free (wrapping);
	}
	pthread_mutex_unlock (&lock);
	return object;
}

MonoObject *
wrapped_exceptions_unwrap (MonoObject *exception)
{
	MonoObject *object = find_object (exception, 0);
	if (object == NULL)
		return exception;
	known_exception = exception;
	return object;
}

MonoObjectHandle
__wrap_mono_get_exception_runtime_wrapped_handle (MonoObjectHandle object, MonoErrorStorage *error)
{
	MonoObjectHandle exception = __real_mono_get_exception_runtime_wrapped_handle (object, error);
	if (known_exception != NULL) {
		*exception.slot = known_exception;
		known_exception = NULL;
	} else if (error_is_ok (error)) {
		remember (*exception.slot, *object.slot);
	}
	return exception;
}

/* What a handler throws again is the exception. */
gboolean
__wrap_mono_handle_exception (MonoContext *context, void *object)
{
	find_object (object, 1);
	return __real_mono_handle_exception (context, object);
}
