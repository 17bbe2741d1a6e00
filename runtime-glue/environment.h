/* SPDX-License-Identifier: MIT
 *
 * What MONO_ENV_OPTIONS says about compilers. Part of the driver and of the runtime library. */
#ifndef GLUE_ENVIRONMENT_H
#define GLUE_ENVIRONMENT_H

/* The value of the last --compiler= (or --compiler and a space) among OPTIONS, which are separated and quoted as
 * MONO_ENV_OPTIONS is; to be freed. NULL if there is none. If REST is not NULL, it gets OPTIONS without any, to be freed
 * too. */
char *environment_find_compiler (const char *options, char **rest);

#endif
