#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the glue leans on in Mono's functions, beyond what layout.def and hidden.def say. Each function that a comment of
# runtime-glue names as FILE.c:function is in the table `leanings`, with what fails when it does otherwise. And what no suite
# can call is looked at here.
: "${top_builddir:=.}" "${top_srcdir:=..}" "${NM:=nm}" "${READELF:=readelf}"
LC_ALL=C
export LC_ALL
glue=$top_srcdir/runtime-glue
table=$top_srcdir/tests/hosted/leanings
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
fail () {
	echo "FAILED: $*"
	failed=1
}

# ---- The table is complete, and its tests are there --------------------------------------------------------------

for file in "$glue"/*.[ch] "$glue"/runtime-information/*.[ch] "$glue"/tiers/*.[ch]; do
	# A name may stand in the next line of the comment.
	tr '\n' ' ' <"$file" | sed 's/ [ 	]*\* / /g; s/[ 	][ 	]*/ /g' |
		grep -oE '[a-z]+[-/a-z0-9]*\.[ch]: ?(mono_|mini_|[a-z_]+_[a-z_]+|[A-Z_]+\b)[a-zA-Z_0-9]*' | sed 's/: /:/' |
		sed "s|^|${file#"$glue"/}	|"
done | sort -u >"$work/named"
grep -v '^#' "$table" | cut -f 1,2 | sort >"$work/listed"
diff "$work/named" "$work/listed" >"$work/difference" ||
	fail "functions that comments name (<) and tests/hosted/leanings (>): $(grep '^[<>]' "$work/difference")"

grep -v '^#' "$table" | awk -F '\t' 'NF != 4 || $4 == ""' >"$work/without"
test -s "$work/without" && fail "rows without a test: $(cat "$work/without")"
grep -v '^#' "$table" | cut -f 4 | tr ' ' '\n' | sort -u | while read -r shown; do
	case $shown in
	*:*) grep -qF "START_TEST (${shown#*:})" "$top_srcdir/${shown%%:*}.c" || echo "$shown" ;;
	*) test -f "$top_srcdir/$shown" || echo "$shown" ;;
	esac
done >"$work/missing"
test -s "$work/missing" && fail "tests that the table names, and that are not there: $(cat "$work/missing")"
test "$(wc -l <"$work/listed")" -ge 50 || fail "only $(wc -l <"$work/listed") rows"

# ---- mini/mini-exceptions.c:mono_handle_exception_internal: exceptions.c fills the stack that it will have -----------

# The largest frame of FUNCTION, in bytes: the library's call frame information, interpreted.
frame_of () {
	address=$("$NM" "$MONO_DEBUG_FILE" | awk -v name="$1" '$3 == name || index($3, name ".") == 1 { print $1; exit }')
	test -n "$address" || return
	awk -v start="pc=$address.." 'index($0, start) { found = 1; next } found && !NF { exit }
		found && $2 ~ /^rsp\+[0-9]+$/ { sub(/rsp\+/, "", $2); if ($2 + 0 > most) most = $2 + 0 }
		END { print most + 0 }' "$work/frames"
}
"$READELF" -wF "$MONO_LIBRARY" >"$work/frames" 2>/dev/null
words=$(sed -n 's/^enum { STACK_WORDS = \([0-9]*\) };.*/\1/p' "$glue/exceptions.c")
outer=$(frame_of mono_resume_unwind)
inner=$(frame_of mono_handle_exception_internal)
if [ "${outer:-0}" -eq 0 ] || [ "${inner:-0}" -eq 0 ] || [ -z "$words" ]; then
	fail "mini/mini-exceptions.c: no frames of mono_resume_unwind ($outer) and mono_handle_exception_internal ($inner), or no \
STACK_WORDS ($words)"
elif [ $((outer + inner)) -gt $((words * 8)) ]; then
	fail "mini/mini-exceptions.c:mono_handle_exception_internal and mono_resume_unwind have frames of $inner and $outer bytes: \
STACK_WORDS of runtime-glue/exceptions.c must be $(((outer + inner + 7) / 8)) at least"
fi
echo "$(wc -l <"$work/listed") functions; frames of $outer and $inner bytes of $((words * 8))"

exit $failed
