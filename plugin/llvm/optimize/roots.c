/* SPDX-License-Identifier: MIT
 *
 * Keeps objects alive whose address optimised IR has replaced by one outside of them.
 *
 * The runtime keeps an object as long as a stack word or register points into it. LLVM knows nothing of that: for a [i - 5]
 * in a loop it may compute a - 8 before the loop and let `a` die, since only the sum with the index is ever loaded from
 * (LICM and InstCombine both move constants between nested getelementptrs). At a collection inside the loop nobody points
 * into the array any more. So after all optimisation, for each address that is still to be computed further after a call,
 * the pointer it came from (its root) is used after that call by an empty asm statement: LLVM keeps it in a register or on
 * the stack until then, and the object with it. Inside loops the call is that of the poll, out of the way, and costs
 * nothing where the loop itself runs.
 *
 * Code generation makes no new such addresses: -disable-lsr in target.c. */
#include "roots.h"
#include "live-addresses.h"
#include "value-map.h"

#include <llvm-c/Core.h>
#include <string.h>

/* A phi or select and its root: a phi or select of the roots of its operands. */
typedef struct Merge {
	struct Merge *next;
	LLVMValueRef value, root;
	LLVMValueRef created; /* the instruction made for it, unless it turned out to be simple */
} Merge;

typedef struct Roots {
	Arena *arena;
	LLVMBuilderRef builder;
	ValueMap *merges;
} Roots;

static int
is_merge (LLVMValueRef value)
{
	return LLVMIsAPHINode (value) || LLVMIsASelectInst (value);
}

/* What the address VALUE is computed from, up to the next merge. */
static LLVMValueRef
strip (LLVMValueRef value)
{
	while (LLVMIsAGetElementPtrInst (value) || LLVMIsAFreezeInst (value))
		value = LLVMGetOperand (value, 0);
	return value;
}

static unsigned
count_sources (LLVMValueRef merge)
{
	return LLVMIsAPHINode (merge) ? LLVMCountIncoming (merge) : 2;
}

static LLVMValueRef
get_source (LLVMValueRef merge, unsigned i)
{
	return LLVMIsAPHINode (merge) ? LLVMGetIncomingValue (merge, i) : LLVMGetOperand (merge, i + 1);
}

static Merge *
add_merge (Roots *roots, LLVMValueRef value)
{
	Merge *merge = arena_new (roots->arena, Merge);

	merge->value = value;
	merge->root = value;
	value_map_add (roots->merges, value, merge);
	return merge;
}

/* VALUE and all merges it comes from, in a list. COMPUTES: whether any address is computed between them. */
static Merge *
collect_merges (Roots *roots, LLVMValueRef value, int *computes)
{
	Merge *first = add_merge (roots, value), *last = first, *merge;
	unsigned i;

	for (merge = first; merge; merge = merge->next)
		for (i = 0; i < count_sources (merge->value); i++) {
			LLVMValueRef source = get_source (merge->value, i), origin = strip (source);

			*computes |= source != origin;
			if (is_merge (origin) && !value_map_find (roots->merges, origin))
				last = last->next = add_merge (roots, origin);
		}
	return first;
}

static LLVMValueRef
get_known_root (const Roots *roots, LLVMValueRef address)
{
	LLVMValueRef origin = strip (address);

	return is_merge (origin) ? ((Merge *) value_map_find (roots->merges, origin))->root : origin;
}

static void
create_root (Roots *roots, Merge *merge)
{
	LLVMPositionBuilderBefore (roots->builder, merge->value);
	if (LLVMIsAPHINode (merge->value))
		merge->created = LLVMBuildPhi (roots->builder, LLVMTypeOf (merge->value), "root");
	else {
		/* A copy, for a builder might fold it */
		merge->created = LLVMInstructionClone (merge->value);
		LLVMInsertIntoBuilderWithName (roots->builder, merge->created, "root");
	}
	merge->root = merge->created;
}

static void
fill_root (Roots *roots, Merge *merge)
{
	unsigned i;

	for (i = 0; i < count_sources (merge->value); i++) {
		LLVMValueRef root = get_known_root (roots, get_source (merge->value, i));

		if (LLVMIsAPHINode (merge->value)) {
			LLVMBasicBlockRef from = LLVMGetIncomingBlock (merge->value, i);

			LLVMAddIncoming (merge->created, &root, &from, 1);
		} else
			LLVMSetOperand (merge->created, i + 1, root);
	}
}

/* The one value that CREATED can have, or NULL. */
static LLVMValueRef
get_only_source (LLVMValueRef created)
{
	LLVMValueRef only = NULL;
	unsigned i;

	for (i = 0; i < count_sources (created); i++) {
		LLVMValueRef source = get_source (created, i);

		if (source == created || source == only)
			continue;
		if (only)
			return NULL;
		only = source;
	}
	return only;
}

/* Most roots are the same wherever control comes from: a pointer that runs through one array. */
static void
simplify_roots (Merge *first)
{
	int changed = 1;

	while (changed) {
		Merge *merge, *other;

		changed = 0;
		for (merge = first; merge; merge = merge->next) {
			LLVMValueRef created = merge->created;
			LLVMValueRef only = created ? get_only_source (created) : NULL;

			if (!only)
				continue;
			LLVMReplaceAllUsesWith (created, only);
			for (other = first; other; other = other->next)
				if (other->root == created)
					other->root = only;
			LLVMInstructionEraseFromParent (created);
			merge->created = NULL;
			changed = 1;
		}
	}
}

static LLVMValueRef
get_root (Roots *roots, LLVMValueRef address)
{
	LLVMValueRef origin = strip (address);
	int computes = 0;
	Merge *first, *merge;

	if (is_merge (origin) && !value_map_find (roots->merges, origin)) {
		first = collect_merges (roots, origin, &computes);
		/* If not, each merge points into the object it is about. */
		if (computes) {
			for (merge = first; merge; merge = merge->next)
				create_root (roots, merge);
			for (merge = first; merge; merge = merge->next)
				fill_root (roots, merge);
			simplify_roots (first);
		}
	}
	return get_known_root (roots, address);
}

static void
use (Roots *roots, LLVMValueRef root, LLVMValueRef before)
{
	static const char constraint [] = "r";
	LLVMTypeRef parameter = LLVMTypeOf (root);
	LLVMTypeRef type = LLVMFunctionType (LLVMVoidTypeInContext (LLVMGetTypeContext (parameter)), &parameter, 1, 0);
	LLVMValueRef statement = LLVMGetInlineAsm (type, "", 0, constraint, strlen (constraint), 1, 0,
		LLVMInlineAsmDialectATT, 0);

	LLVMPositionBuilderBefore (roots->builder, before);
	LLVMBuildCall2 (roots->builder, type, statement, &root, 1, "");
}

static LLVMValueRef
after_phis (LLVMBasicBlockRef block)
{
	LLVMValueRef instruction = LLVMGetFirstInstruction (block);

	while (LLVMIsAPHINode (instruction) || LLVMIsALandingPadInst (instruction))
		instruction = LLVMGetNextInstruction (instruction);
	return instruction;
}

/* A phi at the start of DESTINATION that is ROOT if control comes from the invoke in FROM, else null. */
static LLVMValueRef
create_edge_phi (Roots *roots, LLVMBasicBlockRef destination, LLVMBasicBlockRef from, LLVMValueRef root)
{
	LLVMValueRef model = LLVMGetFirstInstruction (destination), phi;
	unsigned i;

	LLVMPositionBuilderBefore (roots->builder, model);
	phi = LLVMBuildPhi (roots->builder, LLVMTypeOf (root), "root");
	for (i = 0; i < LLVMCountIncoming (model); i++) {
		LLVMBasicBlockRef block = LLVMGetIncomingBlock (model, i);
		LLVMValueRef value = block == from ? root : LLVMConstNull (LLVMTypeOf (root));

		LLVMAddIncoming (phi, &value, &block, 1);
	}
	return phi;
}

/* Uses FOUND's root after the call, unless an entry before FOUND (those of one call and destination follow each other,
 * from FIRST on) had the same root. */
static void
keep_alive (Roots *roots, const LiveAddress *first, const LiveAddress *found)
{
	LLVMValueRef root = get_root (roots, found->address);

	if (root == found->address || LLVMIsAConstant (root) || LLVMIsAAllocaInst (root))
		return;
	for (; first != found; first = first->next)
		if (get_root (roots, first->address) == root)
			return;
	if (!found->destination)
		use (roots, root, LLVMGetNextInstruction (found->call));
	else if (found->only_in_phi)
		use (roots, create_edge_phi (roots, found->destination, LLVMGetInstructionParent (found->call), root),
			after_phis (found->destination));
	else
		use (roots, root, after_phis (found->destination));
}

static void
keep_alive_in_function (LLVMValueRef function)
{
	Arena *arena = arena_create ();
	Roots roots = { arena, LLVMCreateBuilderInContext (LLVMGetTypeContext (LLVMTypeOf (function))),
		value_map_create (arena) };
	const LiveAddress *found, *first = NULL;

	for (found = live_addresses_find (arena, function); found; found = found->next) {
		if (!first || first->call != found->call || first->destination != found->destination ||
			first->only_in_phi != found->only_in_phi)
			first = found;
		keep_alive (&roots, first, found);
	}
	LLVMDisposeBuilder (roots.builder);
	arena_destroy (arena);
}

int
roots_hide_in_vectors (LLVMModuleRef module)
{
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		if (live_addresses_compute_with_vectors (function))
			return 1;
	return 0;
}

void
roots_keep_alive (LLVMModuleRef module)
{
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		if (!LLVMIsDeclaration (function))
			keep_alive_in_function (function);
}
