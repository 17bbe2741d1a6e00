/* SPDX-License-Identifier: MIT
 *
 * IL offsets in code, as line numbers: line = IL offset + 1 (0 means unknown). Only the compiled method has them. What is
 * inlined into it has none of its own, so LLVM gives it those of the call, as the runtime's own compiler does. */
#include "emitter.h"

#include <llvm-c/DebugInfo.h>
#include <string.h>

enum { DWARF_VERSION = 4 };    /* lines.c reads it */

static void
add_module_flag (Module *module, const char *name, unsigned value)
{
	LLVMMetadataRef flag = LLVMValueAsMetadata (LLVMConstInt (module->i32, value, 0));

	LLVMAddModuleFlag (module->module, LLVMModuleFlagBehaviorWarning, name, strlen (name), flag);
}

void
locations_begin (Emitter *emitter)
{
	Module *module = emitter->module;
	LLVMDIBuilderRef builder = LLVMCreateDIBuilder (module->module);
	const char *name = "method";
	LLVMMetadataRef file = LLVMDIBuilderCreateFile (builder, "il", 2, "", 0);
	LLVMDIBuilderCreateCompileUnit (builder, LLVMDWARFSourceLanguageC, file, "bigstep", 7, 0, "", 0, 0, "", 0,
		LLVMDWARFEmissionLineTablesOnly, 0, 0, 0, "", 0, "", 0);
	LLVMMetadataRef type = LLVMDIBuilderCreateSubroutineType (builder, file, NULL, 0, LLVMDIFlagZero);
	emitter->subprogram = LLVMDIBuilderCreateFunction (builder, file, name, strlen (name), "", 0, file, 1, type, 0, 1, 1,
		LLVMDIFlagZero, 0);
	LLVMSetSubprogram (emitter->function, emitter->subprogram);
	LLVMDIBuilderFinalize (builder);
	LLVMDisposeDIBuilder (builder);
	add_module_flag (module, "Debug Info Version", LLVMDebugMetadataVersion ());
	add_module_flag (module, "Dwarf Version", DWARF_VERSION);
}

void
locations_set (Emitter *emitter, uint32_t il_offset)
{
	if (!emitter->subprogram)
		return;
	LLVMSetCurrentDebugLocation2 (emitter->builder,
		LLVMDIBuilderCreateDebugLocation (emitter->module->context, il_offset + 1, 0, emitter->subprogram, NULL));
}
