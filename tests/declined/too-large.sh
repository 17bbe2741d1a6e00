#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints the program: a method of 250,000 bytes of IL.
awk 'BEGIN {
	print ".assembly extern mscorlib {}"
	print ".assembly large {}"
	print ".class public Declined extends [mscorlib]System.Object {"
	print "	.method public static int32 Method (int32 a) cil managed noinlining {"
	for (i = 0; i < 50000; ++i)
		print "		ldarg.0\n		ldc.i4.1\n		add\n		starg.s a"
	print "		ldarg.0\n		ret\n	}\n}"
	print ".class public Program extends [mscorlib]System.Object {"
	print "	.method public static void Main () cil managed {"
	print "		.entrypoint\n		ldc.i4.s 42"
	print "		call int32 Declined::Method (int32)"
	print "		call void [mscorlib]System.Console::WriteLine (int32)"
	print "		ret\n	}\n}"
}'
