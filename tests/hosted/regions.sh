#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A protected region costs nothing where nothing is thrown: between the method's first instruction and the first call in
# the region there is no other call, and nothing is written to memory but the registers that any method saves. Nor after
# it, in a region with catch handlers; on the way through a finally handler, one byte may be written, which lets aborts
# wait (plugin/llvm/emit/emit-exceptions.c).
#
# Reads the assembly of tests/hosted/Regions.cs up to the first return: the expected path comes first.
: "${top_builddir:=.}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

# The instructions of METHOD on its straight path, one a line: "call", "write", or "-" for all others
path () { # METHOD
	awk -v heading="; assembly of $1 (int,int)" '
		$0 == heading { inside = 1 }
		!inside || !/^\t[a-z]/ { next }
		/^\tretq/ { exit }
		/^\tpushq/ { print "-"; next }
		/^\tcall/ { print "call"; next }
		/^\t(cmp|test|j|lea)/ { print "-"; next }
		/\)$/ { print "write"; next }
		{ print "-" }' "$work/assembly"
}

expect () { # METHOD CALLS WRITES-AFTER-THE-FIRST-CALL
	path "$1" >"$work/path"
	before=$(sed '/^call/,$d' "$work/path" | grep -c write)
	all=$(grep -c write "$work/path")
	calls=$(grep -c call "$work/path")
	test "$before $((all - before)) $calls" = "0 $3 $2" ||
		fail "O=$level, $1: $before writes before the first call, $((all - before)) after it, $calls calls," \
			"instead of 0, $3 and $2"
}

for level in 1 2 3; do
	"$top_builddir/bin/bigstep" compile --jobs=1 --compiler="bigstep,O=$level,dump=asm" \
		"$top_builddir/tests/hosted/Regions.dll" >"$work/out" 2>"$work/assembly" || fail "exit status $?"
	expect Entered:Catch 1 0
	expect Entered:CatchLocal 2 0
	expect Entered:CatchMany 1 0
	expect Entered:Nested 1 0
	expect Entered:Finally 2 1
	expect Entered:FinallyInCatch 2 1
	# What reads the assembly does see a store and a call.
	path NotEntered:Stores >"$work/path"
	test "$(sed '/^call/,$d' "$work/path" | grep -c write)" -ge 1 || fail "O=$level: a store was not seen"
	path NotEntered:Calls >"$work/path"
	test "$(grep -c call "$work/path")" = 2 || fail "O=$level: a call was not seen"
done

exit $failed
