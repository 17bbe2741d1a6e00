/* SPDX-License-Identifier: MIT
 *
 * From a module of LLVM IR to native code in the runtime's memory; and the machine that is for, which all stages need. */
#ifndef BIGSTEP_NATIVE_H
#define BIGSTEP_NATIVE_H

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>

#include "../../compilation.h"
#include "../symbols.h"

/* ---- target.c ---- */

/* Prepares LLVM for the machine we run on, once per process. Returns 0 with a sentence in ERROR on failure. */
int target_initialize (char *error, size_t error_size);

/* NAME (or NULL) is what the calling thread compiles from now on, as `except=` takes it. It must stay valid until the next
 * call: LLVM's fatal errors, which end the process, are reported with it. */
void target_set_current_method (const char *name);

/* The target machine for LEVEL (0 to 3) that belongs to the calling thread until target_release_machine. */
LLVMTargetMachineRef target_acquire_machine (int level);
void target_release_machine (int level, LLVMTargetMachineRef machine);

/* Sets triple and data layout of MODULE. */
void target_prepare_module (LLVMModuleRef module);

/* Adds to FUNCTION the attributes that all our functions have: uwtable(sync), no tail calls, stack probes, no
 * library calls made of loops. */
void target_prepare_function (LLVMValueRef function);

/* ---- object.c ---- */

/* Object code as LLVM writes it: ELF, in memory. Made without the runtime; placed with it. */
typedef struct ObjectCode ObjectCode;

/* Emits MODULE. NULL with LLVM's words in ERROR on failure. */
ObjectCode *object_emit (LLVMModuleRef module, LLVMTargetMachineRef machine, char *error, size_t error_size);
void object_release (ObjectCode *object);
/* A hash of OBJECT's code, tables and references by name: the same in every process (code-sum.c). */
uint64_t object_sum (const ObjectCode *object);

/* Assembly text of MODULE for `dump=asm`; to be freed with LLVMDisposeMessage. */
char *object_print_assembly (LLVMModuleRef module, LLVMTargetMachineRef machine);

/* ---- place.c ---- */

/* Places OBJECT's one function (named FUNCTION) and its constants into memory from the runtime, resolves its relocations
 * through SYMBOLS, and reads its unwind information and IL map (.debug_line: line = IL offset + 1) into NATIVE_CODE.
 * NATIVE_CODE's arrays are malloced; its compiler_data owns them: native_release. Returns 0 with a verdict. */
int object_place (Compilation *compilation, ObjectCode *object, const char *function, Symbols *symbols,
	NativeCodeHandle *native_code);
void native_release (NativeCodeHandle *native_code);

#endif
