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
		static llvm::OptPassGate disabled;

		context.setOptPassGate (disabled);
		close_log ();
	}

	bool
	isEnabled () const override
	{
		return true;
	}

	bool
	lets_run (const char *stage, llvm::StringRef pass)
	{
		bool runs = ++count <= options->limit || options->limit < 0;

		if (log >= 0) {
			/* One write, and at once: the pass may be the one that crashes. */
			std::string line = llvm::formatv ("{0}\t{1}\t{2}\t{3}\t{4}\n", count, runs ? "runs" : "skipped", stage,
				pass, method);

			if (write (log, line.data (), line.size ()) < 0)
				close_log ();
		}
		return runs;
	}

	/* Passes of code generation, which still are of LLVM's older kind, come here by themselves. */
	bool
	shouldRunPass (llvm::StringRef pass, llvm::StringRef) override
	{
		return lets_run ("code generation", pass);
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
	if (options->limit < 0 && !options->log && !options->skipped_steps)
		return NULL;
	return new PassGate (*llvm::unwrap (context), options, method);
}

void
pass_gate_destroy (PassGate *gate)
{
	delete gate;
}

/* A context's gate is ours if it is enabled: LLVM's own is enabled only by LLVM's command line. */
static PassGate *
gate_of (llvm::LLVMContext &context)
{
	llvm::OptPassGate &gate = context.getOptPassGate ();

	return gate.isEnabled () ? static_cast<PassGate *> (&gate) : NULL;
}

int
pass_gate_skips (LLVMModuleRef module, PassStep step)
{
	PassGate *gate = gate_of (llvm::unwrap (module)->getContext ());

	return gate && gate->options->skipped_steps & step;
}

bool
pass_gate_watch (llvm::LLVMContext &context, llvm::PassInstrumentationCallbacks &callbacks)
{
	PassGate *gate = gate_of (context);

	if (!gate)
		return false;
	callbacks.registerShouldRunOptionalPassCallback ([gate] (llvm::StringRef pass, llvm::Any) {
		return gate->lets_run ("optimisation", pass);
	});
	return true;
}
