/* SPDX-License-Identifier: MIT */
#ifndef GLUE_PRECOMPILED_H
#define GLUE_PRECOMPILED_H

#include "compilers.h"
#include "mono-hidden.h"

/* Whether METHOD's code comes from an AOT image in the root domain, with the optimizations that the runtime has unless told
 * otherwise. */
int precompiled_in_root_domain (Compiler *compiler, MonoMethod *method);

/* Whether METHOD's code would come from an AOT image if DOMAIN were the root domain: the runtime uses such code in no other
 * (mini/aot-runtime.c:mono_aot_get_method). Else each new domain would wait for the class library to be compiled.
 * OPTIMIZATIONS: the runtime's for this request. */
int precompiled_for_root_domain (Compiler *compiler, MonoDomain *domain, MonoMethod *method, int optimizations);

#endif
