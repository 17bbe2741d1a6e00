/* SPDX-License-Identifier: MIT
 *
 * What the files of bigstep bisect share: a command, tried again and again with one specification of a compiler or
 * another, and the question whether it behaves as under mini. */
#ifndef BIGSTEP_BISECT_H
#define BIGSTEP_BISECT_H

#include <stddef.h>

/* ---- bisect-command.c: what is run ---- */

typedef struct Command {
	char **words;         /* as they are executed */
	char *spec;           /* the compiler, as the user gave it */
	char *bare_spec;      /* the same without options that choose methods or print something */
	int is_bigstep;       /* which can be asked to leave out passes */
	char *library_folder; /* of our runtime library */
} Command;

/* WORDS as typed, ended by NULL; SPEC from --compiler, or NULL. */
void command_prepare (Command *command, char **words, const char *spec);

/* The environment's part of a command line that runs COMMAND with SPEC: "MONO_COMPILER='...' mono-bigstep program.exe",
 * malloced. */
char *command_line (const Command *command, const char *spec);

/* In a child process: sets the environment up for SPEC. */
void command_set_environment (const Command *command, const char *spec);

/* ---- bisect-trial.c: running and judging it ---- */

typedef enum Aspect { ASPECT_STATUS = 1 << 0, ASPECT_OUTPUT = 1 << 1, ASPECT_ERRORS = 1 << 2 } Aspect;

/* How one run ended. */
typedef struct Ending {
	int status; /* exit status; 256 and the signal; STATUS_TIMED_OUT */
	double seconds;
} Ending;

typedef struct Trials {
	Command command;
	const char *judge; /* a program that tells good from bad; NULL: good is what equals the reference */
	unsigned aspects;  /* to be compared */
	int runs;          /* of each trial: bad if one of them is */
	double time_limit; /* seconds */
	int keeps_folder;  /* with outputs and lists */
	char *folder;
	Ending reference;
	int count; /* runs so far */
	int is_terminal;
} Trials;

/* Starts with mini: twice, for it must behave the same way. Ends the program if it does not. TIME_LIMIT: 0 for one that
 * follows from what mini needs. */
void trials_begin (Trials *trials, double time_limit);

/* A file in the folder, malloced. */
char *trials_path (const Trials *trials, const char *name);

/* Runs the command once with SPEC, and tells whether it misbehaves. WHAT is shown. */
int trial_run (Trials *trials, const char *spec, const char *what);
/* The same as often as asked for, with the bare specification and OPTIONS. */
int trial_is_bad (Trials *trials, const char *options, const char *what);

/* Sentences about the last run: how its end, and what it wrote, differ from the reference's; malloced. */
char *trial_describe (const Trials *trials);

/* The beginning of what the last run wrote to standard error, malloced. */
char *trial_last_words (const Trials *trials);

/* ---- bisect-methods.c ---- */

typedef struct Methods {
	char **names;
	size_t count;
} Methods;

/* The methods in PATH, each once; none if there is no such file. */
Methods methods_read (const char *path);
void methods_release (Methods *methods);

/* The option NAME, only or except, for METHODS, malloced; a short list of them is written out, for people to read. */
char *methods_option (const Trials *trials, const Methods *methods, const char *name);

/* Leaves as few of METHODS as make the command misbehave: mostly one. */
void methods_narrow (Trials *trials, Methods *methods);

/* ---- bisect-passes.c ---- */

/* Finds out which part of the compiler spoils METHODS, and prints it, and how to look at it. */
void passes_narrow (Trials *trials, const Methods *methods);

#endif
