/* SPDX-License-Identifier: MIT */
#include "pass-gate.h"

#include <fcntl.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/OptBisect.h>
#include <llvm/Support/FormatVariadic.h>
#include <unistd.h>

struct PassGate final : llvm::OptPassGate {
	llvm::LLVMContext &context;
	const PassGateOptions *options;
	const char *method;
	Work work = {};
	uint64_t excess = 0;
	bool is_elimination_left_out = false;
	int count = 0;
	int log = -1;

	PassGate (llvm::LLVMContext &context, const PassGateOptions *options, const char *method)
		: context (context), options (options), method (method)
	{
		if (options->log)
			log = open (options->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
		context.setOptPassGate (*this);
	}

	~PassGate () override
	{
		context.setOptPassGate (llvm::getGlobalPassGate ());
		close_log ();
	}

	/* Whether somebody wants to know of the passes, or to have some only. */
	bool
	is_chosen () const
	{
		return options->limit >= 0 || log >= 0;
	}

	bool
	isEnabled () const override
	{
		return is_chosen () || effort_is_limited (work);
	}

	bool
	lets_run (EffortStage stage, llvm::StringRef pass)
	{
		static const char *const names [] = { "optimisation", "code generation" };

		if (excess > 0 || is_elimination_left_out || effort_skips (work, stage, pass))
			return false;
		bool runs = ++count <= options->limit || options->limit < 0;

		if (log >= 0) {
			/* One write, and at once: the pass may be the one that crashes. */
			std::string line = llvm::formatv ("{0}\t{1}\t{2}\t{3}\t{4}\n", count, runs ? "runs" : "skipped",
				names [stage], pass, method);

			if (write (log, line.data (), line.size ()) < 0)
				close_log ();
		}
		return runs;
	}

	/* Passes of code generation, which still are of LLVM's older kind, come here by themselves. */
	bool
	shouldRunPass (llvm::StringRef pass, llvm::StringRef) override
	{
		return lets_run (EFFORT_CODE_GENERATION, pass);
	}

	void
	close_log ()
	{
		if (log >= 0)
			close (log);
		log = -1;
	}
};

PassGate *
pass_gate_create (LLVMContextRef context, const PassGateOptions *options, const char *method)
{
	return new PassGate (*llvm::unwrap (context), options, method);
}

void
pass_gate_destroy (PassGate *gate)
{
	delete gate;
}

/* A context's gate is ours or LLVM's own, which all contexts share. */
static PassGate *
gate_of (llvm::LLVMContext &context)
{
	llvm::OptPassGate &gate = context.getOptPassGate ();

	return &gate != &llvm::getGlobalPassGate () ? static_cast<PassGate *> (&gate) : NULL;
}

int
pass_gate_skips (LLVMModuleRef module, PassStep step)
{
	PassGate *gate = gate_of (llvm::unwrap (module)->getContext ());

	return gate && gate->options->skipped_steps & step;
}

void
pass_gate_count_work (LLVMModuleRef module)
{
	PassGate *gate = gate_of (llvm::unwrap (module)->getContext ());

	if (gate)
		gate->work = effort_count (*llvm::unwrap (module));
}

bool
pass_gate_allows (llvm::LLVMContext &context, EffortStage stage, llvm::StringRef pass)
{
	PassGate *gate = gate_of (context);

	return !gate || !effort_skips (gate->work, stage, pass);
}

void
pass_gate_judge_work (LLVMModuleRef module)
{
	PassGate *gate = gate_of (llvm::unwrap (module)->getContext ());

	pass_gate_count_work (module);
	if (gate && effort_skips (gate->work, EFFORT_OPTIMISATION, EFFORT_WHOLE_METHOD))
		gate->excess = gate->work.instructions;
}

uint64_t
pass_gate_excess (const PassGate *gate)
{
	return gate->excess;
}

void
pass_gate_begin_elimination (llvm::LLVMContext &context)
{
	if (PassGate *gate = gate_of (context))
		gate->is_elimination_left_out = effort_skips (gate->work, EFFORT_OPTIMISATION, EFFORT_ELIMINATION);
}

void
pass_gate_end_elimination (llvm::LLVMContext &context)
{
	if (PassGate *gate = gate_of (context))
		gate->is_elimination_left_out = false;
}

static int
allows (LLVMModuleRef module, EffortStage stage, llvm::StringRef part)
{
	return pass_gate_allows (llvm::unwrap (module)->getContext (), stage, part);
}

int
pass_gate_allows_loop_passes (LLVMModuleRef module)
{
	return allows (module, EFFORT_OPTIMISATION, EFFORT_LOOP_PASSES);
}

int
pass_gate_allows_elimination (LLVMModuleRef module)
{
	return allows (module, EFFORT_OPTIMISATION, EFFORT_ELIMINATION);
}

int
pass_gate_allows_block_placement (LLVMModuleRef module)
{
	return allows (module, EFFORT_CODE_GENERATION, EFFORT_BLOCK_PLACEMENT);
}

int
pass_gate_allows_optimised_code (LLVMModuleRef module)
{
	return allows (module, EFFORT_CODE_GENERATION, EFFORT_OPTIMISED_CODE);
}

bool
pass_gate_watch (const llvm::Module &module, llvm::PassInstrumentationCallbacks &callbacks)
{
	PassGate *gate = gate_of (module.getContext ());

	/* Asking for each pass takes time, and most modules are so small that they stay so until their work is judged. */
	if (!gate || (!gate->is_chosen () && module.getInstructionCount () < LEAST_WORK / 2))
		return false;
	callbacks.registerShouldRunOptionalPassCallback ([gate] (llvm::StringRef pass, llvm::Any) {
		return gate->lets_run (EFFORT_OPTIMISATION, pass);
	});
	return true;
}
