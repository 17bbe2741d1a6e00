/* SPDX-License-Identifier: MIT */
#include "strict.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "description.h"
#include "report.h"

enum { STATUS_DECLINED = 3, STATUS_INTERNAL_ERROR = 4 };

/* "VERB METHOD, IL offset N: REASON: DETAIL" */
static void
describe (const Job *job, const char *verb)
{
	const CompilationReport *report = &job->report;
	char *name = method_description (job->asking.method);
	fprintf (stderr, "%s %s, IL offset 0x%x: %s%s%s", verb, name, (unsigned) report->il_offset,
		report->reason ? report->reason : "unknown", report->detail ? ": " : "", report->detail ? report->detail : "");
	free (name);
}

static void __attribute__ ((noreturn))
stop (const Job *job, int status, const char *verb)
{
	fprintf (stderr, "mono-bigstep: %s ", job->compiler->name);
	describe (job, verb);
	fputc ('\n', stderr);
	report_statistics ();
	/* The runtime's own ending would wait for the thread that we are on. */
	fflush (NULL);
	_exit (status);
}

void
strict_declined (const Job *job, const CommonOptions *options)
{
	if (!common_options_allow_decline (options, job->report.reason ? job->report.reason : "unknown"))
		stop (job, STATUS_DECLINED, "declines");
}

void
strict_failed (const Job *job, const CommonOptions *options)
{
	if (options->is_strict)
		stop (job, STATUS_INTERNAL_ERROR, "failed on");
}

void
strict_say_failed (const Job *job, const char *what_now)
{
	char *name = method_description (job->asking.method);
	fprintf (stderr, "mono-bigstep: internal error of %s ", job->compiler->name);
	describe (job, "in");
	fprintf (stderr, "; %s (except=%s avoids this)\n", what_now, name);
	free (name);
}
