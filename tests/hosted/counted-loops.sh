#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Loads that a loop may wait for stay in it (plugin/llvm/optimize/waiting-loops.h). Loops whose exits count are not of that
# kind: no load in them is volatile, and most have vectors. Reads the optimised IR of tests/hosted/Counted.cs.
: "${top_builddir:=.}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

# The IR of METHOD
ir () { # METHOD
	awk -v start="; optimised IR of $1 (" '
		/^; optimised IR of / { inside = index ($0, start) == 1 }
		inside' "$work/ir"
}

for level in 1 2 3; do
	"$top_builddir/bin/bigstep" compile --jobs=1 --compiler="bigstep,O=$level,dump=opt" \
		"$top_builddir/tests/hosted/Counted.dll" >"$work/out" 2>"$work/ir" || fail "exit status $?"
	for method in Sum SumOfField UpToField UpToStatic Scaled ScaledByField OfString Down Nested; do
		ir "Counted:$method" >"$work/method"
		grep -q '^define' "$work/method" || fail "O=$level, $method: no IR"
		# The poll words are volatile.
		volatile=$(grep 'load.* volatile ' "$work/method" | grep -vc 'poll word\|interruption word')
		test "$volatile" = 0 || fail "O=$level, $method: $volatile volatile loads"
		case $level:$method in
		1:*|*:UpToField|*:UpToStatic|*:Down) continue ;; # these never had any
		esac
		grep -q '<[0-9]* x i32>\|<[0-9]* x float>' "$work/method" || fail "O=$level, $method: no vectors"
	done
	ir Counted:Waits >"$work/method"
	grep 'load.* volatile ' "$work/method" | grep -vq 'poll word\|interruption word' ||
		fail "O=$level, Waits: no volatile load was seen"
done

exit $failed
