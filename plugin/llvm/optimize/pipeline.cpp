/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface lacks what pipeline.h describes. */
#include "pipeline.h"
#include "implicit-checks.h"
#include "pass-gate.h"
#include "polls/quiet-loops.h"
#include "promote.h"
#include "waiting-loops.h"

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

static llvm::TargetMachine *
unwrap (LLVMTargetMachineRef machine)
{
	/* As LLVM's own C interface does (lib/Target/TargetMachineC.cpp) */
	return reinterpret_cast<llvm::TargetMachine *> (machine);
}

struct JudgeWork : llvm::PassInfoMixin<JudgeWork> {
	llvm::PreservedAnalyses
	run (llvm::Module &module, llvm::ModuleAnalysisManager &)
	{
		pass_gate_judge_work (llvm::wrap (&module));
		return llvm::PreservedAnalyses::all ();
	}
};

struct FoldNearNull : llvm::PassInfoMixin<FoldNearNull> {
	llvm::PreservedAnalyses
	run (llvm::Module &module, llvm::ModuleAnalysisManager &)
	{
		implicit_checks_fold (llvm::wrap (&module));
		return llvm::PreservedAnalyses::none ();
	}
};

struct BeginElimination : llvm::PassInfoMixin<BeginElimination> {
	static bool
	isRequired ()
	{
		return true;
	}

	llvm::PreservedAnalyses
	run (llvm::Function &function, llvm::FunctionAnalysisManager &)
	{
		pass_gate_begin_elimination (function.getContext ());
		return llvm::PreservedAnalyses::all ();
	}
};

struct EndElimination : llvm::PassInfoMixin<EndElimination> {
	static bool
	isRequired ()
	{
		return true;
	}

	llvm::PreservedAnalyses
	run (llvm::Function &function, llvm::FunctionAnalysisManager &)
	{
		pass_gate_end_elimination (function.getContext ());
		return llvm::PreservedAnalyses::all ();
	}
};

template <typename Pass>
static void
register_function_pass (llvm::PassBuilder &builder, llvm::StringRef own_name)
{
	builder.registerPipelineParsingCallback ([own_name] (llvm::StringRef name, llvm::FunctionPassManager &passes,
												 llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
		if (name != own_name)
			return false;
		passes.addPass (Pass ());
		return true;
	});
}

static void
register_own_passes (llvm::PassBuilder &builder)
{
	quiet_loops_register (builder);
	waiting_loops_register (builder);
	builder.registerPipelineParsingCallback ([] (llvm::StringRef name, llvm::ModulePassManager &passes,
												 llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
		if (name == JUDGE_WORK)
			passes.addPass (JudgeWork ());
		else if (name == FOLD_NEAR_NULL)
			passes.addPass (FoldNearNull ());
		else
			return false;
		return true;
	});
	register_function_pass<PromoteVariables> (builder, PROMOTE_VARIABLES);
	register_function_pass<BeginElimination> (builder, BEGIN_ELIMINATION);
	register_function_pass<EndElimination> (builder, END_ELIMINATION);
}

LLVMErrorRef
pipeline_run (LLVMModuleRef module, LLVMTargetMachineRef machine, const char *pipeline)
{
	llvm::PassInstrumentationCallbacks callbacks;
	bool is_watched = pass_gate_watch (*llvm::unwrap (module), callbacks);
	llvm::PassBuilder builder (unwrap (machine), llvm::PipelineTuningOptions (), std::nullopt,
		is_watched ? &callbacks : nullptr);
	/* Destroyed in reverse order: an analysis of a module holds those of its functions. */
	llvm::LoopAnalysisManager loops;
	llvm::FunctionAnalysisManager functions;
	llvm::CGSCCAnalysisManager components;
	llvm::ModuleAnalysisManager modules;
	llvm::ModulePassManager passes;

	register_own_passes (builder);
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
