/* SPDX-License-Identifier: MIT
 *
 * A method as the text of its operations. */
#ifndef BIGSTEP_EXECUTION_TEXT_H
#define BIGSTEP_EXECUTION_TEXT_H

#include "assembler.h"

/* The dump of METHOD's operations, or "REASON at IL_0000: DETAIL" when it is not compiled. Lives as long as FAKE. */
const char *execution_text (FakeRuntime *fake, MethodInfo *method);

/* The same for a static method of the class Program, declared as "int (int, int)", with eight values on the stack. */
const char *program_text (FakeRuntime *fake, const char *signature, const char *locals, const char *il);

#endif
