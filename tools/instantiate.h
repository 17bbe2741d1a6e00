/* SPDX-License-Identifier: MIT
 *
 * Instantiations of generic definitions, made by managed reflection: it checks constraints as the runtime does. */
#ifndef BIGSTEP_INSTANTIATE_H
#define BIGSTEP_INSTANTIATE_H

#include <mono/jit/jit.h>

/* More parameters than System.Func`17 has do not occur in practice; definitions beyond count as not instantiable. */
#define MOST_TYPE_PARAMETERS 30

/* Number of generic parameters of each row of the TypeDef and MethodDef tables, by row (from 1 on). */
typedef struct GenericCounts {
	uint32_t type_rows, method_rows;
	uint8_t *types;
	uint8_t *methods;
} GenericCounts;

void generic_counts_read (GenericCounts *counts, MonoImage *image);

/* METHOD, a definition, with ARGUMENTS for its own parameters. NULL when a constraint is violated. */
MonoMethod *instantiate_method (MonoDomain *domain, MonoMethod *method, MonoType *const *arguments, unsigned int count);

/* The instantiations with which DEFINITION, row TOKEN of IMAGE, is compiled: with every parameter `object` and with
 * every parameter `int`, as far as constraints allow: where they refuse that, the instantiation that comes nearest to
 * it. A definition without generic parameters is its own, only one. Returns how many there are, 0 to 2. */
int instantiate_definition (MonoDomain *domain, const GenericCounts *counts, MonoMethod *definition, uint32_t token,
	MonoMethod *instances [2]);

#endif
