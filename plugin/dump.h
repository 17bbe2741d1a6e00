/* SPDX-License-Identifier: MIT
 *
 * What `dump=` prints, one text for each arrow of the pipeline, and what `sums=` writes. */
#ifndef BIGSTEP_DUMP_H
#define BIGSTEP_DUMP_H

#include <llvm-c/TargetMachine.h>

#include "executor/body.h"
#include "llvm/native/native.h"

void dump_il (Compilation *compilation);
void dump_operations (Compilation *compilation, const Body *body);
/* These two ask the runtime nothing. TITLE: "IR" or "optimised IR"; NAME: the method's. */
void dump_module (const char *title, const char *name, LLVMModuleRef module);
void dump_assembly (const char *name, LLVMModuleRef module, LLVMTargetMachineRef machine);
/* Appends a line to FILE: OBJECT's hash and NAME. */
void dump_sum (const char *name, const ObjectCode *object, const char *file);

#endif
