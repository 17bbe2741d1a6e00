/* SPDX-License-Identifier: MIT
 *
 * IR text to code that runs, for tests of plugin/llvm: a runtime that only hands out code memory, and one compilation. */
#ifndef BIGSTEP_NATIVE_WORK_H
#define BIGSTEP_NATIVE_WORK_H

#include "../../plugin/llvm/native/native.h"
#include "../../plugin/llvm/optimize/optimize.h"
#include "../../plugin/llvm/optimize/polls/polls.h"

#include <check.h>

/* The method's function. */
#define FUNCTION "the method"

/* The poll as the emitter writes it. */
#define POLL_IR \
	"@\"poll word\" = external dso_local global i32\n" \
	"declare void @\"service poll\"()\n" \
	"define void @gc.safepoint_poll() {\n" \
	"  %word = load volatile i32, ptr @\"poll word\"\n" \
	"  %quiet = icmp eq i32 %word, 0\n" \
	"  br i1 %quiet, label %done, label %poll, !prof !0\n" \
	"poll:\n" \
	"  call void @\"service poll\"() cold\n" \
	"  br label %done\n" \
	"done:\n" \
	"  ret void\n" \
	"}\n" \
	"!0 = !{!\"branch_weights\", i32 1000, i32 1}\n"

/* The sum of an int[], with its check of the index. */
#define SUM_IR \
	"define i32 @\"the method\"(ptr %array) {\n" \
	"entry:\n" \
	"  %la = getelementptr i8, ptr %array, i64 24\n" \
	"  br label %head\n" \
	"head:\n" \
	"  %i = phi i32 [ 0, %entry ], [ %i2, %next ]\n" \
	"  %sum = phi i32 [ 0, %entry ], [ %sum2, %next ]\n" \
	"  %length = load i32, ptr %la, align 8\n" \
	"  %more = icmp slt i32 %i, %length\n" \
	"  br i1 %more, label %body, label %out\n" \
	"body:\n" \
	"  %length2 = load i32, ptr %la, align 8\n" \
	"  %ok = icmp ult i32 %i, %length2\n" \
	"  br i1 %ok, label %next, label %throw\n" \
	"next:\n" \
	"  %i64 = zext i32 %i to i64\n" \
	"  %data = getelementptr i8, ptr %array, i64 32\n" \
	"  %ea = getelementptr i32, ptr %data, i64 %i64\n" \
	"  %e = load i32, ptr %ea\n" \
	"  %sum2 = add i32 %sum, %e\n" \
	"  %i2 = add i32 %i, 1\n" \
	"  br label %head\n" \
	"throw:\n" \
	"  call void @\"service throw\"() noreturn\n" \
	"  unreachable\n" \
	"out:\n" \
	"  ret i32 %sum\n" \
	"}\n" \
	"declare void @\"service throw\"() noreturn\n"

typedef struct Memory {
	IRuntimeInformation table;
	uint8_t *start;
	size_t size, used;
	uint32_t cold_size;
} Memory;

typedef struct Work {
	Memory memory;
	Compilation compilation;
	Symbols *symbols;
	LLVMContextRef context;
	LLVMModuleRef module;
	NativeCodeHandle code;
	char error [1024];
} Work;

/* Data within reach of code. */
typedef struct Near {
	uint32_t poll_word;
	void *cell;
	int64_t number;
} Near;

/* Calls of "service poll". */
extern int polls_seen;

/* Parses IR. What goes wrong from here on fails the test. */
void work_begin (Work *work, const char *ir);
/* Data that code reaches, with the symbols of POLL_IR. */
Near *work_add_near_symbols (Work *work);
void work_optimize (Work *work, int level);
/* Returns 0 with a verdict. */
int work_place_with (Work *work, LLVMTargetMachineRef machine);
int work_place (Work *work, int level);
/* Optimises and places; returns the code. */
void *work_finish (Work *work, int level);
void work_end (Work *work);

/* How often WHAT stands in MODULE's text. */
int count_text (LLVMModuleRef module, const char *what);

#endif
