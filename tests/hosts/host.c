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

static const char *folder, *row;
static MonoImage *users;
static int has_handler;
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

void
forget_said (void)
{
	MonoString *nothing = NULL;
	said (&nothing);
}

static void *
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

static MonoImage *
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

MonoImage *
late_image (void)
{
	MonoObject *thrown = NULL;
	if (!users) {
		users = open_image ("Users.dll");
		MonoAssembly *late = mono_image_get_assembly (open_image ("Late.dll"));
		void *arguments [] = { mono_assembly_get_object (domain, late) };
		MonoClass *host = mono_class_from_name (image, "", "Host");
		mono_runtime_invoke (mono_class_get_method_from_name (host, "SetLate", 1), NULL, arguments, &thrown);
	}
	if (!has_handler)
		run ("Events", "Resolve");
	has_handler = 1;
	return users;
}

/* What is found must not need the handler already. */
static void *
found_unresolved (void *it, const char *name)
{
	found (it, name);
	if (said (NULL)) {
		show ("the handler has run for %s, before the call", name);
		exit (3);
	}
	return it;
}

MonoClass *
late_class (const char *name)
{
	return found_unresolved (mono_class_from_name (late_image (), row, name), name);
}

MonoMethod *
late_method (const char *klass, const char *name)
{
	void *iterator = NULL;
	MonoClass *late = late_class (klass);
	for (MonoMethod *method; (method = mono_class_get_methods (late, &iterator));)
		if (strcmp (mono_method_get_name (method), name) == 0)
			return found_unresolved (method, name);
	return found (NULL, name);
}

/* The row of TABLE with NAME in its column NAME_COLUMN, from row FIRST to LAST; 0 if there is none. */
static int
find_row (int table, int name_column, const char *name, int first, int last)
{
	const MonoTableInfo *info = mono_image_get_table_info (users, table);
	for (int i = first; i <= last && i <= mono_table_info_get_rows (info); ++i) {
		uint32_t at = mono_metadata_decode_row_col (info, i - 1, (unsigned) name_column);
		if (strcmp (mono_metadata_string_heap (users, at), name) == 0)
			return i;
	}
	return 0;
}

static uint32_t
cell (int table, int at, int column)
{
	return mono_metadata_decode_row_col (mono_image_get_table_info (users, table), at - 1, (unsigned) column);
}

int
late_assembly (void)
{
	return find_row (MONO_TABLE_ASSEMBLYREF, MONO_ASSEMBLYREF_NAME, late_name ("Late.%s"), 1, 1 << 20) - 1;
}

uint32_t
late_reference (const char *name)
{
	int assembly = late_assembly () + 1, at = 0;
	do
		at = find_row (MONO_TABLE_TYPEREF, MONO_TYPEREF_NAME, name, at + 1, 1 << 20);
	while (at && (int) (cell (MONO_TABLE_TYPEREF, at, MONO_TYPEREF_SCOPE) >> 2) != assembly);
	found (at ? users : NULL, name);
	return mono_metadata_make_token (MONO_TABLE_TYPEREF, at);
}

/* The row's class NAME in Users.dll's table of classes. */
static int
type_row (const char *name)
{
	int at = 0;
	do
		at = find_row (MONO_TABLE_TYPEDEF, MONO_TYPEDEF_NAME, name, at + 1, 1 << 20);
	while (at &&
		strcmp (mono_metadata_string_heap (users, cell (MONO_TABLE_TYPEDEF, at, MONO_TYPEDEF_NAMESPACE)), row) != 0);
	return at;
}

static int
member_row (int table, int name_column, int list_column, const char *name)
{
	int held = type_row ("Held");
	return find_row (table, name_column, name, (int) cell (MONO_TABLE_TYPEDEF, held, list_column),
		(int) cell (MONO_TABLE_TYPEDEF, held + 1, list_column) - 1);
}

uint32_t
late_token (const char *name)
{
	int at;
	late_image ();
	if ((at = type_row (name)))
		return mono_metadata_make_token (MONO_TABLE_TYPEDEF, at);
	if ((at = member_row (MONO_TABLE_METHOD, MONO_METHOD_NAME, MONO_TYPEDEF_METHOD_LIST, name)))
		return mono_metadata_make_token (MONO_TABLE_METHOD, at);
	at = member_row (MONO_TABLE_FIELD, MONO_FIELD_NAME, MONO_TYPEDEF_FIELD_LIST, name);
	found (at ? users : NULL, name);
	return mono_metadata_make_token (MONO_TABLE_FIELD, at);
}

uint32_t
late_address (const char *method)
{
	return cell (MONO_TABLE_METHOD, (int) mono_metadata_token_index (late_token (method)), MONO_METHOD_RVA);
}

const char *
late_signature (const char *method)
{
	uint32_t at = cell (MONO_TABLE_METHOD, (int) mono_metadata_token_index (late_token (method)),
		MONO_METHOD_SIGNATURE);
	const char *blob = mono_metadata_blob_heap (users, at);
	mono_metadata_decode_blob_size (blob, &blob);
	return blob;
}

static const char *
bytes_of (int table, int at, int column)
{
	const char *blob = mono_metadata_blob_heap (users, cell (table, at, column));
	mono_metadata_decode_blob_size (blob, &blob);
	return blob;
}

uint32_t
late_row (const char *what)
{
	int is_call = strcmp (what, "calli") == 0, is_vector = strcmp (what, "vector") == 0;
	int table = is_call ? MONO_TABLE_STANDALONESIG : MONO_TABLE_TYPESPEC, at;
	late_image ();
	/* Both tables have one column. A value type's token has two bits for its table (ECMA-335 II.23.2.8). */
	for (at = mono_table_info_get_rows (mono_image_get_table_info (users, table)); at > 0; --at) {
		const char *bytes = bytes_of (table, at, 0);
		if (is_call ? bytes [0] != 0 || bytes [1] != 1 || bytes [2] != 1 : bytes [0] != (is_vector ? 0x1d : 0x14))
			continue;
		bytes += is_call ? 3 : 1;
		if (*bytes++ == MONO_TYPE_VALUETYPE &&
			mono_metadata_decode_value (bytes, &bytes) >> 2 == mono_metadata_token_index (late_reference ("Value")))
			break;
	}
	found (at ? users : NULL, what);
	return mono_metadata_make_token (table, at);
}

/* The token of the type that an instance of GENERIC is or, if IS_VECTOR, a vector of such. */
static uint32_t
instance_token (const char *generic, int is_vector)
{
	int definition, at;
	late_image ();
	definition = type_row (generic);
	for (at = mono_table_info_get_rows (mono_image_get_table_info (users, MONO_TABLE_TYPESPEC)); at > 0; --at) {
		const char *bytes = bytes_of (MONO_TABLE_TYPESPEC, at, 0);
		if (is_vector && *bytes++ != MONO_TYPE_SZARRAY)
			continue;
		if (*bytes++ == MONO_TYPE_GENERICINST && *bytes++ == MONO_TYPE_CLASS &&
			(int) mono_metadata_decode_value (bytes, &bytes) >> 2 == definition)
			break;
	}
	found (at ? users : NULL, generic);
	return mono_metadata_make_token (MONO_TABLE_TYPESPEC, at);
}

MonoClass *
late_instance (const char *generic)
{
	return found_unresolved (mono_class_get (users, instance_token (generic, 0)), generic);
}

MonoType *
late_vector (void)
{
	const char *rest = NULL, *bytes = late_bytes (instance_token ("Generic`1", 1));
	return found_unresolved (mono_metadata_parse_type (users, MONO_PARSE_TYPE, 0, bytes, &rest), "vector");
}

const char *
late_bytes (uint32_t token)
{
	return bytes_of ((int) (token >> 24), (int) mono_metadata_token_index (token), 0);
}

uint32_t
late_member (void)
{
	uint32_t base = mono_metadata_token_index (late_reference ("Base"));
	int at = 0;
	do
		at = find_row (MONO_TABLE_MEMBERREF, MONO_MEMBERREF_NAME, "Other", at + 1, 1 << 20);
	while (at && cell (MONO_TABLE_MEMBERREF, at, MONO_MEMBERREF_CLASS) >> 3 != base);
	found (at ? users : NULL, "Other");
	return mono_metadata_make_token (MONO_TABLE_MEMBERREF, at);
}

MonoType *
late_parameter (const char *klass, const char *method)
{
	void *iterator = NULL;
	return mono_signature_get_params (mono_method_signature (late_method (klass, method)), &iterator);
}

MonoClassField *
late_field (const char *klass, const char *name)
{
	void *iterator = NULL;
	MonoClass *late = late_class (klass);
	for (MonoClassField *field; (field = mono_class_get_fields (late, &iterator));)
		if (strcmp (mono_field_get_name (field), name) == 0)
			return found_unresolved (field, name);
	return found (NULL, name);
}

MonoMethod *
debugged_method (void)
{
	late_image ();
	uint32_t first = mono_metadata_make_token (MONO_TABLE_METHOD, 1);
	return found_unresolved (mono_get_method (open_image ("Debugged.dll"), first, NULL), "method");
}

MonoClass *
late_array (const char *klass)
{
	return found_unresolved (mono_array_class_get (late_class (klass), 2), "array");
}

MonoMethod *
late_dynamic_method (void)
{
	MonoObject *thrown = NULL;
	MonoType *owner = mono_class_get_type (late_class ("Constraining"));
	void *arguments [] = { mono_type_get_object (domain, owner) };
	MonoObject *made = mono_runtime_invoke (method_named ("Emitted", "Method"), NULL, arguments, &thrown);
	if (thrown) {
		show_object (thrown);
		exit (3);
	}
	return found_unresolved (*(MonoMethod **) mono_object_unbox (made), "method");
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

char *
late_name (const char *format)
{
	static char name [512];
	late_image ();
	snprintf (name, sizeof (name), format, row);
	return name;
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
		/* The next function has a handler of its own. */
		if (has_handler)
			run ("Events", "NoResolve");
		has_handler = 0;
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
