/* SPDX-License-Identifier: MIT
 *
 * From LLVM's tables of exceptions to the runtime's list of clauses.
 *
 * A function's table in .gcc_except_table ("LSDA"; LLVM 19: EHStreamer.cpp, emitExceptionTable) says for each range of
 * code ("call site") at which landing pad an exception from there arrives, and what the pad accepts: a chain of actions,
 * each with the number of a type. A type is a pointer to a cell with the address of a symbol, here "clause N". So for us
 * the chain lists IL clauses, innermost first.
 *
 * The runtime looks for all of them at the original call, even after a finally handler has run and has asked for the
 * next one (mini/mini-exceptions.c:mono_handle_exception_internal, resume_state). LLVM's code expects to go on from
 * where the handler of clause N ended, which is the call of "resume N" with its own landing pad. So in the list, what
 * follows a clause that resumes has the landing pad of the resumption. */
#include "object.h"

#include <dwarf.h>
#include <string.h>

enum { TYPE_SIZE = 4 }; /* of an entry of the type table, as TYPE_ENCODING says */

#define TYPE_ENCODING (DW_EH_PE_indirect | DW_EH_PE_pcrel | DW_EH_PE_sdata4)

/* A range of code whose exceptions arrive at one landing pad. */
typedef struct CallSite {
	uint32_t start, end, landing_pad;
	uint32_t *clauses; /* innermost first */
	uint32_t clause_count;
} CallSite;

/* The call that goes on after the handler of a clause. */
typedef struct Resumption {
	int is_called;
	const CallSite *site; /* NULL: no landing pad */
} Resumption;

/* What all functions of the object code share. */
typedef struct Method {
	Compilation *compilation;
	const ObjectCode *object;
	uint32_t clause_count;        /* more than any clause's index */
	const Frame **filters;        /* by clause; NULL: it has none */
	const Frame **filter_entries; /* the same */
	uint32_t *seen;               /* by clause: the last list that has it */
	uint32_t list_count;
} Method;

/* One function's table. */
typedef struct Table {
	Method *method;
	const Frame *frame;
	const uint8_t *types; /* type I is I * TYPE_SIZE bytes before */
	uint32_t type_count;
	uint32_t *clause_of_type;
	CallSite *sites; /* those with a landing pad, by address */
	uint32_t site_count;
	Resumption *resumptions; /* by clause */
} Table;

int
exception_table_has_cells (const ObjectSection *section)
{
	static const char personality [] = ".data.DW.ref.";
	uint64_t cells = 0;

	if (strncmp (section->name, personality, strlen (personality)) == 0)
		return 1;
	for (size_t i = 0; i < section->relocation_count; i++)
		cells += section->relocations [i].symbol->mark == SYMBOL_CLAUSE;
	return cells * CELL_SIZE == section->size;
}

static int
malformed (const Table *table, const char *how)
{
	return internal_error (table->method->compilation, 0, "the table of exceptions %s", how);
}

/* The clauses behind the types, which lie between ACTIONS and table->types. */
static int
read_types (Table *table, const uint8_t *actions)
{
	const ObjectSection *section = table->frame->exception_section;
	const uint8_t *section_start = section->data->d_buf;
	uint32_t most = (uint32_t) ((table->types - actions) / TYPE_SIZE), i;

	table->clause_of_type = arena_array (table->method->object->arena, uint32_t, most + 1);
	for (i = 1; i <= most; i++) {
		uint64_t at = (uint64_t) (table->types - section_start) - i * TYPE_SIZE;
		const Relocation *cell = object_find_relocation (section, at), *clause = NULL;

		/* Before the last type there are actions, which have no relocations. */
		if (!cell)
			break;
		if (cell->symbol->section)
			clause = object_find_relocation (cell->symbol->section, cell->symbol->value + (uint64_t) cell->addend);
		if (!clause || clause->symbol->mark != SYMBOL_CLAUSE || clause->addend != 0)
			return malformed (table, "names something that is not a clause");
		table->clause_of_type [i] = clause->symbol->mark_index;
	}
	table->type_count = i - 1;
	return 1;
}

#define LAST INT64_MIN

/* Goes to the next action of a chain. ACTIONS: all of them; NEXT: the offset of the action; the clause goes into CLAUSE.
 * Returns 0 with a verdict; NEXT is LAST after the last one. */
static int
read_action (const Table *table, Bytes actions, int64_t *next, uint32_t *clause)
{
	const uint8_t *start = actions.at;
	int64_t type, distance, at;

	if (*next < 0 || *next >= actions.end - start)
		return malformed (table, "has a landing pad that accepts nothing, or an action that is not there");
	actions.at = start + *next;
	type = bytes_read_sleb128 (&actions);
	/* From the place of the distance itself; 0 ends the chain */
	at = actions.at - start;
	distance = bytes_read_sleb128 (&actions);
	/* 0 is a cleanup, a negative one a list of types that do not fit */
	if (actions.overrun || type <= 0 || type > table->type_count)
		return malformed (table, "has an action that is not the catch of a clause");
	*clause = table->clause_of_type [type];
	*next = distance ? at + distance : LAST;
	return 1;
}

/* ACTION: 1 + the offset of the first action in ACTIONS, or 0. */
static int
read_clauses (Table *table, Bytes actions, uint64_t action, CallSite *site)
{
	Method *method = table->method;
	uint32_t list = ++method->list_count;
	int64_t next = (int64_t) action - 1;

	do {
		uint32_t clause;

		if (!read_action (table, actions, &next, &clause))
			return 0;
		if (method->seen [clause] == list)
			return malformed (table, "lists a clause twice for one landing pad");
		method->seen [clause] = list;
		site->clause_count++;
	} while (next != LAST);
	site->clauses = arena_array (method->object->arena, uint32_t, site->clause_count);
	next = (int64_t) action - 1;
	for (uint32_t i = 0; i < site->clause_count; i++)
		read_action (table, actions, &next, &site->clauses [i]);
	return 1;
}

static int
read_sites (Table *table, Bytes sites, Bytes actions)
{
	/* A record has four numbers. */
	uint32_t most = (uint32_t) ((sites.end - sites.at) / 4);

	table->sites = arena_array (table->method->object->arena, CallSite, most);
	while (sites.at < sites.end) {
		uint64_t start = bytes_read_uleb128 (&sites), size = bytes_read_uleb128 (&sites);
		uint64_t landing_pad = bytes_read_uleb128 (&sites), action = bytes_read_uleb128 (&sites);
		uint64_t limit = table->frame->size;
		CallSite *site = &table->sites [table->site_count];

		if (sites.overrun || start > limit || size > limit - start || landing_pad >= limit)
			return malformed (table, "leads out of the function");
		if (landing_pad == 0)
			continue;
		site->start = table->frame->start + (uint32_t) start;
		site->end = site->start + (uint32_t) size;
		site->landing_pad = table->frame->start + (uint32_t) landing_pad;
		if (!read_clauses (table, actions, action, site))
			return 0;
		table->site_count++;
	}
	return 1;
}

static int
read_table (Table *table)
{
	Bytes bytes = table->frame->exceptions, sites, actions;
	uint8_t start_encoding = (uint8_t) bytes_read (&bytes, 1), type_encoding = (uint8_t) bytes_read (&bytes, 1);
	uint64_t types = 0;

	if (type_encoding != DW_EH_PE_omit) {
		types = bytes_read_uleb128 (&bytes);
		if (types > (uint64_t) (bytes.end - bytes.at))
			return malformed (table, "is cut off");
		table->types = bytes.at + types;
	}
	if (start_encoding != DW_EH_PE_omit || (types && type_encoding != TYPE_ENCODING) ||
		bytes_read (&bytes, 1) != DW_EH_PE_uleb128)
		return malformed (table, "has an unexpected form");
	sites = bytes_split (&bytes, bytes_read_uleb128 (&bytes));
	actions = bytes;
	if (!table->types)
		actions.end = actions.at;
	else
		actions.end = table->types;
	if (bytes.overrun || actions.end < actions.at)
		return malformed (table, "is cut off");
	return (!table->types || read_types (table, actions.at)) && read_sites (table, sites, actions);
}

/* ---- Resumptions ---- */

/* The call site of the call that returns to ADDRESS. */
static const CallSite *
find_site (const Table *table, uint32_t address)
{
	uint32_t low = 0, high = table->site_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (table->sites [middle].end < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->site_count && table->sites [low].start < address ? &table->sites [low] : NULL;
}

static uint32_t
get_landing_pad (const Resumption *resumption)
{
	return resumption->site ? resumption->site->landing_pad : 0;
}

/* Whether the 4 bytes at OFFSET of SECTION end a call. */
static int
ends_call (const ObjectSection *section, uint64_t offset)
{
	const uint8_t *bytes = (const uint8_t *) section->data->d_buf + offset;

	/* call displacement; call *displacement(%rip) */
	return (offset >= 1 && bytes [-1] == 0xe8) || (offset >= 2 && bytes [-2] == 0xff && bytes [-1] == 0x15);
}

static int
add_resumption (Table *table, const ObjectSection *section, const Relocation *call)
{
	uint32_t return_address = section->offset + (uint32_t) call->offset + 4, clause = call->symbol->mark_index;
	Resumption *known = &table->resumptions [clause], resumption = { 1, find_site (table, return_address) };

	if (return_address <= table->frame->start || return_address > table->frame->start + table->frame->size)
		return 1;
	if (!ends_call (section, call->offset))
		return internal_error (table->method->compilation, 0, "resume %u is not called directly", clause);
	if (known->is_called && get_landing_pad (known) != get_landing_pad (&resumption))
		return internal_error (table->method->compilation, 0, "calls of resume %u have different landing pads", clause);
	*known = resumption;
	return 1;
}

static int
find_resumptions (Table *table)
{
	const ObjectCode *object = table->method->object;

	table->resumptions = arena_array (object->arena, Resumption, table->method->clause_count);
	for (size_t i = 1; i < object->section_count; i++) {
		const ObjectSection *section = &object->sections [i];

		if (section->placement != PLACEMENT_CODE)
			continue;
		for (size_t j = 0; j < section->relocation_count; j++)
			if (section->relocations [j].symbol->mark == SYMBOL_RESUME &&
				!add_resumption (table, section, &section->relocations [j]))
				return 0;
	}
	return 1;
}

/* ---- Clauses ---- */

/* Whether SITE accepts CLAUSE. *POSITION: where in its list the last one was; lists have the same order, so the search goes
 * on from there. */
static int
accepts (const CallSite *site, uint32_t clause, uint32_t *position)
{
	for (uint32_t i = 0; i < site->clause_count; i++) {
		uint32_t place = (*position + i) % site->clause_count;

		if (site->clauses [place] == clause) {
			*position = place;
			return 1;
		}
	}
	return 0;
}

static NativeClause
make_clause (const Method *method, uint32_t clause, uint32_t start, uint32_t end, uint32_t landing_pad)
{
	const Frame *entry = method->filter_entries [clause];

	return (NativeClause) { clause, start, end, landing_pad, entry ? entry->start : 0,
		entry ? entry->start + entry->size : 0 };
}

static int
list_clauses (const Table *table, const CallSite *site, NativeClause *clauses, uint32_t *count)
{
	const CallSite *left = site; /* where control leaves the code the last time before the clause is entered */
	uint32_t position = 0;

	for (uint32_t i = 0; i < site->clause_count; i++) {
		uint32_t clause = site->clauses [i];
		const Resumption *resumption = &table->resumptions [clause];

		if (!left || !accepts (left, clause, &position))
			return internal_error (table->method->compilation, 0,
				"clause %u is not accepted where the clauses inside of it resume", clause);
		clauses [(*count)++] = make_clause (table->method, clause, site->start, site->end, left->landing_pad);
		if (resumption->is_called) {
			left = resumption->site;
			position = 0;
		}
	}
	return 1;
}

/* ---- What filters throw ---- */

/* Clauses around another one, as a call site has them. */
typedef struct OuterClauses {
	const uint32_t *list;
	uint32_t count;
} OuterClauses;

/* The clauses around each that has a filter, by clause; *COUNT is how many in all. TABLE: of the method itself. */
static const OuterClauses *
find_outer_clauses (const Table *table, uint32_t *count)
{
	OuterClauses *found = arena_array (table->method->object->arena, OuterClauses, table->method->clause_count);

	for (uint32_t i = 0; i < table->site_count; i++) {
		const CallSite *site = &table->sites [i];

		for (uint32_t j = 0; j < site->clause_count; j++) {
			OuterClauses *outer = &found [site->clauses [j]];

			if (!table->method->filters [site->clauses [j]] || outer->list)
				continue;
			*outer = (OuterClauses) { &site->clauses [j + 1], site->clause_count - j - 1 };
			*count += outer->count;
		}
	}
	return found;
}

static int
protects_filter (const MethodBody *body, uint32_t outer, uint32_t index)
{
	const ExceptionClause *clause = &body->clauses [outer];
	uint32_t offset = body->clauses [index].filter_offset;

	return offset >= clause->try_offset && offset - clause->try_offset < clause->try_length;
}

/* What the filter of clause INDEX throws arrives in the method by way of a jump at the end of the filter's entry
 * (emit-filters.c, NativeClause), until the first handler that resumes. */
static int
list_outer_clauses (const Table *table, uint32_t index, const OuterClauses *outer, NativeClause *clauses,
	uint32_t *count)
{
	const Method *method = table->method;
	const Frame *function = method->filters [index], *entry = method->filter_entries [index];

	if (!function || !entry)
		return 1;
	uint32_t landing_pad = entry->start + entry->size - FILTER_JUMP_SIZE;
	for (uint32_t i = 0; i < outer->count; i++) {
		const Resumption *resumption = &table->resumptions [outer->list [i]];

		if (!protects_filter (&method->compilation->source.body, outer->list [i], index))
			continue;
		if (!landing_pad)
			return internal_error (method->compilation, 0, "clause %u resumes nowhere, inside of clause %u",
				outer->list [i - 1], outer->list [i]);
		clauses [(*count)++] = make_clause (method, outer->list [i], function->start, function->start + function->size,
			landing_pad);
		if (resumption->is_called)
			landing_pad = get_landing_pad (resumption);
	}
	return 1;
}

/* ---- All of it ---- */

static Method
find_method (Compilation *compilation, const ObjectCode *object)
{
	Method method = { .compilation = compilation, .object = object };

	for (size_t i = 1; i < object->symbol_count; i++)
		if (object->symbols [i].mark && object->symbols [i].mark_index >= method.clause_count)
			method.clause_count = object->symbols [i].mark_index + 1;
	method.filters = arena_array (object->arena, const Frame *, method.clause_count);
	method.filter_entries = arena_array (object->arena, const Frame *, method.clause_count);
	method.seen = arena_array (object->arena, uint32_t, method.clause_count);
	for (uint32_t i = 0; i < object->frame_count; i++) {
		const Frame *frame = &object->frames [i];

		if (frame->mark == SYMBOL_FILTER)
			method.filters [frame->mark_index] = frame;
		else if (frame->mark == SYMBOL_FILTER_ENTRY)
			method.filter_entries [frame->mark_index] = frame;
	}
	return method;
}

int
exception_table_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	Method method = find_method (compilation, object);
	Table *tables = arena_array (object->arena, Table, object->frame_count);
	const OuterClauses *outer = NULL;
	NativeClause *clauses;
	uint32_t count = 0, i, j;

	for (i = 0; i < object->frame_count; i++) {
		Table *table = &tables [i];

		*table = (Table) { .method = &method, .frame = &object->frames [i] };
		if (!table->frame->exception_section)
			continue;
		if (!read_table (table) || (table->site_count && !find_resumptions (table)))
			return 0;
		for (j = 0; j < table->site_count; j++)
			count += table->sites [j].clause_count;
	}
	if (count == 0)
		return 1;
	/* Without a call site the method has no clause that its filters could be in. */
	if (tables [0].site_count)
		outer = find_outer_clauses (&tables [0], &count);
	clauses = arena_array (arena, NativeClause, count);
	native_code->clauses = clauses;
	count = 0;
	for (i = 0; i < object->frame_count; i++)
		for (j = 0; j < tables [i].site_count; j++)
			if (!list_clauses (&tables [i], &tables [i].sites [j], clauses, &count))
				return 0;
	for (i = 0; outer && i < method.clause_count; i++)
		if (!list_outer_clauses (&tables [0], i, &outer [i], clauses, &count))
			return 0;
	native_code->clause_count = count;
	return 1;
}
