/* SPDX-License-Identifier: MIT
 *
 * The families of operations: what they give to each other, and what the table of emit.c names. */
#ifndef BIGSTEP_FAMILIES_H
#define BIGSTEP_FAMILIES_H

#include "emitter.h"

/* ---- the body of a function (emit.c) ---- */

/* Emits BODY as the body of FUNCTION; 0 with a verdict in COMPILATION. */
int emit_body (Module *module, Compilation *compilation, const Body *body, LLVMValueRef function,
	const LoweredSignature *lowered, uint32_t inline_depth);

/* ---- entry functions (emit-entry.c) ---- */

/* Makes of LOWERED, a method's, that of an entry function. */
void signature_of_entry (Module *module, LoweredSignature *lowered);
/* Gives the variables the values that are in the buffer. */
int emit_entry_variables (Emitter *emitter);

/* ---- loads and stores (emit-memory.c) ---- */

/* A value as it is on the stack, from STORAGE at ADDRESS. ALIGNMENT 0: natural. */
LLVMValueRef emit_load (Emitter *emitter, LLVMValueRef address, Storage storage, Access access, uint32_t flags,
	uint32_t alignment);
/* Stores with a write barrier, unless ACCESS says that none is needed. */
int emit_store (Emitter *emitter, LLVMValueRef address, LLVMValueRef value, Storage storage, Access access,
	uint32_t flags, uint32_t alignment);
/* The same of TEMP: of a value that is taken for a larger one, only the bytes that it has. */
int emit_store_temp (Emitter *emitter, LLVMValueRef address, const Temp *temp, Storage storage, Access access,
	uint32_t flags, uint32_t alignment);
/* Accesses before and after do not change places, as far as ORDERING says. */
void emit_fence (Emitter *emitter, LLVMAtomicOrdering ordering);
/* The write barrier, after a reference was stored at ADDRESS. */
void emit_mark_card (Emitter *emitter, LLVMValueRef address);

/* ---- protected regions (emit-exceptions.c) ---- */

/* At the beginning of a method, of each block, and at the end. */
void exceptions_begin_method (Emitter *emitter, Block *const *blocks, uint32_t block_count);
void exceptions_begin_block (Emitter *emitter, const Block *block);
void exceptions_end_method (Emitter *emitter);
/* Filters are functions of their own (emit-filters.c): makes them, and lets their frame's variables be found. */
void filters_begin_method (Emitter *emitter);
/* The function that the block at OFFSET belongs to. */
LLVMValueRef filters_function_at (Emitter *emitter, uint32_t offset);
/* Turns EMITTER to the function that BLOCK, of the IL at OFFSET, belongs to. */
void filters_enter (Emitter *emitter, uint32_t offset, LLVMBasicBlockRef block);
/* Turns it back to the method's own. */
void filters_end_method (Emitter *emitter);
/* The exception the filter with code at OFFSET looks at; NULL if that is no filter's code. */
LLVMValueRef filters_exception_at (Emitter *emitter, uint32_t offset);
/* From where the handler of clause INDEX, if it has a filter, is entered: to where the filter was left for. */
void filters_enter_handler (Emitter *emitter, uint32_t index);
/* Where a branch to BLOCK goes; for one that is_invalid, a block that throws. */
LLVMBasicBlockRef emit_target (Emitter *emitter, const Block *block);

/* ---- calls (emit-native-calls.c) ---- */

/* Calls METHOD; *RESULT is NULL when it has none. SIGNATURE is that of the call site, which counts if METHOD takes variable
 * arguments, or NULL. */
int emit_method_call (Emitter *emitter, MethodInfo *method, SignatureInfo *signature, uint32_t call_flags,
	LLVMValueRef *arguments, uint32_t argument_count, LLVMValueRef *result);
/* Calls the code at ADDRESS with LOWERED's convention. */
LLVMValueRef emit_native_call (Emitter *emitter, const LoweredSignature *lowered, LLVMValueRef address,
	LLVMValueRef hidden_argument, LLVMValueRef *arguments);

/* The address of a method in FUNCTION serves a delegate's constructor, which may need no address. */
void emit_spare_function (Emitter *emitter, const Temp *function);
void calls_end_method (Emitter *emitter);

/* ---- calls without a frame (emit-tail-calls.c) ---- */

/* LOWERED with a parameter for each register and stack word that can carry an argument. */
void signature_spell_out (Module *module, const LoweredSignature *lowered, LoweredSignature *frame);
/* Which of these is the first integer register. */
uint32_t first_integer_parameter (void);
LLVMValueRef emit_from_word (Emitter *emitter, LLVMValueRef word, TypeKind kind);
LLVMValueRef emit_to_word (Emitter *emitter, LLVMValueRef value, LLVMTypeRef type);
/* Whether a call with signature CALLEE, the last thing the method does, can be a jump. THIS_IS_REFERENCE: its first
 * argument is an object. */
int emit_can_jump (Emitter *emitter, const LoweredSignature *callee, int this_is_reference);
/* Whether OPERATION, a call, goes back to where the method begins; and the branch, which ends the block. */
int emit_can_loop (Emitter *emitter, const Operation *operation);
int emit_loop (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);
/* The jump, which ends the block. */
void emit_jump (Emitter *emitter, const LoweredSignature *callee, LLVMValueRef code, LLVMValueRef hidden_argument,
	LLVMValueRef *arguments);
/* Goes on after it: what would have used the result is emitted with the one returned here, and goes away. */
LLVMValueRef emit_after_jump (Emitter *emitter, const LoweredSignature *callee);

/* ---- objects (emit-objects.c) ---- */

void emit_initialize_class (Emitter *emitter, LLVMValueRef vtable);
LLVMValueRef emit_box (Emitter *emitter, ClassInfo *klass, LLVMValueRef value); /* NULL with a verdict */

/* OBJECT, or InvalidCastException; NULL with a verdict (emit-casts.c). */
LLVMValueRef emit_class_cast (Emitter *emitter, LLVMValueRef object, ClassInfo *klass);

/* ---- intrinsics (emit-intrinsics.c) ---- */

typedef enum IntrinsicOutcome { INTRINSIC_NOT_EMITTED, INTRINSIC_EMITTED, INTRINSIC_FAILED } IntrinsicOutcome;

/* Emits the call OPERATION to a method with INFO if it is an intrinsic that we know better. */
IntrinsicOutcome emit_intrinsic (Emitter *emitter, const Operation *operation, const MethodDescription *info);

/* The same for the methods of arrays with bounds (emit-arrays.c). NULL: not emitted, or with a verdict. */
LLVMValueRef emit_array_get (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);
LLVMValueRef emit_array_set (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);
LLVMValueRef emit_array_address (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);

/* ---- the operations ---- */

/* One for each family of operations. */
typedef int (*EmitFunction) (Emitter *emitter, const Operation *operation);

#define OPERATION(enumerator, name, payload, flags, family, meaning) \
	int emit_##family (Emitter *emitter, const Operation *operation);
#include "../../executor/operation.def"
#undef OPERATION

#endif
