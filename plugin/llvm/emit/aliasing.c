/* SPDX-License-Identifier: MIT
 *
 * What LLVM may assume about memory that two accesses touch (type-based alias analysis). The tree:
 *
 *   memory -- anything (pointers, byrefs, value copies)
 *      |-- field of an object      |-- element of a vector
 *   header   (virtual tables, classes, object headers: never written by compiled code)
 *   card     (the card table)
 *
 * A field reached through an object reference and an element reached through a vector never share memory. Everything
 * finer would be wrong for IL that reinterprets: explicit layout, pointers, System.Runtime.CompilerServices.Unsafe. */
#include "module.h"

#include <string.h>

static LLVMMetadataRef
text (Module *module, const char *string)
{
	return LLVMMDStringInContext2 (module->context, string, strlen (string));
}

static LLVMMetadataRef
node (Module *module, const char *name, LLVMMetadataRef parent)
{
	LLVMMetadataRef zero = LLVMValueAsMetadata (LLVMConstInt (module->i64, 0, 0));
	LLVMMetadataRef operands [] = { text (module, name), parent, zero };

	return LLVMMDNodeInContext2 (module->context, operands, 3);
}

static LLVMValueRef
tag (Module *module, LLVMMetadataRef type)
{
	LLVMMetadataRef zero = LLVMValueAsMetadata (LLVMConstInt (module->i64, 0, 0));
	LLVMMetadataRef operands [] = { type, type, zero };

	return LLVMMetadataAsValue (module->context, LLVMMDNodeInContext2 (module->context, operands, 3));
}

void
aliasing_initialize (Module *module)
{
	LLVMMetadataRef name = text (module, "bigstep");
	LLVMMetadataRef root = LLVMMDNodeInContext2 (module->context, &name, 1);
	LLVMMetadataRef memory = node (module, "memory", root);
	LLVMMetadataRef header = node (module, "header", root);

	module->alias_tags [ACCESS_ANY] = tag (module, memory);
	module->alias_tags [ACCESS_STATIC] = module->alias_tags [ACCESS_ANY];
	module->alias_tags [ACCESS_FIELD] = tag (module, node (module, "field", memory));
	module->alias_tags [ACCESS_ELEMENT] = tag (module, node (module, "element", memory));
	module->alias_tags [ACCESS_HEADER] = tag (module, header);
	module->alias_tags [ACCESS_BOUND] = module->alias_tags [ACCESS_HEADER];
	module->alias_tags [ACCESS_LENGTH] = module->alias_tags [ACCESS_HEADER];
	module->alias_tags [ACCESS_CARD] = tag (module, node (module, "card", root));

	/* metadata/object-internals.h: MONO_ARRAY_MAX_INDEX. "range" excludes its end. */
	LLVMMetadataRef range [] = {
		LLVMValueAsMetadata (LLVMConstInt (module->i32, 0, 0)),
		LLVMValueAsMetadata (LLVMConstInt (module->i32, (uint64_t) INT32_MAX + 1, 0)),
	};
	module->length_range = LLVMMetadataAsValue (module->context, LLVMMDNodeInContext2 (module->context, range, 2));

	LLVMMetadataRef weights [] = {
		text (module, "branch_weights"),
		LLVMValueAsMetadata (LLVMConstInt (module->i32, 1, 0)),
		LLVMValueAsMetadata (LLVMConstInt (module->i32, 1 << 20, 0)),
	};
	module->cold_weights = LLVMMetadataAsValue (module->context, LLVMMDNodeInContext2 (module->context, weights, 3));
}

void
aliasing_mark (Module *module, LLVMValueRef instruction, Access access)
{
	if (module->alias_tags [access])
		LLVMSetMetadata (instruction, LLVMGetMDKindIDInContext (module->context, "tbaa", 4),
			module->alias_tags [access]);
	if (access == ACCESS_LENGTH)
		LLVMSetMetadata (instruction, LLVMGetMDKindIDInContext (module->context, "range", 5), module->length_range);
	if (access == ACCESS_LENGTH || access == ACCESS_BOUND)
		LLVMSetMetadata (instruction, LLVMGetMDKindIDInContext (module->context, "invariant.load", 14),
			LLVMMetadataAsValue (module->context, LLVMMDNodeInContext2 (module->context, NULL, 0)));
}
