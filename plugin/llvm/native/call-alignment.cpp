/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface has nothing of its assembler. LLVM's own option to keep calls from crossing boundaries
 * (-x86-align-branch) settles their places one after the other, each time for the whole function: 5,000 calls took five
 * times as long. An alignment is settled at once. */
#include "call-alignment.h"
#include "../symbols.h"

#include <llvm/MC/MCAsmBackend.h>
#include <llvm/MC/MCCodeEmitter.h>
#include <llvm/MC/MCELFStreamer.h>
#include <llvm/MC/MCExpr.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCObjectWriter.h>
#include <llvm/MC/MCSymbol.h>
#include <llvm/MC/TargetRegistry.h>

namespace {

/* call rel32 */
const unsigned call_size = 5;

/* Callees are named by nothing but calls, and jumps, which are as long. */
bool
names_callee (const llvm::MCInst &instruction)
{
	if (instruction.getNumOperands () != 1 || !instruction.getOperand (0).isExpr ())
		return false;
	const auto *reference = llvm::dyn_cast<llvm::MCSymbolRefExpr> (instruction.getOperand (0).getExpr ());
	return reference && reference->getSymbol ().getName ().starts_with (SYMBOL_CALLEE " ");
}

class Streamer : public llvm::MCELFStreamer {
public:
	using llvm::MCELFStreamer::MCELFStreamer;

	void
	emitInstruction (const llvm::MCInst &instruction, const llvm::MCSubtargetInfo &subtarget) override
	{
		/* Filled up by at most as much: only where the call would cross the boundary. */
		if (names_callee (instruction))
			emitCodeAlignment (llvm::Align (8), &subtarget, call_size - 1);
		llvm::MCELFStreamer::emitInstruction (instruction, subtarget);
	}
};

llvm::MCStreamer *
create_streamer (const llvm::Triple &, llvm::MCContext &context, std::unique_ptr<llvm::MCAsmBackend> &&backend,
	std::unique_ptr<llvm::MCObjectWriter> &&writer, std::unique_ptr<llvm::MCCodeEmitter> &&emitter)
{
	return new Streamer (context, std::move (backend), std::move (writer), std::move (emitter));
}

} // namespace

LLVMTargetRef
call_alignment_target (LLVMTargetRef target)
{
	/* As LLVM's own C interface does (lib/Target/TargetMachineC.cpp). A copy: others in the process use LLVM's. */
	static const llvm::Target *const aligning = [target] {
		auto *copy = new llvm::Target (*reinterpret_cast<const llvm::Target *> (target));
		llvm::TargetRegistry::RegisterELFStreamer (*copy, create_streamer);
		return copy;
	}();
	return reinterpret_cast<LLVMTargetRef> (const_cast<llvm::Target *> (aligning));
}
