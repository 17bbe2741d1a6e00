/* SPDX-License-Identifier: MIT */
#include "native-work.h"

#include <llvm-c/IRReader.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* ---- Memory ---- */

static int
allocate_code (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory)
{
	Memory *self = (Memory *) runtime;
	size_t needed = (hot_size + 7) / 8 * 8 + read_only_size;

	(void) method;
	self->cold_size = cold_size;
	if (self->used + needed > self->size)
		return 0;
	memory->hot = self->start + self->used;
	memory->read_only = memory->hot + (hot_size + 7) / 8 * 8;
	/* The least alignment the contract allows */
	self->used += (needed + 7) / 8 * 8 + 8;
	return 1;
}

static int
get_failure (IRuntimeInformation *runtime, char *buffer, size_t size)
{
	(void) runtime;
	snprintf (buffer, size, "no memory for code");
	return 1;
}

static void
run_with_stack (IRuntimeInformation *runtime, size_t stack, void (*work) (void *data), void *data)
{
	(void) runtime;
	(void) stack;
	work (data);
}

static void
memory_create (Memory *memory, int below_2_gib)
{
	memset (memory, 0, sizeof *memory);
	memory->table.size = sizeof memory->table;
	memory->table.allocate_code = allocate_code;
	memory->table.get_failure = get_failure;
	memory->table.run_with_stack = run_with_stack;
	memory->size = 1 << 20;
	memory->start = mmap (NULL, memory->size, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | (below_2_gib ? MAP_32BIT : 0), -1, 0);
	ck_assert (memory->start != MAP_FAILED);
}

/* ---- One compilation ---- */

int polls_seen;

static void
count_poll (void)
{
	polls_seen++;
}

void
work_begin (Work *work, const char *ir)
{
	LLVMMemoryBufferRef text;
	LLVMValueRef function;
	char *message = NULL;

	memset (work, 0, sizeof *work);
	ck_assert_msg (target_initialize (work->error, sizeof work->error), "%s", work->error);
	memory_create (&work->memory, 1);
	work->compilation.runtime = &work->memory.table;
	work->compilation.arena = arena_create ();
	work->symbols = symbols_create (&work->compilation);
	work->context = LLVMContextCreate ();
	text = LLVMCreateMemoryBufferWithMemoryRangeCopy (ir, strlen (ir), "test");
	if (LLVMParseIRInContext (work->context, text, &work->module, &message))
		ck_abort_msg ("%s", message);
	target_prepare_module (work->module);
	for (function = LLVMGetFirstFunction (work->module); function; function = LLVMGetNextFunction (function))
		if (!LLVMIsDeclaration (function))
			target_prepare_function (function);
}

Near *
work_add_near_symbols (Work *work)
{
	Near *near = (Near *) (work->memory.start + work->memory.size) - 1;

	work->memory.size -= sizeof *near;
	symbols_name (work->symbols, "poll", "word", &near->poll_word);
	symbols_name (work->symbols, "service", "poll", (const void *) count_poll);
	return near;
}

void
work_optimize (Work *work, int level)
{
	LLVMTargetMachineRef machine = target_acquire_machine (level);
	int done = passes_optimize (work->module, machine, level, 1, work->error, sizeof work->error);

	target_release_machine (level, machine);
	ck_assert_msg (done, "%s", work->error);
}

int
work_place_with (Work *work, LLVMTargetMachineRef machine)
{
	ObjectCode *object = object_emit (work->module, machine, work->error, sizeof work->error);
	int placed;

	ck_assert_msg (object != NULL, "%s", work->error);
	placed = object_place (&work->compilation, object, FUNCTION, work->symbols, &work->code);
	object_release (object);
	return placed;
}

int
work_place (Work *work, int level)
{
	LLVMTargetMachineRef machine = target_acquire_machine (level);
	int placed = work_place_with (work, machine);

	target_release_machine (level, machine);
	return placed;
}

void *
work_finish (Work *work, int level)
{
	work_optimize (work, level);
	ck_assert_msg (work_place (work, level), "%s", work->compilation.report.detail);
	return work->code.code;
}

void
work_end (Work *work)
{
	native_release (&work->code);
	LLVMDisposeModule (work->module);
	LLVMContextDispose (work->context);
	arena_destroy (work->compilation.arena);
}

int
count_text (LLVMModuleRef module, const char *what)
{
	char *text = LLVMPrintModuleToString (module), *at;
	int count = 0;

	for (at = text; (at = strstr (at, what)); at++)
		count++;
	LLVMDisposeMessage (text);
	return count;
}
