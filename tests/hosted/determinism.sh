#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What BigStep makes of a method does not depend on the process: dumps of whole assemblies, and of a program that runs,
# are the same in two processes, whose addresses differ.
: "${top_builddir:=.}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

# Runs the command twice; what it dumps must be of at least as many methods as MINIMUM, and the same.
twice () { # NAME MINIMUM COMMAND...
	name=$1 minimum=$2
	shift 2
	"$@" >"$work/out" 2>"$work/first" || fail "$name: exit status $?"
	# A larger environment moves the stack, too.
	BIGGER=$(head -c 9000 "$0" | tr -d '\0') "$@" >"$work/out" 2>"$work/second" || fail "$name: exit status $?"
	methods=$(grep -c '^; IR of ' "$work/first")
	test "$methods" -ge "$minimum" || fail "$name: only $methods methods: $(head -n 5 "$work/first")"
	cmp -s "$work/first" "$work/second" || {
		fail "$name: the dumps of two processes differ:"
		diff "$work/first" "$work/second" | head -n 10
	}
}

hosted=$top_builddir/tests/hosted
all=dump=il+cfg+ops+ir+opt+asm
for options in "$all" "O=0,$all" "O=3,$all"; do
	twice "assemblies, $options" 150 "$top_builddir/bin/bigstep" compile --jobs=1 --compiler="bigstep,$options" \
		"$hosted/Numbers.dll" "$hosted/Subject.dll" "$hosted/Execute.exe"
done
twice "a program" 20 "$top_builddir/bin/mono-bigstep" --compiler="bigstep,$all" "$hosted/Execute.exe"

exit $failed
