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
if [ "${loops:-0}" -lt 300 ] || [ $((${entered:-0} * 100)) -lt $((loops * least)) ]; then
	echo "FAILED: fewer than $least % of the loops, or than 300 loops"
	exit 1
fi
