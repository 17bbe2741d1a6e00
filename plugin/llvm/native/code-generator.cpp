/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface lacks what code-generator.h describes. */
#include "code-generator.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

static llvm::TargetMachine *
unwrap (LLVMTargetMachineRef machine)
{
	/* As LLVM's own C interface does (lib/Target/TargetMachineC.cpp) */
	return reinterpret_cast<llvm::TargetMachine *> (machine);
}

void
code_generator_align_loops (LLVMTargetMachineRef machine, unsigned alignment)
{
	unwrap (machine)->Options.LoopAlignment = alignment;
}

struct CodeGenerator {
	llvm::SmallVector<char, 0> bytes;
	llvm::raw_svector_ostream stream { bytes };
	llvm::legacy::PassManager passes;
};

CodeGenerator *
code_generator_create (LLVMTargetMachineRef machine)
{
	CodeGenerator *generator = new CodeGenerator;
	llvm::MCContext *context;

	/* The last argument: the verifier does not run. */
	if (unwrap (machine)->addPassesToEmitMC (generator->passes, context, generator->stream, true)) {
		delete generator;
		return NULL;
	}
	return generator;
}

void
code_generator_destroy (CodeGenerator *generator)
{
	delete generator;
}

const char *
code_generator_run (CodeGenerator *generator, LLVMModuleRef module, size_t *size)
{
	generator->bytes.clear ();
	generator->passes.run (*llvm::unwrap (module));
	*size = generator->bytes.size ();
	return generator->bytes.data ();
}
