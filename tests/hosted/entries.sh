#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Loops of a library are entered in the middle: an entry function is compiled, and verified, for each place to which a branch
# leads back. No answer may be a fault, and nearly all loops can be entered.
set -u
export LC_ALL=C

: "${top_builddir:=build}"
assembly=/usr/lib/mono/4.5/System.Core.dll
least=95 # per cent

answers=$("$top_builddir/tests/hosted/enter-loops" bigstep,verify "$assembly") || {
	printf 'FAILED: an entry function is neither compiled nor declined\n%s\n' "$answers"
	exit 1
}
printf '%s\n' "$answers"
loops=$(sed -n 's/^ *\([0-9]*\) loops$/\1/p' <<<"$answers")
entered=$(sed -n 's/^ *\([0-9]*\) entered$/\1/p' <<<"$answers")
# What only the beginning of the method needs is not there: its polls in loops, and a filter's way to the frame.
execute=$top_builddir/tests/hosted/Execute.exe
loops_of () # METHOD
{
	"$top_builddir/bin/bigstep" dump "$execute" "$1" --stage=cfg 2>&1 |
		sed -n 's/^block.*(\(IL_[0-9a-f]*\) to .*: loop.*/\1/p'
}
whole=$("$top_builddir/bin/bigstep" dump "$execute" Entries:BehindTry --stage=ir 2>&1)
entry=$("$top_builddir/bin/bigstep" dump "$execute" Entries:BehindTry --stage=ir "--entry=$(loops_of Entries:BehindTry)" 2>&1)
for trace in bigstep.early.poll llvm.localescape; do
	[[ $whole == *"$trace"* && $entry == *'native code'* && $entry != *"$trace"* ]] || {
		echo "FAILED: $trace is in the entry function, or not in the method"
		exit 1
	}
done

# What is entered becomes vectors as the method does, whichever loop was at work.
vectors=0
for offset in $(loops_of Entries:Rounds); do
	"$top_builddir/bin/bigstep" dump "$execute" Entries:Rounds --stage=opt --entry="$offset" 2>&1 | grep -q 'mul <' || {
		echo "FAILED: no vectors in the entry at $offset"
		exit 1
	}
	vectors=$((vectors + 1))
done
[ "$vectors" -eq 2 ] || { echo "FAILED: $vectors loops in Entries:Rounds"; exit 1; }
if [ "${loops:-0}" -lt 300 ] || [ $((${entered:-0} * 100)) -lt $((loops * least)) ]; then
	echo "FAILED: fewer than $least % of the loops, or than 300 loops"
	exit 1
fi
