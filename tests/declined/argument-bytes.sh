#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints the program: a method with 4,200 arguments of eight bytes.
awk 'BEGIN {
	count = 4200
	print ".assembly extern mscorlib {}"
	print ".assembly many {}"
	print ".class public Declined extends [mscorlib]System.Object {"
	printf "	.method public static int64 Method ("
	for (i = 0; i < count; ++i)
		printf "%sint64 a%d", i ? ", " : "", i
	print ") cil managed noinlining {"
	print "		ldarg " count - 1 "\n		ret\n	}\n}"
	print ".class public Program extends [mscorlib]System.Object {"
	print "	.method public static void Main () cil managed {"
	print "		.entrypoint\n		.maxstack " count
	for (i = 0; i < count; ++i)
		print "		ldc.i8 " i
	printf "		call int64 Declined::Method ("
	for (i = 0; i < count; ++i)
		printf "%sint64", i ? ", " : ""
	print ")"
	print "		call void [mscorlib]System.Console::WriteLine (int64)"
	print "		ret\n	}\n}"
}'
