/* SPDX-License-Identifier: MIT
 *
 * Written by "make interface" from the declarations of the other headers (interface.lock). */
#ifndef MONO_COMPILER_IDENTITY_H
#define MONO_COMPILER_IDENTITY_H

/* Raised by one whenever something is appended: older plug-ins go on working. */
#define MONO_COMPILER_INTERFACE_LEVEL 10

/* A hash of what all plug-ins rely on. It becomes another one when anything but an addition happens to it, and
 * plug-ins with another identifier are refused. */
#define MONO_COMPILER_INTERFACE_IDENTIFIER \
	{ 0x35, 0xfa, 0xb7, 0xc9, 0x50, 0xcd, 0xab, 0xd7, 0x57, 0xfc, 0x8b, 0x4f, 0xf0, 0x1b, 0xb3, 0xb0 }

#endif
