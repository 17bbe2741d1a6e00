/* SPDX-License-Identifier: MIT
 *
 * Null checks that code generation may fold into the access they protect. */
#ifndef BIGSTEP_IMPLICIT_CHECKS_H
#define BIGSTEP_IMPLICIT_CHECKS_H

#include <llvm-c/Types.h>

/* Makes null checks explicit where LLVM 19 cannot fold them. */
void implicit_checks_restrict (LLVMModuleRef module);

/* Makes all of them explicit. */
void implicit_checks_forbid (LLVMModuleRef module);

#endif
