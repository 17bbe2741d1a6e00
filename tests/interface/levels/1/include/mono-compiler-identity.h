/* SPDX-License-Identifier: MIT
 *
 * Written by "make interface" from the declarations of the other headers (interface.lock). */
#ifndef MONO_COMPILER_IDENTITY_H
#define MONO_COMPILER_IDENTITY_H

/* Raised by one whenever something is appended: older plug-ins go on working. */
#define MONO_COMPILER_INTERFACE_LEVEL 1

/* A hash of what all plug-ins rely on. It becomes another one when anything but an addition happens to it, and
 * plug-ins with another identifier are refused. */
#define MONO_COMPILER_INTERFACE_IDENTIFIER \
	{ 0x3c, 0x13, 0xef, 0x78, 0x9a, 0xc6, 0xe5, 0xd7, 0x29, 0x3f, 0xe3, 0x90, 0x2d, 0xb6, 0xa1, 0x1d }

#endif
