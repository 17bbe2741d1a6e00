#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host that was built against the distribution's library says the same with ours in its place, whoever compiles.
: "${top_builddir:=.}"
folder=$top_builddir/tests/hosted
expected=$("$folder/drop-in" "$folder/Selection.exe" hello target lazy) || exit 1
test "$expected" = "hello
41
48
chained" || { echo "on the distribution's library: $expected"; exit 1; }

for compiler in '' mini bigstep; do
	output=$(LD_LIBRARY_PATH=$top_builddir/lib/bigstep MONO_COMPILER=$compiler \
		"$folder/drop-in" "$folder/Selection.exe" hello target lazy)
	status=$?
	test $status = 0 -a "$output" = "$expected" || { echo "compiler '$compiler', status $status: $output"; exit 1; }
done
LD_LIBRARY_PATH=$top_builddir/lib/bigstep ldd "$folder/drop-in" \
	| grep -q "$top_builddir/lib/bigstep/libmonosgen-2.0.so.1" \
	|| { echo "drop-in did not run on our library"; exit 1; }
