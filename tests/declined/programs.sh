#!/bin/sh
# SPDX-License-Identifier: MIT
#
# For each reason in plugin/decline.def that a program can provoke there is one here, named after it (NAME.cs, NAME.il, or
# NAME.sh, which prints IL). BigStep must decline its Declined:Method for exactly that reason, and the program print what
# it prints under stock mono, both with the options of mono that a line "// mono: OPTIONS" names. Under `strict` it must
# stop with status 3, naming method, offset and reason. When a reason goes, its program goes: to tests/conformance.
: "${top_srcdir:=.}" "${top_builddir:=.}" "${MONO:=mono}" "${MCS:=mcs}" "${ILASM:=ilasm}"
# What no program provokes: wrappers are counted apart, open generic methods are never run, and only hosts and tiers ask for
# entry functions.
unprovokable='wrapper wrapper-instruction open-generic entry-offset entry-stack entry-handler entry-address entry-arguments'
here=$top_srcdir/tests/declined
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

compile () { # NAME
	case $(ls "$here/$1".*) in
	*.cs) $MCS -nologo -optimize -out:"$work/$1.exe" "$here/$1.cs" ;;
	*.il) $ILASM -quiet -output:"$work/$1.exe" "$here/$1.il" ;;
	*.sh) sh "$here/$1.sh" >"$work/$1.il" && $ILASM -quiet -output:"$work/$1.exe" "$work/$1.il" ;;
	esac >"$work/compile" 2>&1 || { cat "$work/compile"; return 1; }
}

mono_options () { # NAME
	cat "$here/$1".* | sed -n 's/^\/\/ mono: //p'
}

# Runs the program under bigstep, which gets Declined only.
run () { # NAME OPTIONS
	"$top_builddir/bin/mono-bigstep" $(mono_options "$1") --compiler="bigstep,only=Declined:*,stats=$work/json$2" \
		"$work/$1.exe" >"$work/output" 2>"$work/errors"
}

check () { # REASON
	compile "$1" || { fail "$1 does not compile"; return; }
	$MONO $(mono_options "$1") "$work/$1.exe" >"$work/expected" || fail "$1: exit status $? under stock mono"
	test -s "$work/expected" || fail "$1 prints nothing"
	run "$1" || fail "$1: exit status $?: $(cat "$work/errors")"
	cmp "$work/expected" "$work/output" || fail "$1 prints something else"
	counts=$(tr -d ' \n' <"$work/json" | sed -n 's/.*"declined_by_reason":{\([^}]*\)}.*/\1/p')
	test "$counts" = "\"$1\":1" || fail "$1: declined by reason: ${counts:-nothing}"
	grep -q '"balanced": true' "$work/json" || fail "$1: the sums do not balance"

	run "$1" ",strict=other"
	test $? = 3 || fail "$1: not stopped by strict: $(cat "$work/errors")"
	grep -qE "bigstep declines Declined:Method \(.*\), IL offset 0x[0-9a-f]+: $1" "$work/errors" \
		|| fail "$1, strict: $(cat "$work/errors")"
	run "$1" ",strict=other+$1" || fail "$1: stopped, although strict allows it"
}

reasons=$(sed -n 's/^DECLINE ([A-Z_]*, *"\([a-z-]*\)".*/\1/p' "$top_srcdir/plugin/decline.def")
test -n "$reasons" || fail "no reasons in plugin/decline.def"
for reason in $reasons; do
	case " $unprovokable " in
	*" $reason "*) ;;
	*)
		if ls "$here/$reason".* >/dev/null 2>&1; then
			check "$reason"
		else
			fail "no program in tests/declined provokes '$reason'"
		fi ;;
	esac
done
for program in "$here"/*.cs "$here"/*.il "$here"/*-*.sh; do
	[ -e "$program" ] || continue
	name=$(basename "$program")
	echo "$reasons" | grep -qx "${name%.*}" || fail "$name provokes what is no reason any more"
done
exit $failed
