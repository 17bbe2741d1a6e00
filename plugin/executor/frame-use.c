/* SPDX-License-Identifier: MIT */
#include "frame-use.h"

#include "../il/reader.h"

FrameUse
executor_frame_use (const MethodSource *source)
{
	FrameUse use = { 0, 0 };
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, source->body.code, source->body.code_size);
	reader.knows_runtime_opcodes = (source->info.flags & METHOD_WRAPPER) != 0;
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION)
		switch (instruction.opcode) {
		case OPCODE_TAIL_:
		case OPCODE_JMP:
			use.jumps = 1;
			break;
		case OPCODE_LDLOCA:
		case OPCODE_LDARGA:
		case OPCODE_LOCALLOC:
			use.gives_addresses = 1;
			break;
		default:
			break;
		}
	return use;
}
