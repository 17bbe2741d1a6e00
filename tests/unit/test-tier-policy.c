/* SPDX-License-Identifier: MIT
 *
 * When compiling pays, and how often the world may be stopped. */
#include <check.h>

#include "policy.h"
#include "stop-budget.h"
#include "suite.h"

enum { MS = 1000000 };
static const uint64_t second = UINT64_C (1000) * MS;

static Policy
new_policy (int processors)
{
	Policy policy;
	policy_initialize (&policy, processors);
	policy_loaded (&policy, 0);
	return policy;
}

/* A method is hot when it has run as long as compiling it takes; larger ones take longer. */
START_TEST (hot_when_it_pays)
{
	const Policy policy = new_policy (2);
	for (uint32_t size = 0; size < 5000; size += 500) {
		uint64_t cost = policy_expected (&policy, size);
		ck_assert (!policy_is_hot (&policy, size, cost - 1));
		ck_assert (policy_is_hot (&policy, size, cost));
		ck_assert_uint_gt (policy_expected (&policy, size + 500), cost);
	}
}
END_TEST

/* The first one pays for loading the compiler, as far as that has to be done yet. */
START_TEST (first_pays_more)
{
	Policy policy;
	policy_initialize (&policy, 2);
	uint64_t first = policy_expected (&policy, 100);
	policy_loaded (&policy, 10 * MS);
	ck_assert_uint_gt (first, policy_expected (&policy, 100) + 5 * MS);
	ck_assert_uint_eq (policy.spent, 10 * MS);
}
END_TEST

/* What is expected comes to what it takes, from above and from below. */
START_TEST (learns)
{
	for (int slower = 0; slower < 2; ++slower) {
		Policy policy = new_policy (2);
		uint64_t truth = policy_expected (&policy, 1000) * (slower ? 300 : 30) / 100;
		for (int i = 0; i < 100; ++i)
			policy_learn (&policy, 1000, truth);
		ck_assert_uint_ge (policy_expected (&policy, 1000), truth * 95 / 100);
		ck_assert_uint_le (policy_expected (&policy, 1000), truth * 105 / 100);
		ck_assert_uint_eq (policy.spent, 100 * truth);
	}
}
END_TEST

/* One that waited for the disk does not make all others look dear. */
START_TEST (learns_little_from_one)
{
	Policy policy = new_policy (2);
	uint64_t before = policy_expected (&policy, 100);
	policy_learn (&policy, 100, 1000 * before);
	ck_assert_uint_le (policy_expected (&policy, 100), 2 * before);
}
END_TEST

static const struct {
	int processors;
	uint64_t process_ms, spent_ms, expected_ms;
	int can;
} costs [] = {
	{ 2, 0, 0, 60, 1 },      /* the head start */
	{ 2, 0, 0, 61, 0 },      /* is all there is at the beginning */
	{ 2, 1000, 100, 60, 1 }, /* and a tenth of the time */
	{ 2, 1000, 101, 60, 0 }, /* no more than that */
	{ 2, 10000, 1000, 60, 1 },
	{ 1, 0, 0, 30, 1 }, /* half of both, if the program has to wait for it */
	{ 1, 0, 0, 31, 0 },
	{ 1, 1000, 50, 30, 1 },
	{ 1, 1000, 51, 30, 0 },
};

START_TEST (affords)
{
	Policy policy = new_policy (costs [_i].processors);
	policy.spent = costs [_i].spent_ms * MS;
	ck_assert_int_eq (policy_can_afford (&policy, costs [_i].expected_ms * MS, costs [_i].process_ms * MS),
		costs [_i].can);
}
END_TEST

/* Stops as soon as it may, for a minute. */
START_TEST (stops_rarely)
{
	enum { MINUTE = 60, MOST = 1000 };
	uint64_t times [MOST], now = 5 * second;
	StopBudget budget = { .start = now };
	unsigned count = 0, early = 0;
	for (uint64_t next; (next = stop_budget_next (&budget)) < (5 + MINUTE) * second && count < MOST;) {
		now = next > now ? next : now + MS / 10;
		times [count++] = now;
		stop_budget_take (&budget, now);
	}
	for (unsigned i = 0; i < count; ++i) {
		early += times [i] < 15 * second;
		if (i >= 5)
			ck_assert_uint_ge (times [i] - times [i - 5], second);
	}
	ck_assert_uint_eq (early, 40);
	/* And not more rarely than it need be. */
	ck_assert_uint_ge (count, 40 + (MINUTE - 10) * 5 - 5);
}
END_TEST

/* Who has not stopped for long may do so at once. */
START_TEST (stops_at_once)
{
	StopBudget budget = { .start = second };
	ck_assert_uint_le (stop_budget_next (&budget), second);
	for (int i = 0; i < 5; ++i)
		stop_budget_take (&budget, 20 * second);
	ck_assert_uint_eq (stop_budget_next (&budget), 21 * second);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("policy");
	tcase_add_test (tests, hot_when_it_pays);
	tcase_add_test (tests, first_pays_more);
	tcase_add_test (tests, learns);
	tcase_add_test (tests, learns_little_from_one);
	tcase_add_loop_test (tests, affords, 0, sizeof (costs) / sizeof (costs [0]));
	tcase_add_test (tests, stops_rarely);
	tcase_add_test (tests, stops_at_once);
	return run_case (tests);
}
