/* SPDX-License-Identifier: MIT
 *
 * IL offsets in code, as line numbers: line = IL offset + 1 (0 means unknown). Only the compiled method has them. What is
 * inlined into it has none of its own, so LLVM gives it those of the call, as the runtime's own compiler does. */
#include "emitter.h"

#include <llvm-c/DebugInfo.h>
#include <string.h>

enum { DWARF_VERSION = 4 }; /* lines.c reads it */

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

	module->locations = LLVMCreateDIBuilder (module->module);
	module->location_file = LLVMDIBuilderCreateFile (module->locations, "il", 2, "", 0);
	LLVMDIBuilderCreateCompileUnit (module->locations, LLVMDWARFSourceLanguageC, module->location_file, "bigstep", 7, 0,
		"", 0, 0, "", 0, LLVMDWARFEmissionLineTablesOnly, 0, 0, 0, "", 0, "", 0);
	emitter->subprogram = locations_add_function (module, emitter->function);
	add_module_flag (module, "Debug Info Version", LLVMDebugMetadataVersion ());
	add_module_flag (module, "Dwarf Version", DWARF_VERSION);
}

LLVMMetadataRef
locations_add_function (Module *module, LLVMValueRef function)
{
	LLVMMetadataRef file = module->location_file;
	const char *name = "method";
	LLVMMetadataRef type = LLVMDIBuilderCreateSubroutineType (module->locations, file, NULL, 0, LLVMDIFlagZero);
	LLVMMetadataRef subprogram = LLVMDIBuilderCreateFunction (module->locations, file, name, strlen (name), "", 0, file,
		1, type, 0, 1, 1, LLVMDIFlagZero, 0);

	LLVMSetSubprogram (function, subprogram);
	return subprogram;
}

void
locations_end (Module *module)
{
	LLVMDIBuilderFinalize (module->locations);
	LLVMDisposeDIBuilder (module->locations);
}

void
locations_set (Emitter *emitter, uint32_t il_offset)
{
	if (!emitter->subprogram)
		return;
	LLVMSetCurrentDebugLocation2 (emitter->builder,
		LLVMDIBuilderCreateDebugLocation (emitter->module->context, il_offset + 1, 0, emitter->subprogram, NULL));
}
