#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The static archive and the debug file are of one build: when they are not, the build stops and names a function in which
# they differ. Copies of the archive are changed here.
: "${top_builddir:=.}" "${top_srcdir:=..}" "${CC:=cc}" "${NM:=nm}" "${READELF:=readelf}"
check=$top_builddir/runtime-glue/check-archive
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
fail () {
	echo "FAILED: $*"
	failed=1
}

refuse () { # SENTENCE
	"$check" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" "$work/archive.a" >"$work/said" 2>&1 && fail "accepted: $1"
	grep -qF "archive.a is of another build than $MONO_LIBRARY: $1; install libmonosgen-2.0-dev" "$work/said" ||
		fail "instead of '$1' it says: $(cat "$work/said")"
}

# An archive with one object file, in which the function $1 is compiled from the text $2
compile () {
	echo "$2" >"$work/other.c"
	rm -f "$work/archive.a"
	$CC -O2 -fPIC -c -o "$work/other.o" "$work/other.c" && ar rc "$work/archive.a" "$work/other.o" || exit 99
}

"$check" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" "$MONO_ARCHIVE" || fail "the archive is refused as it is"

# One byte of one function: of the instruction at its start, to which the linker does nothing
member=libmonoutils_la-mono-mmap.o
(cd "$work" && ar x "$MONO_ARCHIVE" "$member") || exit 99
read -r address size _ <<END
$("$NM" -S "$work/$member" | awk '$4 == "mono_mmap_open_file" || $4 == "mono_valloc" { print $1, $2, $4; exit }')
END
text=$("$READELF" -SW "$work/$member" | sed -n 's/^ *\[ *[0-9]*\] \.text  *PROGBITS  *[0-9a-f]*  *\([0-9a-f]*\) .*/\1/p')
test -n "$size" -a -n "$text" || exit 99
printf '\314' | dd of="$work/$member" bs=1 seek=$((0x$text + 0x$address)) conv=notrunc 2>/dev/null
ar rc "$work/archive.a" "$work/$member"
refuse "mono_valloc ($member): in the library it has other code"

compile mono_pagesize 'int mono_pagesize (void) { static volatile int a, b, c; return a + b * c; }'
refuse 'mono_pagesize (other.o): in the library it has another size'
compile mono_new_function 'int mono_new_function (void) { return 1; }'
refuse 'mono_new_function (other.o): the library has no such function'

# What has no functions says nothing, which is not enough.
compile nothing 'int nothing;'
"$check" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" "$work/archive.a" 2>&1 | grep -q 'has no functions' || fail "an empty archive passes"
"$check" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" "$work/other.c" 2>&1 | grep -q 'is no archive' || fail "a text passes"
"$check" /bin/sh "$MONO_DEBUG_FILE" "$MONO_ARCHIVE" 2>&1 | grep -q 'describes another build than /bin/sh' ||
	fail "another library passes"

exit $failed
