/* SPDX-License-Identifier: MIT
 *
 * Keeps LLVM whole until the process is gone.
 *
 * `exit` destroys the global objects of LLVM, whose destructors are registered with __cxa_atexit (Itanium C++ ABI
 * 3.3.6.3), on the thread that calls it, while the program's other threads run on and may be compiling with them. The
 * runtime stops its threads first when a program ends in order, but not when it ends by an unhandled exception. Those
 * destructors do nothing that the end of the process does not do, so none is registered: this definition is hidden, and
 * what is linked into the plug-in binds to it. */

int __cxa_atexit (void (*destroy) (void *object), void *object, void *library);

int
__cxa_atexit (void (*destroy) (void *object), void *object, void *library)
{
	(void) destroy;
	(void) object;
	(void) library;
	return 0;
}
