/* SPDX-License-Identifier: MIT */
#include "like-mini.h"

#include <string.h>

static const char *const names [LIKE_COUNT] = {
#define RULE(enumerator, name, where, what) name,
#include "rules.def"
#undef RULE
};

_Static_assert (LIKE_COUNT < 64, "a bit for each rule");

static const uint64_t all_rules = (UINT64_C (1) << LIKE_COUNT) - 1;

/* VALUE: names joined by +. */
static int
parse_names (const char *value, uint64_t *rules)
{
	*rules = 0;
	for (const char *name = value;; name++) {
		size_t length = strcspn (name, "+");
		uint32_t rule = 0;

		while (rule < LIKE_COUNT && (strlen (names [rule]) != length || strncmp (names [rule], name, length)))
			rule++;
		if (rule == LIKE_COUNT)
			return 0;
		*rules |= UINT64_C (1) << rule;
		name += length;
		if (!*name)
			return 1;
	}
}

int
like_mini_parse (const char *value, uint64_t *unlike_mini)
{
	uint64_t rules;

	if (!value)
		return 0;
	if (!strcmp (value, "all") || !strcmp (value, "none")) {
		*unlike_mini = value [0] == 'a' ? 0 : all_rules;
		return 1;
	}
	if (!parse_names (value + (*value == '-'), &rules))
		return 0;
	*unlike_mini = *value == '-' ? rules : all_rules & ~rules;
	return 1;
}
