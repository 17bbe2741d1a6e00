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

#define CLAUSE_PREFIX "clause "
#define RESUME_PREFIX "resume "

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
	uint32_t clause;
	const CallSite *site; /* NULL: no landing pad */
} Resumption;

typedef struct Table {
	Compilation *compilation;
	const ObjectCode *object;
	const Frame *frame;
	const uint8_t *types; /* type I is I * TYPE_SIZE bytes before */
	uint32_t type_count;
	uint32_t *clause_of_type;
	CallSite *sites; /* those with a landing pad, by address */
	uint32_t site_count;
	Resumption *resumptions;
	uint32_t resumption_count;
} Table;

int
exception_table_get_number (const ObjectSymbol *symbol, const char *prefix, uint32_t *number)
{
	const char *digit;
	uint64_t value = 0;

	if (!symbol->name || strncmp (symbol->name, prefix, strlen (prefix)) != 0)
		return 0;
	digit = symbol->name + strlen (prefix);
	if (!*digit)
		return 0;
	for (; *digit; digit++) {
		if (*digit < '0' || *digit > '9' || value > UINT32_MAX / 10)
			return 0;
		value = value * 10 + (uint64_t) (*digit - '0');
	}
	*number = (uint32_t) value;
	return value <= UINT32_MAX;
}

int
exception_table_has_cells (const ObjectCode *object, const ObjectSection *section)
{
	static const char personality [] = ".data.DW.ref.";
	const ObjectSymbol *symbol;
	uint64_t offset, cells = 0;
	int64_t addend;
	uint32_t number;
	size_t position = 0;

	if (strncmp (section->name, personality, strlen (personality)) == 0)
		return 1;
	while (relocations_next (object, section, &position, &offset, &symbol, &addend))
		cells += (uint64_t) exception_table_get_number (symbol, CLAUSE_PREFIX, &number);
	return cells * CELL_SIZE == section->size;
}

static int
malformed (const Table *table, const char *how)
{
	return internal_error (table->compilation, 0, "the table of exceptions %s", how);
}

/* The clauses behind the types, which lie between ACTIONS and table->types. */
static int
read_types (Table *table, const uint8_t *actions)
{
	const ObjectSection *section = table->frame->exception_section;
	const uint8_t *section_start = section->data->d_buf;
	uint32_t most = (uint32_t) ((table->types - actions) / TYPE_SIZE), i;

	table->clause_of_type = arena_array (table->object->arena, uint32_t, most + 1);
	for (i = 1; i <= most; i++) {
		uint64_t at = (uint64_t) (table->types - section_start) - i * TYPE_SIZE;
		const ObjectSymbol *symbol;
		const ObjectSection *cells;
		int64_t addend;

		/* Before the last type there are actions, which have no relocations. */
		if (!relocations_find (table->object, section, at, &symbol, &addend))
			break;
		cells = symbol->section;
		if (!cells || !relocations_find (table->object, cells, symbol->value + (uint64_t) addend, &symbol, &addend) ||
			!exception_table_get_number (symbol, CLAUSE_PREFIX, &table->clause_of_type [i]) || addend != 0)
			return malformed (table, "names something that is not a clause");
	}
	table->type_count = i - 1;
	return 1;
}

/* ACTION: 1 + the offset of the first action in ACTIONS, or 0. */
static int
read_clauses (Table *table, Bytes actions, uint64_t action, CallSite *site)
{
	const uint8_t *start = actions.at;
	int64_t next = (int64_t) action - 1;

	site->clauses = arena_array (table->object->arena, uint32_t, table->type_count);
	for (;;) {
		Bytes record = actions;
		int64_t type, distance;
		uint32_t clause, i;

		if (next < 0 || next >= actions.end - start)
			return malformed (table, "has a landing pad that accepts nothing, or an action that is not there");
		record.at = start + next;
		type = bytes_read_sleb128 (&record);
		/* From the place of the distance itself; 0 ends the chain */
		next = record.at - start;
		distance = bytes_read_sleb128 (&record);
		/* 0 is a cleanup, a negative one a list of types that do not fit */
		if (record.overrun || type <= 0 || type > table->type_count)
			return malformed (table, "has an action that is not the catch of a clause");
		clause = table->clause_of_type [type];
		for (i = 0; i < site->clause_count; i++)
			if (site->clauses [i] == clause)
				return malformed (table, "lists a clause twice for one landing pad");
		site->clauses [site->clause_count++] = clause;
		if (distance == 0)
			return 1;
		next += distance;
	}
}

static int
read_sites (Table *table, Bytes sites, Bytes actions)
{
	/* A record has four numbers. */
	uint32_t most = (uint32_t) ((sites.end - sites.at) / 4);

	table->sites = arena_array (table->object->arena, CallSite, most);
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

static const Resumption *
find_resumption (const Table *table, uint32_t clause)
{
	uint32_t i;

	for (i = 0; i < table->resumption_count; i++)
		if (table->resumptions [i].clause == clause)
			return &table->resumptions [i];
	return NULL;
}

/* The call site of the call that returns to ADDRESS. */
static const CallSite *
find_site (const Table *table, uint32_t address)
{
	uint32_t i;

	for (i = 0; i < table->site_count; i++)
		if (address > table->sites [i].start && address <= table->sites [i].end)
			return &table->sites [i];
	return NULL;
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
add_resumption (Table *table, const ObjectSection *section, uint64_t offset, uint32_t clause)
{
	uint32_t return_address = section->offset + (uint32_t) offset + 4;
	const Resumption *other;
	Resumption *resumption;

	if (return_address <= table->frame->start || return_address > table->frame->start + table->frame->size)
		return 1;
	if (!ends_call (section, offset))
		return internal_error (table->compilation, 0, RESUME_PREFIX "%u is not called directly", clause);
	resumption = &table->resumptions [table->resumption_count];
	*resumption = (Resumption) { clause, find_site (table, return_address) };
	other = find_resumption (table, clause);
	if (other && get_landing_pad (other) != get_landing_pad (resumption))
		return internal_error (table->compilation, 0, "calls of " RESUME_PREFIX "%u have different landing pads",
			clause);
	table->resumption_count++;
	return 1;
}

static int
find_resumptions (Table *table)
{
	const ObjectCode *object = table->object;
	size_t i, most = 0;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		if (pass == 1)
			table->resumptions = arena_array (object->arena, Resumption, most);
		for (i = 1; i < object->section_count; i++) {
			const ObjectSection *section = &object->sections [i];
			const ObjectSymbol *symbol;
			size_t position = 0;
			uint64_t offset;
			int64_t addend;
			uint32_t clause;

			if (section->placement != PLACEMENT_CODE)
				continue;
			while (relocations_next (object, section, &position, &offset, &symbol, &addend)) {
				if (!exception_table_get_number (symbol, RESUME_PREFIX, &clause))
					continue;
				if (pass == 0)
					most++;
				else if (!add_resumption (table, section, offset, clause))
					return 0;
			}
		}
	}
	return 1;
}

/* ---- Clauses ---- */

static int
accepts (const CallSite *site, uint32_t clause)
{
	uint32_t i;

	for (i = 0; i < site->clause_count; i++)
		if (site->clauses [i] == clause)
			return 1;
	return 0;
}

/* The function named PREFIX NUMBER; NULL if there is none. */
static const Frame *
find_function (const ObjectCode *object, const char *prefix, uint32_t number)
{
	uint32_t found, offset, i;
	size_t j;

	for (j = 1; j < object->symbol_count; j++) {
		const ObjectSymbol *symbol = &object->symbols [j];

		if (!symbol->section || !exception_table_get_number (symbol, prefix, &found) || found != number ||
			!object_get_code_offset (symbol, 0, &offset))
			continue;
		for (i = 0; i < object->frame_count; i++)
			if (object->frames [i].start == offset)
				return &object->frames [i];
	}
	return NULL;
}

static NativeClause
make_clause (const Table *table, uint32_t clause, uint32_t start, uint32_t end, uint32_t landing_pad)
{
	const Frame *entry = find_function (table->object, FILTER_ENTRY_PREFIX, clause);

	return (NativeClause) { clause, start, end, landing_pad, entry ? entry->start : 0,
		entry ? entry->start + entry->size : 0 };
}

static int
list_clauses (const Table *table, const CallSite *site, NativeClause *clauses, uint32_t *count)
{
	const CallSite *left = site; /* where control leaves the code the last time before the clause is entered */
	uint32_t i;

	for (i = 0; i < site->clause_count; i++) {
		uint32_t clause = site->clauses [i];
		const Resumption *resumption = find_resumption (table, clause);

		if (!left || !accepts (left, clause))
			return internal_error (table->compilation, 0,
				"clause %u is not accepted where the clauses inside of it resume", clause);
		clauses [(*count)++] = make_clause (table, clause, site->start, site->end, left->landing_pad);
		if (resumption)
			left = resumption->site;
	}
	return 1;
}

/* ---- What filters throw ---- */

/* The clauses around that with number INDEX, as its call sites in the method have them. */
static const uint32_t *
find_outer_clauses (const Table *method, uint32_t index, uint32_t *count)
{
	uint32_t i, j;

	for (i = 0; i < method->site_count; i++)
		for (j = 0; j < method->sites [i].clause_count; j++)
			if (method->sites [i].clauses [j] == index) {
				*count = method->sites [i].clause_count - j - 1;
				return &method->sites [i].clauses [j + 1];
			}
	*count = 0;
	return NULL;
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
list_outer_clauses (const Table *method, uint32_t index, NativeClause *clauses, uint32_t *count)
{
	const Frame *function = find_function (method->object, FILTER_PREFIX, index);
	const Frame *entry = find_function (method->object, FILTER_ENTRY_PREFIX, index);
	uint32_t outer_count, i;
	const uint32_t *outer = find_outer_clauses (method, index, &outer_count);

	if (!function || !entry)
		return 1;
	uint32_t landing_pad = entry->start + entry->size - FILTER_JUMP_SIZE;
	for (i = 0; i < outer_count; i++) {
		const Resumption *resumption = find_resumption (method, outer [i]);

		if (!protects_filter (&method->compilation->source.body, outer [i], index))
			continue;
		if (!landing_pad)
			return internal_error (method->compilation, 0, "clause %u resumes nowhere, inside of clause %u",
				outer [i - 1], outer [i]);
		clauses [(*count)++] = make_clause (method, outer [i], function->start, function->start + function->size,
			landing_pad);
		if (resumption)
			landing_pad = get_landing_pad (resumption);
	}
	return 1;
}

int
exception_table_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	Table *tables = arena_array (object->arena, Table, object->frame_count);
	NativeClause *clauses;
	uint32_t count = 0, i, j;

	for (i = 0; i < object->frame_count; i++) {
		Table *table = &tables [i];

		*table = (Table) { .compilation = compilation, .object = object, .frame = &object->frames [i] };
		if (!table->frame->exception_section)
			continue;
		if (!read_table (table) || (table->site_count && !find_resumptions (table)))
			return 0;
		for (j = 0; j < table->site_count; j++)
			count += table->sites [j].clause_count;
	}
	if (count == 0)
		return 1;
	uint32_t il_count = compilation->source.body.clause_count;
	clauses = arena_array (arena, NativeClause, count + il_count * il_count);
	native_code->clauses = clauses;
	count = 0;
	for (i = 0; i < object->frame_count; i++)
		for (j = 0; j < tables [i].site_count; j++)
			if (!list_clauses (&tables [i], &tables [i].sites [j], clauses, &count))
				return 0;
	for (i = 0; i < il_count; i++)
		if (!list_outer_clauses (&tables [0], i, clauses, &count))
			return 0;
	native_code->clause_count = count;
	return 1;
}
