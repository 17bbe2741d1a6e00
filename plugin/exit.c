/* SPDX-License-Identifier: MIT
 *
 * Keeps LLVM whole until the process is gone.
 *
 * `exit` destroys the global objects of LLVM, whose destructors the C++ ABI registers with __cxa_atexit (Itanium C++ ABI
 * 3.3.6.3), on the thread that calls it, while the other threads of the program run on: into code of an object that is
 * destroyed, if they are compiling. The runtime stops its threads first when a program ends in order, and does not when it
 * ends by an unhandled exception. There is nothing in those destructors that the end of the process does not do, so none is
 * registered: this definition is hidden, and what is linked into the plug-in binds to it. */

int __cxa_atexit (void (*destroy) (void *object), void *object, void *library);

int
__cxa_atexit (void (*destroy) (void *object), void *object, void *library)
{
	(void) destroy;
	(void) object;
	(void) library;
	return 0;
}
