/* SPDX-License-Identifier: MIT
 *
 * From the emitter's IR to the IR that becomes code: LLVM's standard pipelines, then suspension polls, then
 * what keeps objects alive at polls and calls. */
#include "optimize.h"
#include "../native/target.h"
#include "block-order.h"
#include "blocks.h"
#include "call-words.h"
#include "implicit-checks.h"
#include "misaligned-atomics.h"
#include "pass-gate.h"
#include "pipeline.h"
#include "polls/polls.h"
#include "roots.h"
#include "waiting-loops.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Error.h>
#include <stdio.h>
#include <string.h>

/* The function passes of LLVM 19's standard pipeline for O2 (PassBuilderPipelines.cpp), in its order. The passes on modules
 * and call graphs are left out: what is to be inlined is marked so, and a module holds nothing else. They take a third of
 * the time. */
#define CANONICALIZE \
	"function<eager-inv>(" PROMOTE_VARIABLES \
	",sroa<modify-cfg>,early-cse<>,simplifycfg),always-inline," FOLD_NEAR_NULL ","
#define PROMOTE "sroa<modify-cfg>,"
#define KEEP_LOADS WAITING_LOOPS ","
#define SIMPLIFY \
	"early-cse<memssa>,jump-threading,correlated-propagation,simplifycfg,instcombine<no-verify-fixpoint>," \
	"aggressive-instcombine,reassociate,constraint-elimination,"
/* Not in the standard pipeline: in a loop that has been rotated, the test of the loop shows that an index is in range. */
#define CHECKS_OF_LOOPS "correlated-propagation,constraint-elimination,"
#define SIMPLIFY_LOOPS \
	"loop-mssa(loop-instsimplify,loop-simplifycfg,licm<no-allowspeculation>,loop-rotate<header-duplication>," \
	"licm<allowspeculation>,simple-loop-unswitch<no-nontrivial;trivial>)," CHECKS_OF_LOOPS QUIET_COUNTED_LOOPS "," \
	"simplifycfg,instcombine<no-verify-fixpoint>," \
	"loop(loop-idiom,indvars,simple-loop-unswitch<no-nontrivial;trivial>,loop-deletion,loop-unroll-full)," \
	"sroa<modify-cfg>,vector-combine,"
#define ELIMINATE \
	"mldst-motion,gvn,sccp,bdce,instcombine<no-verify-fixpoint>,jump-threading,correlated-propagation,adce,memcpyopt,dse,"
#define HOIST_FROM_LOOPS "loop-mssa(licm<allowspeculation>),"
#define QUIET_LOOPS QUIET_COUNTED_LOOPS ",simplifycfg,"
#define SINK "simplifycfg<hoist-common-insts;sink-common-insts>,instcombine<no-verify-fixpoint>,"
#define VECTORIZE_LOOPS \
	"float2int,loop(loop-rotate<header-duplication>,loop-deletion),loop-distribute,inject-tli-mappings,loop-vectorize," \
	"infer-alignment,loop-load-elim,instcombine<no-verify-fixpoint>,"
#define VECTORIZE \
	"simplifycfg<forward-switch-cond;switch-to-lookup;no-keep-loops;hoist-common-insts;sink-common-insts>," \
	"slp-vectorizer,vector-combine,instcombine<no-verify-fixpoint>,"
#define FINISH_LOOPS \
	"loop-unroll<O2>,sroa<preserve-cfg>,infer-alignment,instcombine<no-verify-fixpoint>,loop-mssa(licm<allowspeculation>)," \
	"loop-sink,"
#define FINISH "instsimplify,div-rem-pairs,simplifycfg<speculate-unpredictables>"

/* By level and whether there are loops. */
static const char *const pipelines [][2] = {
	{ "default<O0>", "default<O0>" },
	{ CANONICALIZE JUDGE_WORK ",function<eager-inv>(" PROMOTE SIMPLIFY FINISH ",adce)",
		CANONICALIZE JUDGE_WORK ",function<eager-inv>(" PROMOTE KEEP_LOADS SIMPLIFY SIMPLIFY_LOOPS FINISH ",adce)" },
	{ CANONICALIZE JUDGE_WORK ",function<eager-inv>(" PROMOTE SIMPLIFY BEGIN_ELIMINATION
							  "," ELIMINATE SINK VECTORIZE END_ELIMINATION "," FINISH ")",
		CANONICALIZE JUDGE_WORK
		",function<eager-inv>(" PROMOTE KEEP_LOADS SIMPLIFY SIMPLIFY_LOOPS BEGIN_ELIMINATION
		"," ELIMINATE HOIST_FROM_LOOPS QUIET_LOOPS SINK VECTORIZE_LOOPS VECTORIZE FINISH_LOOPS END_ELIMINATION
		"," FINISH ")" },
	{ "default<O3>", CANONICALIZE "function<eager-inv>(" PROMOTE WAITING_LOOPS "),default<O3>" },
};

static int
has_loops (LLVMModuleRef module)
{
	Arena *arena = arena_create ();
	int found = 0;
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function && !found; function = LLVMGetNextFunction (function)) {
		Blocks blocks;

		if (LLVMIsDeclaration (function))
			continue;
		blocks_find (&blocks, arena, function);
		for (uint32_t i = 0; i < blocks.count; i++)
			found |= blocks.is_loop_header [i];
	}
	arena_destroy (arena);
	return found;
}

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
	LLVMErrorRef failure = pipeline_run (module, machine, passes);

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
	int placed = pass_gate_skips (module, PASS_STEP_POLLS) ? 0 : polls_place (module, error, error_size);

	return placed >= 0 && (placed == 0 || run (module, machine, "always-inline", error, error_size)) &&
		polls_finish (module, error, error_size);
}

/* The vectorisers put several addresses into one value, which roots.c does not follow. Hardly any method has such values
 * and computes with them, so there all vectors are taken apart again. */
static int
keep_alive (LLVMModuleRef module, LLVMTargetMachineRef machine, char *error, size_t error_size)
{
	if (roots_hide_in_vectors (module)) {
		if (!run (module, machine, "function(scalarizer,instsimplify)", error, error_size))
			return 0;
		if (roots_hide_in_vectors (module)) {
			snprintf (error, error_size, "addresses are computed by vectors");
			return 0;
		}
	}
	roots_keep_alive (module);
	return 1;
}

int
passes_optimize (LLVMModuleRef module, LLVMTargetMachineRef machine, int level, int verify, char *error,
	size_t error_size)
{
	TargetStage stage;
	int done;

	if (verify && !passes_verify (module, error, error_size))
		return 0;
	target_begin_stage (&stage, "optimisation", module, error, error_size);
	pass_gate_count_work (module);
	int loops_are_few = pass_gate_allows_loop_passes (module);
	/* LLVM's own pipeline has all passes. */
	int is_limited = !loops_are_few || !pass_gate_allows_elimination (module);
	const char *const *pipeline = pipelines [level == 3 && is_limited ? 2 : level];
	done = run (module, machine, pipeline [loops_are_few && has_loops (module)], error, error_size);
	/* What goes with elimination, and checks rely on: a load that nobody needs is gone before they are settled. */
	if (done && level > 1 && !pass_gate_allows_elimination (module))
		done = run (module, machine, "function(adce)", error, error_size);
	if (done && level > 0) {
		call_words_pass_on (module);
		misaligned_atomics_split (module);
	}
	done = done && insert_polls (module, machine, error, error_size);
	if (done && !pass_gate_skips (module, PASS_STEP_ROOTS))
		done = keep_alive (module, machine, error, error_size);
	if (done) {
		if (!pass_gate_skips (module, PASS_STEP_IMPLICIT_CHECKS)) {
			/* Without optimisation, loads are there of which code generation knows that nobody needs them. */
			if (level > 0)
				implicit_checks_settle (module);
			implicit_checks_restrict (module);
		} else {
			implicit_checks_forbid (module);
		}
		/* For code generation */
		pass_gate_count_work (module);
		if (!pass_gate_allows_block_placement (module))
			block_order_follow (module);
	}
	done = target_end_stage (&stage) && done;
	return done && (!verify || passes_verify (module, error, error_size));
}
