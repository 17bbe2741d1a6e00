/* SPDX-License-Identifier: MIT
 *
 * Call cells: one word for each method that compiled code calls directly. It holds a trampoline that compiles, until
 * the method's code is known *and* its class is initialised: the trampoline is what makes static constructors run
 * first. */
#ifndef GLUE_CALL_CELLS_H
#define GLUE_CALL_CELLS_H

#include "request.h"

/* The cell of METHOD in REQUEST's domain, below 2 GiB; it lives as long as the domain. NULL on failure. For a
 * synchronized method ask for its wrapper's cell: METHOD's own code does not take the lock. */
void **glue_call_cell (Request *request, MonoMethod *method);

/* The same for jumps to METHOD, which leave no frame of the caller's. */
void **glue_jump_cell (Request *request, MonoMethod *method);

/* Whether CELL is one that REQUEST's domain has for calls. */
int call_cells_have (Request *request, void *const *cell);

/* The code of NATIVE_CODE is about to run: lets its call sites lead to what their cells lead to, now and whenever that
 * changes, unless IS_TRANSIENT: then they are not kept, because the code is freed. All are as NativeCallSite says. */
void call_cells_add_sites (Request *request, const NativeCodeHandle *native_code, int is_transient);

/* METHOD's code is CODE: lets its cells, if it has any, point to it, unless that has to wait. */
void call_cells_method_compiled (MonoDomain *domain, MonoMethod *method, void *code);

void call_cells_method_freed (MonoDomain *domain, MonoMethod *method);
void call_cells_domain_unloading (MonoDomain *domain);

#endif
