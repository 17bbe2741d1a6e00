/* SPDX-License-Identifier: MIT
 *
 * Small questions about methods that several files of the glue ask. */
#ifndef GLUE_METHODS_H
#define GLUE_METHODS_H

#include "mono-hidden.h"
#include "statistics.h"

static inline uint32_t
method_wrapper_kind (MonoMethod *method)
{
	return MONO_BITS (method, MonoMethod, wrapper_type);
}

/* Made by the runtime; the body of a DynamicMethod is the program's, though Mono stores it as a wrapper. */
static inline int
method_is_wrapper (MonoMethod *method)
{
	uint32_t kind = method_wrapper_kind (method);
	return kind != ENUM_MONO_WRAPPER_NONE && kind != ENUM_MONO_WRAPPER_DYNAMIC_METHOD;
}

static inline int
method_is_dynamic (MonoMethod *method)
{
	return (int) MONO_BITS (method, MonoMethod, dynamic);
}

static inline MonoClass *
method_class (MonoMethod *method)
{
	return MONO_FIELD (MonoClass *, method, MonoMethod, klass);
}

/* Size of METHOD's IL; 0 when it has none. */
uint32_t method_il_size (MonoMethod *method);

/* Writes METHOD's description as a line to DESCRIPTOR, unless that is -1. */
void methods_list (int descriptor, MonoMethod *method);

/* Counts what became of the request for METHOD. METHOD is NULL for one that lost its race and is not
 * known any more. REPORT: of OUTCOME_DECLINED; NATIVE_CODE: of OUTCOME_COMPILED. */
void methods_count (Statistics *statistics, MonoMethod *method, Outcome outcome, const CompilationReport *report,
	const NativeCodeHandle *native_code);

#endif
