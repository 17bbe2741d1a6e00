/* SPDX-License-Identifier: MIT
 *
 * LLVM for the machine we run on: options, target machines, function attributes, fatal errors. */
#include "../llvm-version.h"
#include "call-alignment.h"
#include "code-generator.h"
#include "native.h"
#include "target.h"

#include <llvm-c/ErrorHandling.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRIPLE "x86_64-pc-linux-gnu"
#define LEVEL_COUNT 4
/* As for an internal error under `strict`. */
#define FATAL_EXIT_STATUS 4

/* Options of LLVM that only its command line reaches; they hold for the process. */
static const char *const command_line [] = {
	"bigstep",
	/* Arguments pushed at a call that can throw would need DW_CFA_GNU_args_size, which the runtime's unwinder lacks. */
	"-no-x86-call-frame-opt",
	/* A branch marked !make.implicit becomes the load or store it protects, and the fault raises the exception. */
	"-enable-implicit-null-checks",
	/* Loop strength reduction replaces base and index by one running pointer that starts outside of the object (before it,
	 * where the index has a constant subtracted) or by a running offset, and the base dies before the loop. The runtime
	 * keeps only objects to which a stack word points, so a collection at the poll of such a loop would move or free the
	 * object. With it off, what is live in a loop is what the IR has there, and roots.c sees to that. On amd64, whose
	 * addresses are base + index * scale, it gains nothing: eight small array kernels took 0.93 to 1.05 of the time. */
	"-disable-lsr",
	/* Where the variables of a program live is nothing that we ask for; the older way of following them costs less. */
	"-experimental-debug-variable-locations=false",
	/* Scheduling once more, after registers are allocated, takes 2 to 3 % of the time. Processors order instructions
	 * themselves: the six programs of bench/demo take as long without it, to 1 %. */
	"-post-RA-scheduler=false",
};

static const LLVMCodeGenOptLevel code_generation_levels [LEVEL_COUNT] = {
	LLVMCodeGenLevelNone,
	LLVMCodeGenLevelLess,
	LLVMCodeGenLevelDefault,
	LLVMCodeGenLevelAggressive,
};

/* Attributes that LLVM knows only as strings. Processor and features are not among them: where a function does not name
 * them, LLVM takes the target machine's, and IR stays the same on all machines. */
static const struct {
	const char *name, *value;
} function_attributes [] = {
	/* The runtime's trampolines look at the return address to learn who calls. */
	{ "disable-tail-calls", "true" },
	/* Frames of a page and more touch each page in order, or the guard page that reports a stack overflow is missed. */
	{ "probe-stack", "inline-asm" },
	{ "stack-probe-size", "4096" },
	{ "frame-pointer", "none" },
	/* No loop becomes a call of memset or memcpy: these may copy a reference byte by byte under the collector's eyes, and
	 * the loop loses its poll. Constant-size llvm.memcpy and llvm.memset are expanded to moves of whole words. */
	{ "no-builtins", "" },
};

static pthread_once_t initialize_once = PTHREAD_ONCE_INIT;
static char initialization_error [256];
static LLVMTargetRef target;
static char *host_cpu, *host_features, *data_layout;

/* A machine with what was built on it. None is ever destroyed: there are as many as threads compile at once. */
typedef struct PooledMachine {
	struct PooledMachine *next, *next_idle;
	LLVMTargetMachineRef machine;
	CodeGenerator *generator; /* made on first use */
} PooledMachine;

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static PooledMachine *machines;
static PooledMachine *idle_machines [LEVEL_COUNT];

static __thread const char *current_method;
static __thread TargetStage *current_stage;

void
target_set_current_method (const char *name)
{
	current_method = name;
}

static void
save_module (LLVMModuleRef module)
{
	char path [] = "/tmp/bigstep-XXXXXX.ll";
	char *message = "no temporary file";
	int file = mkstemps (path, strlen (".ll"));

	if (file < 0 || LLVMPrintModuleToFile (module, path, &message))
		fprintf (stderr, "bigstep: the IR cannot be saved: %s\n", message);
	else
		fprintf (stderr, "bigstep: the IR is in %s\n", path);
}

/* LLVM calls this for errors it cannot recover from; it may hold locks, so nothing is tried but to say what happened. */
static void
report_fatal_error (const char *reason)
{
	static __thread int reporting;
	const char *method = current_method ? current_method : "(no method)";

	if (reporting)
		_exit (FATAL_EXIT_STATUS);
	reporting = 1;
	fprintf (stderr, "bigstep: fatal error inside LLVM while compiling %s (stage: %s): %s\n", method,
		current_stage ? current_stage->name : "other", reason);
	fprintf (stderr, "bigstep: to go around it, add the compiler option except=\"%s\"\n", method);
	if (current_stage)
		save_module (current_stage->module);
	fflush (stderr);
	_exit (FATAL_EXIT_STATUS);
}

static void
handle_diagnostic (LLVMDiagnosticInfoRef diagnostic, void *data)
{
	TargetStage *stage = data;
	char *description;

	if (LLVMGetDiagInfoSeverity (diagnostic) != LLVMDSError)
		return;
	description = LLVMGetDiagInfoDescription (diagnostic);
	if (!stage->failed)
		snprintf (stage->error, stage->error_size, "%s", description);
	stage->failed = 1;
	LLVMDisposeMessage (description);
}

void
target_begin_stage (TargetStage *stage, const char *name, LLVMModuleRef module, char *error, size_t error_size)
{
	*stage = (TargetStage) { name, module, error, error_size, 0 };
	current_stage = stage;
	LLVMContextSetDiagnosticHandler (LLVMGetModuleContext (module), handle_diagnostic, stage);
}

int
target_end_stage (TargetStage *stage)
{
	LLVMContextSetDiagnosticHandler (LLVMGetModuleContext (stage->module), NULL, NULL);
	current_stage = NULL;
	return !stage->failed;
}

/* Processors take in instructions by lines of their caches: a small loop that begins near a line's end is slower. LLVM
 * would align by 16. */
enum { LOOP_ALIGNMENT = 32 };

static LLVMTargetMachineRef
create_machine (int level)
{
	/* Position-independent with the small code model: code lies below 2 GiB, the runtime's library anywhere. */
	LLVMTargetMachineRef machine = LLVMCreateTargetMachine (call_alignment_target (target), TRIPLE, host_cpu,
		host_features, code_generation_levels [level], LLVMRelocPIC, LLVMCodeModelSmall);

	if (machine && level > 0)
		code_generator_align_loops (machine, LOOP_ALIGNMENT);
	return machine;
}

static void
initialize (void)
{
	char *message = NULL;
	LLVMTargetMachineRef machine;
	LLVMTargetDataRef layout;

	LLVMInstallFatalErrorHandler (report_fatal_error);
	LLVMParseCommandLineOptions (sizeof command_line / sizeof *command_line, command_line, NULL);
	LLVMInitializeX86TargetInfo ();
	LLVMInitializeX86Target ();
	LLVMInitializeX86TargetMC ();
	LLVMInitializeX86AsmPrinter ();
	LLVMInitializeX86AsmParser ();
	if (LLVMGetTargetFromTriple (TRIPLE, &target, &message)) {
		snprintf (initialization_error, sizeof initialization_error, "LLVM has no code generator for " TRIPLE ": %s",
			message);
		LLVMDisposeMessage (message);
		return;
	}
	/* These strings live as long as the process. */
	host_cpu = LLVMGetHostCPUName ();
	host_features = LLVMGetHostCPUFeatures ();
	machine = create_machine (2);
	if (!machine) {
		snprintf (initialization_error, sizeof initialization_error, "LLVM makes no target machine for " TRIPLE);
		return;
	}
	layout = LLVMCreateTargetDataLayout (machine);
	data_layout = LLVMCopyStringRepOfTargetData (layout);
	LLVMDisposeTargetData (layout);
	LLVMDisposeTargetMachine (machine);
}

int
target_initialize (char *error, size_t error_size)
{
	pthread_once (&initialize_once, initialize);
	if (initialization_error [0] == 0)
		return 1;
	snprintf (error, error_size, "%s", initialization_error);
	return 0;
}

LLVMTargetMachineRef
target_acquire_machine (int level)
{
	PooledMachine *pooled;

	pthread_mutex_lock (&pool_lock);
	pooled = idle_machines [level];
	if (pooled)
		idle_machines [level] = pooled->next_idle;
	pthread_mutex_unlock (&pool_lock);
	if (pooled)
		return pooled->machine;

	pooled = calloc (1, sizeof *pooled);
	if (!pooled)
		report_fatal_error ("out of memory");
	pooled->machine = create_machine (level);
	if (!pooled->machine)
		report_fatal_error ("there is no target machine for " TRIPLE);
	pthread_mutex_lock (&pool_lock);
	pooled->next = machines;
	machines = pooled;
	pthread_mutex_unlock (&pool_lock);
	return pooled->machine;
}

static PooledMachine *
find_pooled (LLVMTargetMachineRef machine)
{
	PooledMachine *pooled;

	pthread_mutex_lock (&pool_lock);
	for (pooled = machines; pooled->machine != machine; pooled = pooled->next)
		;
	pthread_mutex_unlock (&pool_lock);
	return pooled;
}

void
target_release_machine (int level, LLVMTargetMachineRef machine)
{
	PooledMachine *pooled = find_pooled (machine);

	pthread_mutex_lock (&pool_lock);
	pooled->next_idle = idle_machines [level];
	idle_machines [level] = pooled;
	pthread_mutex_unlock (&pool_lock);
}

CodeGenerator *
target_get_generator (LLVMTargetMachineRef machine)
{
	PooledMachine *pooled = find_pooled (machine);

	if (!pooled->generator)
		pooled->generator = code_generator_create (machine);
	return pooled->generator;
}

void
target_discard_generator (LLVMTargetMachineRef machine)
{
	PooledMachine *pooled = find_pooled (machine);

	code_generator_destroy (pooled->generator);
	pooled->generator = NULL;
}

void
target_prepare_module (LLVMModuleRef module)
{
	LLVMSetTarget (module, TRIPLE);
	LLVMSetDataLayout (module, data_layout);
}

static void
add_string_attribute (LLVMContextRef context, LLVMValueRef function, const char *name, const char *value)
{
	LLVMAddAttributeAtIndex (function, LLVMAttributeFunctionIndex,
		LLVMCreateStringAttribute (context, name, strlen (name), value, strlen (value)));
}

void
target_prepare_function (LLVMValueRef function)
{
	LLVMContextRef context = LLVMGetModuleContext (LLVMGetGlobalParent (function));
	unsigned uwtable = LLVMGetEnumAttributeKindForName ("uwtable", strlen ("uwtable"));
	size_t i;

	/* 1 is "sync": tables for calls and faults only. The other kind describes epilogues with DW_CFA_restore, which the
	 * runtime's unwinder lacks (mini/unwind.c:mono_unwind_frame). */
	LLVMAddAttributeAtIndex (function, LLVMAttributeFunctionIndex, LLVMCreateEnumAttribute (context, uwtable, 1));
	for (i = 0; i < sizeof function_attributes / sizeof *function_attributes; i++)
		add_string_attribute (context, function, function_attributes [i].name, function_attributes [i].value);
}
