/* SPDX-License-Identifier: MIT
 *
 * From a NativeCodeHandle to code the runtime knows. */
#ifndef GLUE_INSTALL_H
#define GLUE_INSTALL_H

#include "replace.h"
#include "request.h"

typedef struct Installation {
	MonoJitInfo *info; /* of the code that METHOD is called through from now on */
	int was_there;     /* there was code, and it stays: INFO is of that */
} Installation;

/* FLAGS: InstallFlags. Returns 0 with a failure in REQUEST. Runs no managed code. */
int install_code (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, uint32_t flags,
	Installation *installation);

/* INFO, of a private body of METHOD's, is what look-ups in DOMAIN find from now on; other callers come to it when REPLACEMENT's
 * code is redirected. Returns 0 if METHOD has other code than when REPLACEMENT was made ready. */
int install_instead (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, const Replacement *replacement);

#endif
