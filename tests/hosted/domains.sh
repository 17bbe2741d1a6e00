#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A method that is precompiled for the first AppDomain is left to mini in the others; the program's own methods are not.
: "${top_builddir:=.}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

count () { # NAME
	sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" "$work/statistics"
}

"$top_builddir/bin/mono-bigstep" --compiler="bigstep,strict,list=$work/list,stats=$work/statistics" \
	"$top_builddir/tests/hosted/Domains.exe" >"$work/output" || fail "exit status $?"
test "$(cat "$work/output")" = "another: 1, 2, 3" || fail "prints $(cat "$work/output")"
test "$(count methods_excluded)" -gt 100 || fail "only $(count methods_excluded) methods are left to mini"
grep -q '^Domains:Callback ()$' "$work/list" || fail "the program's own method is not compiled"
! grep -q '^System.AppDomain:' "$work/list" || fail "asked for $(grep -m 1 '^System.AppDomain:' "$work/list")"

# What a pattern takes from the images it takes in all domains.
"$top_builddir/bin/mono-bigstep" --compiler="bigstep,strict,list=$work/all,aot=except:System.AppDomain:*" \
	"$top_builddir/tests/hosted/Domains.exe" >"$work/output" || fail "aot=: exit status $?"
grep -q '^System.AppDomain:' "$work/all" || fail "aot= passes by nothing"

exit $failed
