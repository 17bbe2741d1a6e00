/* SPDX-License-Identifier: MIT
 *
 * Whether layout.h fits the runtime it is linked with, as far as the runtime can be asked. */
#ifndef GLUE_LAYOUT_CHECK_H
#define GLUE_LAYOUT_CHECK_H

#include "mono-hidden.h"

/* What does not fit; NULL when nothing was found. */
const char *layout_check (MonoDomain *domain);

#endif
