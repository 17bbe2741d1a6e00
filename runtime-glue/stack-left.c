/* SPDX-License-Identifier: MIT */
#include "stack-left.h"

#include <pthread.h>
#include <stdint.h>

size_t
stack_left (const void *address)
{
	/* Asking is slow on the main thread, and the answer does not change. */
	static _Thread_local uintptr_t low, high;
	pthread_attr_t attributes;
	if (!high && pthread_getattr_np (pthread_self (), &attributes) == 0) {
		void *start = NULL;
		size_t size = 0;
		pthread_attr_getstack (&attributes, &start, &size);
		pthread_attr_destroy (&attributes);
		low = (uintptr_t) start;
		high = low + size;
	}
	uintptr_t place = (uintptr_t) address;
	return place >= low && place < high ? place - low : 0;
}
