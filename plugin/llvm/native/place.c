/* SPDX-License-Identifier: MIT
 *
 * Object code laid out and placed into the runtime's memory, with all that its tables say. */
#include "object.h"

#include <string.h>

/* A one-byte instruction that traps (INT3). */
#define TRAP 0xcc

static int
refuse_variables (Compilation *compilation, const ObjectCode *object)
{
	size_t i;

	for (i = 1; i < object->section_count; i++)
		if (object->sections [i].has_variables && !exception_table_has_cells (&object->sections [i]))
			return internal_error (compilation, 0, "section %s: variables inside a method's code",
				object->sections [i].name);
	return 1;
}

static uint64_t
align (uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) / alignment * alignment;
}

/* Size and alignment of the places for code and constants. */
typedef struct Layout {
	uint64_t size [PLACEMENT_COUNT], alignment [PLACEMENT_COUNT];
} Layout;

static void
lay_out_section (Layout *layout, ObjectSection *section)
{
	uint64_t *size = &layout->size [section->placement], *alignment = &layout->alignment [section->placement];

	*size = align (*size, section->alignment);
	section->offset = (uint32_t) *size;
	*size += section->size;
	if (section->alignment > *alignment)
		*alignment = section->alignment;
}

static void
find_marks (ObjectCode *object, Symbols *symbols)
{
	for (size_t i = 1; i < object->symbol_count; i++) {
		ObjectSymbol *symbol = &object->symbols [i];

		if (symbol->name)
			symbol->mark = symbols_mark_of (symbols, symbol->name, &symbol->mark_index);
	}
}

static int
find_function (Compilation *compilation, const ObjectCode *object, const char *function, ObjectSection **section)
{
	size_t i;

	for (i = 1; i < object->symbol_count; i++) {
		const ObjectSymbol *symbol = &object->symbols [i];

		if (!symbol->section || symbol->section->placement != PLACEMENT_CODE || strcmp (symbol->name, function) != 0)
			continue;
		if (symbol->value != 0)
			return internal_error (compilation, 0, "%s is not the first function of its module", function);
		*section = (ObjectSection *) symbol->section;
		return 1;
	}
	return internal_error (compilation, 0, "the object code does not define %s", function);
}

/* Code: the section with FUNCTION, the others, a trap, stubs. The trap keeps the return address of a last call that does
 * not return inside of the code. Constants: their sections and cells. */
static int
lay_out (Compilation *compilation, ObjectCode *object, const char *function, Layout *layout)
{
	ObjectSection *first;
	size_t i;

	*layout = (Layout) { { 0 }, { 1, 1, 1 } };
	if (!find_function (compilation, object, function, &first))
		return 0;
	lay_out_section (layout, first);
	for (i = 1; i < object->section_count; i++)
		if (&object->sections [i] != first && object->sections [i].placement != PLACEMENT_NONE)
			lay_out_section (layout, &object->sections [i]);
	layout->size [PLACEMENT_CODE] += 1;
	object->code_size = (uint32_t) layout->size [PLACEMENT_CODE];
	layout->size [PLACEMENT_CODE] = align (layout->size [PLACEMENT_CODE], STUB_SIZE) + object->stub_count * STUB_SIZE;
	layout->size [PLACEMENT_READ_ONLY] = align (layout->size [PLACEMENT_READ_ONLY], CELL_SIZE) +
		object->cell_count * CELL_SIZE;
	if (object->cell_count && layout->alignment [PLACEMENT_READ_ONLY] < CELL_SIZE)
		layout->alignment [PLACEMENT_READ_ONLY] = CELL_SIZE;
	for (i = 0; i < PLACEMENT_COUNT; i++)
		if (layout->size [i] > INT32_MAX / 2)
			return internal_error (compilation, 0, "the code of %s is too large", function);
	return 1;
}

/* Memory comes with an alignment of 8 at least; more is made by asking for more. */
static uint32_t
size_with_slack (const Layout *layout, SectionPlacement placement)
{
	uint64_t size = layout->size [placement];

	return (uint32_t) (size ? size + layout->alignment [placement] - 1 : 0);
}

static int
copy (Compilation *compilation, ObjectCode *object, const Layout *layout)
{
	uint8_t *places [PLACEMENT_COUNT] = { NULL };
	CodeMemory memory = { .size = sizeof memory };
	size_t i;

	if (!compilation->runtime->allocate_code (compilation->runtime, compilation->source.method,
			size_with_slack (layout, PLACEMENT_CODE), 0, size_with_slack (layout, PLACEMENT_READ_ONLY), &memory))
		return runtime_failed (compilation, 0);
	places [PLACEMENT_CODE] = (uint8_t *) align ((uintptr_t) memory.hot, layout->alignment [PLACEMENT_CODE]);
	places [PLACEMENT_READ_ONLY] = (uint8_t *) align ((uintptr_t) memory.read_only,
		layout->alignment [PLACEMENT_READ_ONLY]);
	/* What lies between functions is never run. */
	memset (places [PLACEMENT_CODE], TRAP, layout->size [PLACEMENT_CODE]);
	memset (places [PLACEMENT_READ_ONLY], 0, layout->size [PLACEMENT_READ_ONLY]);
	for (i = 1; i < object->section_count; i++) {
		ObjectSection *section = &object->sections [i];

		if (section->placement == PLACEMENT_NONE)
			continue;
		section->address = places [section->placement] + section->offset;
		memcpy (section->address, section->data->d_buf, section->size);
	}
	object->stubs = places [PLACEMENT_CODE] + layout->size [PLACEMENT_CODE] - object->stub_count * STUB_SIZE;
	object->cells = places [PLACEMENT_READ_ONLY] + layout->size [PLACEMENT_READ_ONLY] - object->cell_count * CELL_SIZE;
	return 1;
}

static void
find_call_sites (ObjectCode *object, Arena *tables, NativeCodeHandle *native_code)
{
	NativeCallSite *sites = arena_array (tables, NativeCallSite, object->call_site_count + 1);

	object->call_site_count = 0;
	for (size_t i = 1; i < object->section_count; i++)
		if (object->sections [i].placement == PLACEMENT_CODE)
			relocations_find_call_sites (object, &object->sections [i], sites);
	native_code->call_sites = sites;
	native_code->call_site_count = object->call_site_count;
}

int
object_place (Compilation *compilation, ObjectCode *object, const char *function, Symbols *symbols,
	NativeCodeHandle *native_code)
{
	Arena *tables = arena_create ();
	ObjectSection *first;
	Layout layout;

	*native_code = (NativeCodeHandle) {
		.size = sizeof *native_code,
		.clause_stride = sizeof (NativeClause),
		.handler_stride = sizeof (NativeHandler),
		.call_site_stride = sizeof (NativeCallSite),
		.compiler_data = tables,
	};
	find_marks (object, symbols);
	if (!refuse_variables (compilation, object) || !relocations_prepare (compilation, object, symbols) ||
		!lay_out (compilation, object, function, &layout) || !unwind_read (compilation, object, tables, native_code) ||
		!exception_table_read (compilation, object, tables, native_code) ||
		!lines_read (compilation, object, tables, native_code) || !copy (compilation, object, &layout) ||
		!relocations_apply (compilation, object) || !find_function (compilation, object, function, &first)) {
		native_release (native_code);
		return 0;
	}
	find_call_sites (object, tables, native_code);
	native_code->code = first->address;
	native_code->code_size = object->code_size;
	return 1;
}

void
native_release (NativeCodeHandle *native_code)
{
	if (native_code->compiler_data)
		arena_destroy (native_code->compiler_data);
	*native_code = (NativeCodeHandle) { .size = sizeof *native_code };
}
