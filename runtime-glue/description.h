/* SPDX-License-Identifier: MIT
 *
 * Mono's descriptions of methods and types, without what Mono does to make them: metadata/debug-helpers.c resolves the
 * custom modifiers that it names, so that the program's AssemblyResolve handlers run, and ends the process when one
 * cannot be found. Here they are named as the metadata names them. Nothing is loaded but where that is said. */
#ifndef GLUE_DESCRIPTION_H
#define GLUE_DESCRIPTION_H

#include "mono-hidden.h"

/* Texts are to be freed with free. */

/* "Namespace.Type:Method (int,string)". Loads the signature's types, which is for methods whose code is asked for. */
char *method_description (MonoMethod *method);
/* "Namespace.Outer/Inner<Argument>" */
char *class_description (MonoClass *klass);
/* "int,Namespace.Type": the parameters */
char *signature_description (MonoMethodSignature *signature, int with_namespaces);

#endif
