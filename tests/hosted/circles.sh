#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Tools below, users above: no object of a library uses another one that uses it, be it through others. What uses what is
# what the linker will see: symbols that one object defines for others, and that another one leaves undefined. Symbols of
# a single object (lower case in nm's output) are not among them, so that two functions may share a name; nor are weak ones,
# C++'s templates, of which each object that uses them has its own.
: "${top_builddir:=.}" "${NM:=nm}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

# Prints each circle among the objects that are listed by nm -A, one a line.
circles='
NF >= 3 {
	object = match ($1, /:[0-9a-f]+$/) ? substr ($1, 1, RSTART - 1) : substr ($1, 1, length ($1) - 1)
	sub (/.*[:\/]/, "", object)
	sub (/^lib[a-z]*_a-/, "", object)
	sub (/\.o$/, "", object)
	if (!(object in number)) {
		number [object] = ++count
		names [count] = object
	}
	if ($(NF - 1) == "U")
		uses [number [object], $NF]
	else if ($(NF - 1) ~ /^[ABCDGRST]$/)
		definer [$NF] = number [object]
}
END {
	for (key in uses) {
		split (key, part, SUBSEP)
		if (part [2] in definer && definer [part [2]] != part [1])
			reaches [part [1], definer [part [2]]]
	}
	for (middle = 1; middle <= count; ++middle)
		for (from = 1; from <= count; ++from)
			if ((from, middle) in reaches)
				for (to = 1; to <= count; ++to)
					if ((middle, to) in reaches)
						reaches [from, to]
	for (first = 1; first <= count; ++first) {
		if (!((first, first) in reaches) || first in told)
			continue
		circle = names [first]
		for (other = first + 1; other <= count; ++other)
			if ((first, other) in reaches && (other, first) in reaches) {
				circle = circle " " names [other]
				told [other]
			}
		print circle
	}
	if (count < 2)
		print "only " count + 0 " objects"
}'

check () { # NAME LIBRARY-OR-OBJECT...
	name=$1
	shift
	"$NM" -A "$@" 2>"$work/errors" | awk "$circles" >"$work/circles"
	test ! -s "$work/circles" -a ! -s "$work/errors" && return
	echo "FAILED: $name has objects that use each other, or that cannot be read:"
	cat "$work/circles" "$work/errors"
	failed=1
}

# What looks for circles does find one, and knows whose a function is that two objects have for themselves.
try () { # LINES-OF-NM EXPECTED
	test "$(printf '%b' "$1" | awk "$circles")" = "$2" || {
		echo "FAILED: of '$1' it says: $(printf '%b' "$1" | awk "$circles")"
		failed=1
	}
}
a='l.a:a.o:00 T a\nl.a:a.o: U b\n'
b='l.a:b.o:00 T b\nl.a:b.o: U c\n'
try "$a${b}l.a:c.o:00 T c\nl.a:c.o: U a\n" 'a b c'
try "$a${b}l.a:c.o:00 T c\nl.a:c.o:00 t a\n" ''
try "$a${b}l.a:c.o:00 T c\nl.a:c.o: U b\n" 'b c'
try 'a.o:00 T a\na.o: U b\na.o: U d\nb.o:00 T b\nb.o: U a\nc.o:00 T c\nc.o: U d\nd.o:00 D d\nd.o: U c\n' 'a b
c d'
try '' 'only 0 objects'

check runtime-glue "$top_builddir/runtime-glue/libglue.a"
check plugin "$top_builddir/plugin/libplugin.a" "$top_builddir"/plugin/entry-*.o "$top_builddir/plugin/libil.a"
check bigstep "$top_builddir"/tools/bin_bigstep-*.o "$top_builddir"/runtime-glue/bin_bigstep-*.o
check mono-bigstep "$top_builddir"/runtime-glue/bin_mono_bigstep-*.o

exit $failed
