/* SPDX-License-Identifier: MIT
 *
 * Object code: made by LLVM as an ELF file in memory, laid out, and placed into the runtime's memory. */
#include "object.h"
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A one-byte instruction that traps (INT3). */
#define TRAP 0xcc

/* Sections that are allocated in an ordinary ELF file but not here. */
static const char *const special_sections [] = {
	".eh_frame",         /* unwind.c reads it */
	".gcc_except_table", /* exception-table.c reads it */
	".llvm_faultmaps",   /* lines.c reads it */
	".llvm_stackmaps",   /* guards.c reads it */
};

static int
report (char *error, size_t error_size, const char *format, const char *name, const char *detail)
{
	snprintf (error, error_size, format, name, detail);
	return 0;
}

static int
classify_section (ObjectSection *section, const GElf_Shdr *header, char *error, size_t error_size)
{
	size_t i;

	if (!(header->sh_flags & SHF_ALLOC) || header->sh_size == 0)
		return 1;
	section->is_loaded = 1;
	for (i = 0; i < sizeof special_sections / sizeof *special_sections; i++)
		if (strcmp (section->name, special_sections [i]) == 0)
			return 1;
	if (header->sh_type != SHT_PROGBITS)
		return report (error, error_size, "section %s: %s", section->name, "unexpected type of contents");
	if (header->sh_flags & SHF_EXECINSTR)
		section->placement = PLACEMENT_CODE;
	else if (!(header->sh_flags & SHF_WRITE) || strncmp (section->name, ".data.rel.ro", strlen (".data.rel.ro")) == 0)
		section->placement = PLACEMENT_READ_ONLY;
	else
		section->has_variables = 1;
	return 1;
}

static int
refuse_variables (const ObjectCode *object, char *error, size_t error_size)
{
	size_t i;

	for (i = 1; i < object->section_count; i++)
		if (object->sections [i].has_variables && !exception_table_has_cells (object, &object->sections [i]))
			return report (error, error_size, "section %s: %s", object->sections [i].name,
				"variables inside a method's code");
	return 1;
}

static int
read_symbols (ObjectCode *object, const ObjectSection *table, size_t names, char *error, size_t error_size)
{
	size_t i;

	object->symbol_count = table->size / gelf_fsize (object->elf, ELF_T_SYM, 1, EV_CURRENT);
	object->symbols = arena_array (object->arena, ObjectSymbol, object->symbol_count);
	for (i = 1; i < object->symbol_count; i++) {
		ObjectSymbol *symbol = &object->symbols [i];
		GElf_Sym entry;

		gelf_getsym (table->data, (int) i, &entry);
		symbol->name = elf_strptr (object->elf, names, entry.st_name);
		symbol->value = entry.st_value;
		if (entry.st_shndx != SHN_UNDEF && entry.st_shndx < object->section_count)
			symbol->section = &object->sections [entry.st_shndx];
		else if (entry.st_shndx != SHN_UNDEF && GELF_ST_TYPE (entry.st_info) != STT_FILE)
			return report (error, error_size, "symbol %s: %s", symbol->name, "in a section of an unexpected kind");
	}
	return 1;
}

static int
read_elf (ObjectCode *object, char *error, size_t error_size)
{
	size_t names, i, symbol_table = 0, symbol_names = 0;

	elf_version (EV_CURRENT);
	object->elf = elf_memory ((char *) LLVMGetBufferStart (object->image), LLVMGetBufferSize (object->image));
	if (!object->elf || elf_getshdrnum (object->elf, &object->section_count) != 0 ||
		elf_getshdrstrndx (object->elf, &names) != 0)
		return report (error, error_size, "LLVM's object code %s: %s", "is not ELF", elf_errmsg (-1));
	object->sections = arena_array (object->arena, ObjectSection, object->section_count);
	for (i = 1; i < object->section_count; i++) {
		ObjectSection *section = &object->sections [i];
		Elf_Scn *handle = elf_getscn (object->elf, i);
		GElf_Shdr header;

		gelf_getshdr (handle, &header);
		section->name = elf_strptr (object->elf, names, header.sh_name);
		section->data = elf_getdata (handle, NULL);
		section->size = header.sh_size;
		section->alignment = header.sh_addralign ? header.sh_addralign : 1;
		if (header.sh_type == SHT_RELA)
			object->sections [header.sh_info].relocations = section;
		if (header.sh_type == SHT_SYMTAB) {
			symbol_table = i;
			symbol_names = header.sh_link;
		}
		if (!classify_section (section, &header, error, error_size))
			return 0;
	}
	return read_symbols (object, &object->sections [symbol_table], symbol_names, error, error_size) &&
		refuse_variables (object, error, error_size);
}

ObjectCode *
object_emit (LLVMModuleRef module, LLVMTargetMachineRef machine, char *error, size_t error_size)
{
	ExtrasEmitter *emitter = target_get_emitter (machine);
	TargetStage stage;
	ObjectCode *object;
	Arena *arena;
	const char *bytes;
	size_t size;

	if (!emitter) {
		snprintf (error, error_size, "LLVM writes no object code for this target");
		return NULL;
	}
	target_begin_stage (&stage, "code generation", module, error, error_size);
	bytes = extras_emit (emitter, module, &size);
	if (!target_end_stage (&stage)) {
		target_discard_emitter (machine);
		return NULL;
	}
	arena = arena_create ();
	object = arena_new (arena, ObjectCode);
	object->arena = arena;
	object->image = LLVMCreateMemoryBufferWithMemoryRangeCopy (bytes, size, "object code");
	if (!read_elf (object, error, error_size)) {
		object_release (object);
		return NULL;
	}
	return object;
}

void
object_release (ObjectCode *object)
{
	if (object->elf)
		elf_end (object->elf);
	if (object->image)
		LLVMDisposeMemoryBuffer (object->image);
	arena_destroy (object->arena);
}

/* Code generation changes the module, so a copy is printed. */
char *
object_print_assembly (LLVMModuleRef module, LLVMTargetMachineRef machine)
{
	LLVMModuleRef copy = LLVMCloneModule (module);
	LLVMMemoryBufferRef text = NULL;
	char *message = NULL, *result;

	if (LLVMTargetMachineEmitToMemoryBuffer (machine, copy, LLVMAssemblyFile, &message, &text))
		result = LLVMCreateMessage (message);
	else {
		/* The buffer is not terminated. */
		char *terminated = strndup (LLVMGetBufferStart (text), LLVMGetBufferSize (text));

		result = LLVMCreateMessage (terminated ? terminated : "");
		free (terminated);
		LLVMDisposeMemoryBuffer (text);
	}
	LLVMDisposeMessage (message);
	LLVMDisposeModule (copy);
	return result;
}

ObjectSection *
object_find_section (const ObjectCode *object, const char *name)
{
	size_t i;

	for (i = 1; i < object->section_count; i++)
		if (strcmp (object->sections [i].name, name) == 0)
			return &object->sections [i];
	return NULL;
}

int
object_get_code_offset (const ObjectSymbol *symbol, int64_t addend, uint32_t *offset)
{
	if (!symbol->section || symbol->section->placement != PLACEMENT_CODE)
		return 0;
	*offset = (uint32_t) (symbol->section->offset + symbol->value + (uint64_t) addend);
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
	CodeMemory memory = { NULL, NULL, NULL };
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

int
object_place (Compilation *compilation, ObjectCode *object, const char *function, Symbols *symbols,
	NativeCodeHandle *native_code)
{
	Arena *tables = arena_create ();
	ObjectSection *first;
	Layout layout;

	*native_code = (NativeCodeHandle) { .compiler_data = tables };
	if (!relocations_prepare (compilation, object, symbols) || !lay_out (compilation, object, function, &layout) ||
		!unwind_read (compilation, object, tables, native_code) ||
		!exception_table_read (compilation, object, tables, native_code) ||
		!lines_read (compilation, object, tables, native_code) || !copy (compilation, object, &layout) ||
		!relocations_apply (compilation, object) || !find_function (compilation, object, function, &first)) {
		native_release (native_code);
		return 0;
	}
	native_code->code = first->address;
	native_code->code_size = object->code_size;
	return 1;
}

void
native_release (NativeCodeHandle *native_code)
{
	if (native_code->compiler_data)
		arena_destroy (native_code->compiler_data);
	/* Whoever installed the code goes on calling it through this handle. */
	*native_code = (NativeCodeHandle) {
		.code = native_code->code, .code_size = native_code->code_size, .installation = native_code->installation
	};
}
