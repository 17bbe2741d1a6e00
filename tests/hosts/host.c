/* SPDX-License-Identifier: MIT
 *
 * A host that makes the calls of calls.def: host SITUATION FOLDER FUNCTION... It is built against the distribution's
 * library, and runs on ours, too. */
#include "host.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

MonoDomain *domain;
MonoImage *image;
MonoObject *exception;

const char *row;

static const char *folder;
static MonoMethod *note;

/* ---- Help for calls ---- */

void
show (const char *format, ...)
{
	va_list arguments;
	va_start (arguments, format);
	printf ("%s: ", row);
	vprintf (format, arguments);
	putchar ('\n');
	va_end (arguments);
	fflush (stdout);
}

static void
say (MonoString *text)
{
	char *bytes = mono_string_to_utf8 (text);
	show ("says %s", bytes);
	mono_free (bytes);
}

void
show_text (MonoString *text)
{
	char *bytes = text ? mono_string_to_utf8 (text) : NULL;
	show ("%s", bytes ? bytes : "nothing");
	mono_free (bytes);
}

void
show_number (MonoObject *boxed)
{
	if (exception || !boxed)
		show_object (exception);
	else
		show ("%d", *(int *) mono_object_unbox (boxed));
}

void
show_object (void *object)
{
	MonoString *message = NULL;
	if (!object) {
		show ("nothing");
		return;
	}
	MonoClass *klass = mono_object_get_class (object);
	if (mono_class_is_subclass_of (klass, mono_get_exception_class (), 0))
		mono_field_get_value (object, mono_class_get_field_from_name (mono_get_exception_class (), "_message"),
			&message);
	char *bytes = message ? mono_string_to_utf8 (message) : NULL;
	show ("%s.%s%s%s", mono_class_get_namespace (klass), mono_class_get_name (klass), bytes ? ": " : "",
		bytes ? bytes : "");
	mono_free (bytes);
}

/* Host.Said, which handlers set; VALUE, if not NULL, is its new value. */
static MonoString *
said (MonoString **value)
{
	MonoString *before = NULL;
	MonoClass *host = mono_class_from_name (image, "", "Host");
	MonoVTable *vtable = mono_class_vtable (domain, host);
	MonoClassField *field = mono_class_get_field_from_name (host, "Said");
	mono_field_static_get_value (vtable, field, &before);
	if (value)
		mono_field_static_set_value (vtable, field, *value);
	return before;
}

void
show_said (void)
{
	show_text (said (NULL));
}

int
has_said (void)
{
	return said (NULL) != NULL;
}

void
forget_said (void)
{
	MonoString *nothing = NULL;
	said (&nothing);
}

void *
found (void *it, const char *name)
{
	if (!it) {
		show ("there is no %s", name);
		exit (3);
	}
	return it;
}

MonoClass *
class_named (const char *name)
{
	return found (mono_class_from_name (image, row, name), name);
}

MonoMethod *
method_named (const char *klass, const char *name)
{
	return found (mono_class_get_method_from_name (class_named (klass), name, -1), name);
}

MonoClassField *
field_named (const char *klass, const char *name)
{
	return found (mono_class_get_field_from_name (class_named (klass), name), name);
}

MonoProperty *
property_named (const char *klass, const char *name)
{
	return found (mono_class_get_property_from_name (class_named (klass), name), name);
}

MonoObject *
object_of (const char *klass)
{
	return mono_object_new (domain, class_named (klass));
}

MonoObject *
string_object (const char *text)
{
	return (MonoObject *) mono_string_new (domain, text);
}

MonoObject *
run (const char *klass, const char *name)
{
	MonoObject *thrown = NULL, *result = mono_runtime_invoke (method_named (klass, name), NULL, NULL, &thrown);
	if (thrown) {
		show_object (thrown);
		exit (3);
	}
	return result;
}

MonoImage *
open_image (const char *name)
{
	char path [4096];
	snprintf (path, sizeof (path), "%s/%s", folder, name);
	MonoAssembly *assembly = found (mono_domain_assembly_open (domain, path), path);
	return mono_assembly_get_image (assembly);
}

MonoImage *
subjects (void)
{
	return open_image ("Subjects.exe");
}

void
started (MonoDomain *current)
{
	domain = current;
	image = subjects ();
	mono_add_internal_call ("Host::Say", (void *) say);
}

char *
file (const char *name)
{
	static char path [4096];
	snprintf (path, sizeof (path), "%s/%s", folder, name);
	return path;
}

const char *
new_file (void)
{
	static char path [4096];
	snprintf (path, sizeof (path), "%s/new/%s.dll", folder, row);
	return path;
}

void
invoke_add (void *method)
{
	int a = 20, b = 2;
	void *arguments [] = { &a, &b };
	show_number (mono_runtime_invoke (method, NULL, arguments, &exception));
}

void
call_in_frame (void (*call) (void))
{
	char name [512];
	snprintf (name, sizeof (name), "%s.Framed::Call", row);
	mono_add_internal_call (name, (void *) call);
	show_number (mono_runtime_invoke (late_method ("Framed", "Start"), NULL, NULL, &exception));
}

void
catch_from (void (*call) (void))
{
	char name [512];
	snprintf (name, sizeof (name), "%s.Catcher::Raise", row);
	mono_add_internal_call (name, (void *) call);
	/* What the log handler runs would be the caller that gets the exception: it runs before. */
	if (note)
		run ("Logged", "Note");
	note = NULL;
	show_number (run ("Catcher", "Catch"));
}

void
stop_from (void (*call) (void))
{
	char name [512];
	snprintf (name, sizeof (name), "%s.Stopped::Stop", row);
	mono_add_internal_call (name, (void *) call);
	show_number (run ("Stopped", "Catch"));
}

static void (*switch_domain) (MonoDomain *other);

static void
make_switch (void)
{
	MonoDomain *other = mono_domain_create_appdomain ((char *) "other", NULL);
	switch_domain (other);
	mono_domain_set (domain, 0);
}

void
switch_aborted (void (*call) (MonoDomain *other))
{
	char name [512];
	snprintf (name, sizeof (name), "%s.Aborted::Switch", row);
	mono_add_internal_call (name, (void *) make_switch);
	switch_domain = call;
	show_number (run ("Aborted", "Catch"));
}

/* ---- Calls ---- */

typedef struct Call {
	const char *name;
	const char *runs; /* what is compiled for it, as only= names it; without namespace: in that of its name */
	void (*make) (void);
	enum { ORDINARY, LAST, UNSAFE, START } kind;
} Call;

/* clang-format off */
#define CALL(function, runs, ...) static void call_##function (void) { __VA_ARGS__ }
#define LAST_CALL CALL
#define UNSAFE_CALL CALL
#define START_CALL CALL
#include "calls.def"
#undef CALL
#undef LAST_CALL
#undef UNSAFE_CALL
#undef START_CALL
#define CALL(function, runs, ...) { #function, runs, call_##function, ORDINARY },
#define LAST_CALL(function, runs, ...) { #function, runs, call_##function, LAST },
#define UNSAFE_CALL(function, runs, ...) { #function, runs, call_##function, UNSAFE },
#define START_CALL(function, runs, ...) { #function, runs, call_##function, START },
static const Call calls [] = {
#include "calls.def"
};
/* clang-format on */

static int
list (void)
{
	static const char *const kinds [] = { [ORDINARY] = "call", [LAST] = "last", [UNSAFE] = "call", [START] = "start" };
	for (size_t i = 0; i < sizeof (calls) / sizeof (calls [0]); ++i)
		printf ("%s %s %s\n", kinds [calls [i].kind], calls [i].name, calls [i].runs);
	return 0;
}

static const Call *
call_of (const char *function)
{
	size_t i = 0, count = sizeof (calls) / sizeof (calls [0]);
	while (i < count && strcmp (calls [i].name, function) != 0)
		++i;
	row = function;
	if (i == count) {
		show ("is not in calls.def");
		exit (2);
	}
	return &calls [i];
}

/* ---- Situations ---- */

static char **functions;
static pthread_t caller;

/* The first message of each call runs managed code. */
static void
log_message (const char *log_domain, const char *level, const char *message, mono_bool fatal, void *data)
{
	MonoObject *thrown = NULL;
	MonoMethod *method = note;
	(void) log_domain, (void) level, (void) message, (void) fatal, (void) data;
	if (!method || !pthread_equal (caller, pthread_self ()))
		return;
	note = NULL;
	mono_runtime_invoke (method, NULL, NULL, &thrown);
}

static void
make_calls (int is_logged)
{
	caller = pthread_self ();
	started (domain);
	for (char **function = functions; *function; ++function) {
		const Call *call = call_of (*function);
		exception = NULL;
		forget_said ();
		note = is_logged ? method_named ("Logged", "Note") : NULL;
		void *here, *cookie = call->kind == UNSAFE ? mono_threads_enter_gc_unsafe_region (&here) : NULL;
		call->make ();
		end_late ();
		if (call->kind == UNSAFE)
			mono_threads_exit_gc_unsafe_region (cookie, &here);
	}
	note = NULL;
}

static void *
on_attached_thread (void *data)
{
	MonoThread *thread = mono_thread_attach (data);
	make_calls (0);
	mono_thread_detach (thread);
	return NULL;
}

/* Which leaves the thread GC-safe. */
static void *
on_jit_attached_thread (void *data)
{
	mono_jit_thread_attach (data);
	make_calls (0);
	return NULL;
}

static void
on_thread (void *(*start) (void *data))
{
	pthread_t thread;
	pthread_create (&thread, NULL, start, domain);
	pthread_join (thread, NULL);
}

int
main (int argc, char **argv)
{
	if (argc > 1 && strcmp (argv [1], "list") == 0)
		return list ();
	if (argc < 4)
		return 2;
	const char *situation = argv [1];
	folder = argv [2];
	functions = argv + 3;
	mono_config_parse (NULL);
	const Call *first = call_of (*functions);
	if (first->kind == START) {
		first->make ();
		mono_jit_cleanup (mono_get_root_domain ());
		return 0;
	}
	MonoDomain *root = domain = mono_jit_init ("host");
	if (strcmp (situation, "first") == 0) {
		make_calls (0);
	} else if (strcmp (situation, "attached") == 0) {
		on_thread (on_attached_thread);
	} else if (strcmp (situation, "jit-attached") == 0) {
		on_thread (on_jit_attached_thread);
	} else if (strcmp (situation, "domain") == 0) {
		domain = mono_domain_create_appdomain ((char *) "second", NULL);
		mono_domain_set (domain, 0);
		make_calls (0);
		mono_domain_set (root, 0);
	} else if (strcmp (situation, "logging") == 0) {
		mono_trace_set_log_handler (log_message, NULL);
		mono_trace_set_level_string ("debug");
		mono_trace_set_mask_string ("all");
		make_calls (1);
		mono_trace_set_level_string ("error");
	} else {
		return 2;
	}
	mono_jit_cleanup (root);
	return 0;
}
