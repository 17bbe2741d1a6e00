/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "coverage.h"

#define BAR_WIDTH 30
#define TERMINAL_INTERVAL UINT64_C (100000000) /* nanoseconds */
#define LINE_INTERVAL UINT64_C (10000000000)
#define ERASE_LINE "\r\033[K"

void
progress_begin (Progress *progress, const char *title, uint32_t total)
{
	progress->title = title;
	progress->total = total;
	progress->is_terminal = isatty (STDERR_FILENO);
	progress->started = nanoseconds_now ();
	progress->shown = progress->started;
}

static void
draw_bar (const Progress *progress, uint32_t done, const char *what)
{
	struct winsize size = { .ws_col = 80 };
	uint32_t filled = progress->total ? (uint64_t) done * BAR_WIDTH / progress->total : BAR_WIDTH;
	int used, room;

	ioctl (STDERR_FILENO, TIOCGWINSZ, &size);
	used = fprintf (stderr, "\r%s [", progress->title) - 1;
	for (uint32_t i = 0; i < BAR_WIDTH; i++)
		fputc (i < filled ? '#' : '.', stderr);
	used += BAR_WIDTH + fprintf (stderr, "] %u/%u ", (unsigned) done, (unsigned) progress->total);
	room = (int) size.ws_col - used - 1;
	fprintf (stderr, "%.*s\033[K", room > 0 ? room : 0, what ? what : "");
	fflush (stderr);
}

void
progress_update (Progress *progress, uint32_t done, const char *what)
{
	uint64_t now = nanoseconds_now ();

	if (now - progress->shown < (progress->is_terminal ? TERMINAL_INTERVAL : LINE_INTERVAL))
		return;
	progress->shown = now;
	if (progress->is_terminal)
		draw_bar (progress, done, what);
	else
		fprintf (stderr, "%s: %u of %u, %.0f s\n", progress->title, (unsigned) done, (unsigned) progress->total,
			(now - progress->started) / 1e9);
}

void
progress_print_line (Progress *progress, const char *line)
{
	fprintf (stderr, "%s%s\n", progress->is_terminal ? ERASE_LINE : "", line);
}

void
progress_end (Progress *progress)
{
	if (progress->is_terminal)
		fputs (ERASE_LINE, stderr);
}
