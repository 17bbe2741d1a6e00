/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include <linux/membarrier.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "instructions.h"

/* An island, for what is too far away: `jmp *0(%rip)` and the address. */
enum { JUMP = 0xe9, ISLAND_SIZE = 16, ISLAND_TARGET = 8, TRAP = 0xcc };

/* ---- Which code can begin with a jump ---- */

/* While all threads are stopped, those in compiled code stand at calls: a thread stops itself at a poll, or is stopped in
 * native code (utils/mono-threads.c:begin_suspend_for_running_thread). So the first bytes can be overwritten unless code
 * returns or branches into their middle. A branch to the very first is a call, as far as it goes: it finds what a caller
 * leaves. */
static int
is_inside (int64_t offset)
{
	return offset > 0 && offset < JUMP_SIZE;
}

typedef struct Findings {
	int has_boundary;                                /* in the middle of the first bytes */
	int64_t entered_from, returned_from, table_jump; /* offsets of instructions; -1: none */
} Findings;

static void
look_at (Findings *findings, const MachineInstruction *instruction, int64_t at)
{
	int is_call = instruction->kind == INSTRUCTION_CALL || instruction->kind == INSTRUCTION_CALL_ADDRESS;
	int64_t end = at + instruction->size;
	findings->has_boundary |= is_inside (end);
	if (is_call && is_inside (end))
		findings->returned_from = at;
	if ((instruction->kind == INSTRUCTION_CALL || instruction->kind == INSTRUCTION_BRANCH) &&
		is_inside (at + instruction->target))
		findings->entered_from = at;
	if (instruction->kind == INSTRUCTION_JUMP_ADDRESS)
		findings->table_jump = at;
}

/* Behind its code mini has constants: what they look like is looked at, too, and bytes that are no instruction are passed
 * by. A compiler that we do not know may have such bytes between its instructions. */
static int
read_code (const uint8_t *code, uint32_t size, int is_mini, Findings *findings, Problem *problem)
{
	MachineInstruction instruction;
	for (uint32_t at = 0; at < size; at += instruction.size) {
		if (instruction_read (code + at, size - at, &instruction))
			look_at (findings, &instruction, at);
		else if (is_mini)
			instruction.size = 1;
		else
			return problem_set (problem, "byte %u of its code is no instruction that is known", (unsigned) at);
	}
	return 1;
}

/* mini/mini-amd64.c:mono_arch_emit_prolog: push rbp; mov rbp, rsp. Or without a frame pointer: sub rsp, of both sizes. */
static int
begins_as_mini_does (const uint8_t *code)
{
	static const uint8_t prologues [][4] = { { 0x55, 0x48, 0x8b, 0xec }, { 0x48, 0x83, 0xec }, { 0x48, 0x81, 0xec } };
	return memcmp (code, prologues [0], 4) == 0 || memcmp (code, prologues [1], 3) == 0 ||
		memcmp (code, prologues [2], 3) == 0;
}

/* Shorter code of ours may have traps behind it, which fill memory up that nobody uses. */
static int
has_room (MonoJitInfo *info, const uint8_t *code)
{
	uint32_t size = MONO_FIELD (uint32_t, info, MonoJitInfo, code_size);
	for (uint32_t i = size; i < JUMP_SIZE; ++i) {
		if (!body_of (info) || code [i] != TRAP)
			return 0;
	}
	return 1;
}

static int
check_beginning (MonoJitInfo *info, const uint8_t *code, Problem *problem)
{
	int is_changed = body_of (info) ? body_is_patched (info) : !begins_as_mini_does (code);
	if (is_changed)
		return problem_set (problem, "somebody else has changed the first bytes of the code that is there");
	return has_room (info, code) ||
		problem_set (problem, "the code that is there is shorter than a jump, which takes %d bytes, and no int3 follow",
			JUMP_SIZE);
}

/* In mini's code a table leads nowhere near: what is at the very beginning dominates all, so that a way back to it is a loop
 * that mini sees, and before the first loop there is a poll (mini/mini.c:insert_safepoints). */
static int
check_code (MonoJitInfo *info, const uint8_t *code, Problem *problem)
{
	int is_mini = !body_of (info);
	Findings findings = { 0, -1, -1, -1 };
	if (!read_code (code, MONO_FIELD (uint32_t, info, MonoJitInfo, code_size), is_mini, &findings, problem))
		return 0;
	if (findings.entered_from >= 0)
		return problem_set (problem, "the code that is there branches into its first bytes, at byte %u",
			(unsigned) findings.entered_from);
	if (findings.returned_from >= 0)
		return problem_set (problem, "the code that is there calls from its first bytes, at byte %u",
			(unsigned) findings.returned_from);
	if (!is_mini && findings.has_boundary && findings.table_jump >= 0)
		return problem_set (problem,
			"the code that is there jumps through an address, at byte %u, perhaps into its first bytes",
			(unsigned) findings.table_jump);
	return 1;
}

/* ---- Islands ---- */

/* A leaf. */
static pthread_mutex_t islands_lock = PTHREAD_MUTEX_INITIALIZER;

static int
is_in_reach (const uint8_t *from, const uint8_t *to)
{
	int64_t distance = to - (from + JUMP_SIZE);
	return distance == (int32_t) distance;
}

/* The code of images is in the upper part of the address space, ours in its lowest. Walks away from CODE until there is
 * room. */
static uint8_t *
map_islands (const uint8_t *code, size_t size)
{
	enum { STEP = 1 << 24, LAST = 0x78000000 };
	for (uintptr_t distance = STEP; distance < LAST; distance += STEP) {
		uintptr_t hint = ((uintptr_t) code - distance) & ~((uintptr_t) mono_pagesize () - 1);
		void *page = mmap ((void *) hint, size, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		/* A kernel that does not know the flag takes the address for a hint. */
		if (page != MAP_FAILED && is_in_reach (code, page))
			return page;
		if (page != MAP_FAILED)
			munmap (page, size);
	}
	return NULL;
}

static void **
make_island (const uint8_t *code)
{
	static const uint8_t jump [] = { 0xff, 0x25, ISLAND_TARGET - 6, 0, 0, 0 };
	static uint8_t *free_islands, *end;
	size_t size = (size_t) mono_pagesize ();
	pthread_mutex_lock (&islands_lock);
	if (free_islands == end || !is_in_reach (code, free_islands)) {
		free_islands = map_islands (code, size);
		end = free_islands ? free_islands + size : NULL;
	}
	uint8_t *island = free_islands;
	if (island)
		free_islands += ISLAND_SIZE;
	pthread_mutex_unlock (&islands_lock);
	if (!island)
		return NULL;
	memcpy (island, jump, sizeof (jump));
	return (void **) (island + ISLAND_TARGET);
}

/* Pages of images are mapped privately, not to be written. */
static int
make_writable (uint8_t *code)
{
	uintptr_t page = (uintptr_t) mono_pagesize (), start = (uintptr_t) code & ~(page - 1);
	uintptr_t end = ((uintptr_t) code + JUMP_SIZE + page - 1) & ~(page - 1);
	return mprotect ((void *) start, end - start, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}

/* ---- Jumps ---- */

int
entry_prepare (MonoJitInfo *info, FormerBody *former, Problem *problem)
{
	uint8_t *code = MONO_FIELD (uint8_t *, info, MonoJitInfo, code_start);
	if (mono_threads_suspend_policy_hidden_dont_modify == ENUM_MONO_THREADS_SUSPEND_FULL_PREEMPTIVE)
		return problem_set (problem, "it has code, and threads are suspended wherever they are (MONO_THREADS_SUSPEND)");
	if (!check_beginning (info, code, problem) || !check_code (info, code, problem))
		return 0;
	*former = (FormerBody) { .code = code };
	memcpy (former->beginning, code, JUMP_SIZE);
	if (!MONO_BITS (info, MonoJitInfo, from_aot))
		return 1;
	if (!make_writable (code))
		return problem_set (problem, "its code is in an image, whose memory cannot be made writable");
	if (!(former->island = make_island (code)))
		return problem_set (problem, "its code is in an image, and near that there is no memory for a jump");
	return 1;
}

int
entry_is_as_prepared (const FormerBody *former)
{
	return memcmp (former->code, former->beginning, JUMP_SIZE) == 0;
}

/* In one piece if that can be: some hosts run managed code where the runtime takes it for native. */
static void
write_beginning (uint8_t *code, const uint8_t *bytes)
{
	uint64_t word;
	if ((uintptr_t) code % sizeof (word) > sizeof (word) - JUMP_SIZE) {
		memcpy (code, bytes, JUMP_SIZE);
		return;
	}
	uint64_t *at = (uint64_t *) ((uintptr_t) code & ~(uintptr_t) (sizeof (word) - 1));
	word = *at;
	memcpy ((uint8_t *) &word + (uintptr_t) code % sizeof (word), bytes, JUMP_SIZE);
	__atomic_store_n (at, word, __ATOMIC_RELEASE);
}

static void
write_jump (FormerBody *former, void *target)
{
	uint8_t *to = target;
	if (!entry_is_as_prepared (former))
		return;
	if (former->island) {
		*former->island = target;
		to = (uint8_t *) former->island - ISLAND_TARGET;
	}
	int32_t distance = (int32_t) (to - (former->code + JUMP_SIZE));
	former->beginning [0] = JUMP;
	memcpy (former->beginning + 1, &distance, sizeof (distance));
	write_beginning (former->code, former->beginning);
}

static int has_barrier;

static void
register_barrier (void)
{
	has_barrier = syscall (SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0) == 0;
}

int
entry_has_barrier (void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once (&once, register_barrier);
	return has_barrier;
}

void
entry_write (const Redirection *redirections, size_t count)
{
	for (size_t i = 0; i < count; ++i) {
		for (FormerBody *former = redirections [i].former; former; former = former->next)
			write_jump (former, redirections [i].target);
	}
	/* Processors that have read the old instructions ahead read them again. Kernels know it from 4.16 on. */
	if (entry_has_barrier ())
		syscall (SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
}

void
entry_redirect (const Redirection *redirections, size_t count)
{
	/* As metadata/sgen-mono.c:mono_gc_clear_domain does. */
	sgen_gc_lock ();
	sgen_stop_world (0, 0);
	entry_write (redirections, count);
	sgen_restart_world (0, 0);
	sgen_gc_unlock ();
}
