/* SPDX-License-Identifier: MIT
 *
 * From the emitter's IR to the IR that becomes code: LLVM's standard pipelines, then suspension polls, then
 * what keeps objects alive at polls and calls. */
#include "implicit-checks.h"
#include "native.h"
#include "polls.h"
#include "roots.h"
#include "target.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Error.h>
#include <stdio.h>
#include <string.h>

static const char *const pipelines [] = { "default<O0>", "default<O1>", "default<O2>", "default<O3>" };

int
passes_verify (LLVMModuleRef module, char *error, size_t error_size)
{
	char *message = NULL;
	int broken = LLVMVerifyModule (module, LLVMReturnStatusAction, &message);

	if (broken)
		snprintf (error, error_size, "%s", message);
	LLVMDisposeMessage (message);
	return !broken;
}

static int
run (LLVMModuleRef module, LLVMTargetMachineRef machine, const char *passes, char *error, size_t error_size)
{
	LLVMErrorRef failure = extras_run_passes (module, machine, passes);

	if (failure) {
		char *message = LLVMGetErrorMessage (failure);

		snprintf (error, error_size, "%s: %s", passes, message);
		LLVMDisposeErrorMessage (message);
		return 0;
	}
	return 1;
}

/* Inlining makes each poll a load, a test and a call out of the way. Nothing runs after it: there is nothing to gain. */
static int
insert_polls (LLVMModuleRef module, LLVMTargetMachineRef machine, char *error, size_t error_size)
{
	LLVMValueRef poll = LLVMGetNamedFunction (module, POLL_FUNCTION);
	unsigned alwaysinline = LLVMGetEnumAttributeKindForName ("alwaysinline", strlen ("alwaysinline"));
	int placed = polls_place (module, error, error_size);

	if (placed < 0)
		return 0;
	if (placed > 0) {
		LLVMAddAttributeAtIndex (poll, LLVMAttributeFunctionIndex,
			LLVMCreateEnumAttribute (LLVMGetModuleContext (module), alwaysinline, 0));
		if (!run (module, machine, "always-inline", error, error_size))
			return 0;
	}
	if (poll && LLVMGetFirstUse (poll)) {
		snprintf (error, error_size, "a call of " POLL_FUNCTION " is left after inlining");
		return 0;
	}
	if (poll)
		LLVMDeleteFunction (poll);
	return 1;
}

int
passes_optimize (LLVMModuleRef module, LLVMTargetMachineRef machine, int level, int verify, char *error, size_t error_size)
{
	TargetStage stage;
	int done;

	if (verify && !passes_verify (module, error, error_size))
		return 0;
	target_begin_stage (&stage, "optimisation", module, error, error_size);
	done = run (module, machine, pipelines [level], error, error_size)
		&& insert_polls (module, machine, error, error_size);
	if (done) {
		roots_keep_alive (module);
		implicit_checks_restrict (module);
	}
	done = target_end_stage (&stage) && done;
	return done && (!verify || passes_verify (module, error, error_size));
}
