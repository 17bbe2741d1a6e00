/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface lacks what llvm-extras.h describes. Nothing else belongs here. */
#include "llvm-extras.h"
#include "pass-gate.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

static llvm::TargetMachine *
unwrap (LLVMTargetMachineRef machine)
{
	/* As LLVM's own C interface does (lib/Target/TargetMachineC.cpp) */
	return reinterpret_cast<llvm::TargetMachine *> (machine);
}

LLVMErrorRef
extras_run_passes (LLVMModuleRef module, LLVMTargetMachineRef machine, const char *pipeline)
{
	llvm::PassInstrumentationCallbacks callbacks;
	bool is_watched = pass_gate_watch (llvm::unwrap (module)->getContext (), callbacks);
	llvm::PassBuilder builder (unwrap (machine), llvm::PipelineTuningOptions (), std::nullopt,
		is_watched ? &callbacks : nullptr);
	/* Destroyed in reverse order: an analysis of a module holds those of its functions. */
	llvm::LoopAnalysisManager loops;
	llvm::FunctionAnalysisManager functions;
	llvm::CGSCCAnalysisManager components;
	llvm::ModuleAnalysisManager modules;
	llvm::ModulePassManager passes;

	builder.registerModuleAnalyses (modules);
	builder.registerCGSCCAnalyses (components);
	builder.registerFunctionAnalyses (functions);
	builder.registerLoopAnalyses (loops);
	builder.crossRegisterProxies (loops, functions, components, modules);
	if (llvm::Error error = builder.parsePassPipeline (passes, pipeline))
		return llvm::wrap (std::move (error));
	passes.run (*llvm::unwrap (module), modules);
	return NULL;
}

void
extras_align_loops (LLVMTargetMachineRef machine, unsigned alignment)
{
	unwrap (machine)->Options.LoopAlignment = alignment;
}

struct ExtrasEmitter {
	llvm::SmallVector<char, 0> bytes;
	llvm::raw_svector_ostream stream { bytes };
	llvm::legacy::PassManager passes;
};

ExtrasEmitter *
extras_create_emitter (LLVMTargetMachineRef machine)
{
	ExtrasEmitter *emitter = new ExtrasEmitter;
	llvm::MCContext *context;

	/* The last argument: the verifier does not run. */
	if (unwrap (machine)->addPassesToEmitMC (emitter->passes, context, emitter->stream, true)) {
		delete emitter;
		return NULL;
	}
	return emitter;
}

void
extras_destroy_emitter (ExtrasEmitter *emitter)
{
	delete emitter;
}

const char *
extras_emit (ExtrasEmitter *emitter, LLVMModuleRef module, size_t *size)
{
	emitter->bytes.clear ();
	emitter->passes.run (*llvm::unwrap (module));
	*size = emitter->bytes.size ();
	return emitter->bytes.data ();
}
