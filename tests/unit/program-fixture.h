/* SPDX-License-Identifier: MIT
 *
 * A fake runtime for each test, with a class Program. */
#ifndef BIGSTEP_PROGRAM_FIXTURE_H
#define BIGSTEP_PROGRAM_FIXTURE_H

#include "fake-runtime.h"

static FakeRuntime *fake;

static void
set_up (void)
{
	fake = fake_create ();
	fake_define_class (fake, "Program", "object", 0);
}

static void
tear_down (void)
{
	fake_destroy (fake);
}

#endif
