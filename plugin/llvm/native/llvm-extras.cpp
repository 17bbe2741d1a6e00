/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface lacks what llvm-extras.h describes. Nothing else belongs here. */
#include "llvm-extras.h"
#include "../optimize/pass-gate.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Local.h>

static llvm::TargetMachine *
unwrap (LLVMTargetMachineRef machine)
{
	/* As LLVM's own C interface does (lib/Target/TargetMachineC.cpp) */
	return reinterpret_cast<llvm::TargetMachine *> (machine);
}

void
extras_align_loops (LLVMTargetMachineRef machine, unsigned alignment)
{
	unwrap (machine)->Options.LoopAlignment = alignment;
}

/* An int that counts has no more rounds; an int64 that counts may go on for years. A call takes as long as it likes. */
static const uint64_t most_rounds = UINT32_MAX, most_rounds_with_calls = 256;

static bool
is_early_poll (const llvm::Instruction &instruction)
{
	return instruction.hasMetadata () && instruction.getMetadata (EARLY_POLL);
}

/* A throw does not come back, and an intrinsic is no call in the end. */
static bool
is_call (const llvm::Instruction &instruction)
{
	const llvm::CallBase *call = llvm::dyn_cast<llvm::CallBase> (&instruction);

	return call && !llvm::isa<llvm::IntrinsicInst> (call) && !call->isInlineAsm () && !call->doesNotReturn () &&
		!is_early_poll (instruction);
}

struct QuietCountedLoops : llvm::PassInfoMixin<QuietCountedLoops> {
	static bool
	quiet (llvm::Loop &loop, llvm::ScalarEvolution &evolution)
	{
		llvm::SmallVector<llvm::Instruction *, 4> words;
		bool makes_calls = false;

		for (llvm::BasicBlock *block : loop.blocks ())
			for (llvm::Instruction &instruction : *block) {
				makes_calls |= is_call (instruction);
				if (llvm::isa<llvm::LoadInst> (instruction) && is_early_poll (instruction))
					words.push_back (&instruction);
			}
		if (words.empty ())
			return false;
		auto rounds = llvm::dyn_cast<llvm::SCEVConstant> (evolution.getConstantMaxBackedgeTakenCount (&loop));
		if (!rounds || rounds->getAPInt ().ugt (makes_calls ? most_rounds_with_calls : most_rounds))
			return false;
		for (llvm::Instruction *word : words) {
			llvm::BasicBlock *block = word->getParent ();

			word->replaceAllUsesWith (llvm::ConstantInt::get (word->getType (), 0));
			word->eraseFromParent ();
			llvm::SimplifyInstructionsInBlock (block);
		}
		return true;
	}

	llvm::PreservedAnalyses
	run (llvm::Function &function, llvm::FunctionAnalysisManager &analyses)
	{
		bool changed = false;

		for (llvm::Loop *loop : analyses.getResult<llvm::LoopAnalysis> (function).getLoopsInPreorder ())
			if (loop->isInnermost ())
				changed |= quiet (*loop, analyses.getResult<llvm::ScalarEvolutionAnalysis> (function));
		return changed ? llvm::PreservedAnalyses::none () : llvm::PreservedAnalyses::all ();
	}
};

static void
register_quiet_counted_loops (llvm::PassBuilder &builder)
{
	builder.registerPipelineParsingCallback ([] (llvm::StringRef name, llvm::FunctionPassManager &passes,
												 llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
		if (name != QUIET_COUNTED_LOOPS)
			return false;
		passes.addPass (QuietCountedLoops ());
		return true;
	});
	builder.registerVectorizerStartEPCallback ([] (llvm::FunctionPassManager &passes, llvm::OptimizationLevel level) {
		if (level == llvm::OptimizationLevel::O0)
			return;
		passes.addPass (QuietCountedLoops ());
		passes.addPass (llvm::SimplifyCFGPass ());
	});
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

	register_quiet_counted_loops (builder);
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
