/* SPDX-License-Identifier: MIT
 *
 * From a NativeCodeHandle to code the runtime knows. */
#ifndef GLUE_INSTALL_H
#define GLUE_INSTALL_H

#include "request.h"

/* FLAGS: InstallFlags. On INSTALL_OK sets INFO (which may be NULL) to the runtime's description of the code. Runs no
 * managed code. */
InstallResult install_code (Request *request, MonoMethod *method, NativeCodeHandle *native_code, uint32_t flags,
	MonoJitInfo **info);

#endif
