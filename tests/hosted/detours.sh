#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Who detours methods after their callers were compiled asks for inline=patchable, or for except=. The rest of what is known
# about detours is in tests/conformance/detours.cs.
: "${top_builddir:=.}" "${MONO:=mono}"
program=$top_builddir/tests/hosted/Detours.exe
failed=0

expect () { # WHAT EXPECTED SPEC
	said=$("$top_builddir/bin/mono-bigstep" --compiler="$3" "$program" 2>&1 | tail -n 1)
	test "$said" = "$2" || {
		echo "FAILED: $1: '$said' instead of '$2'"
		failed=1
	}
}

stock=$("$MONO" "$program" | tail -n 1)
expect "inline=patchable" "$stock" bigstep,inline=patchable
expect "inline=patchable, no other rule" "$stock" bigstep,like=none,inline=patchable,O=3
expect "inline=none" "9001 9002 9003" bigstep,inline=none
expect "except=" "9001 2 9003" bigstep,except=Targets:Mix+Targets:Small
# Without either, callers have methods in them, or the above says nothing.
expect "neither" "816 2 12" bigstep
exit $failed
