#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The walls: what the runtime library exports and needs, and what neither side of the seam may know.
: "${top_builddir:=.}" "${top_srcdir:=.}" "${NM:=nm}" "${READELF:=readelf}"
: "${MONO_LIBRARY:=/usr/lib/libmonosgen-2.0.so.1}"
runtime=$top_builddir/lib/bigstep/libmonosgen-2.0.so.1
plugin=$top_builddir/lib/bigstep/compilers/libmono-compiler-bigstep.so
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

fail () {
	echo "FAILED: $*"
	failed=1
}

exports () {
	"$NM" -D --defined-only "$1" | awk '{ print $3 }' | sort
}

needed () {
	"$READELF" -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# Drop-in: every symbol of the distribution's library, and nothing besides but the functions that the lock of the interface has.
exports "$MONO_LIBRARY" > "$work/stock"
exports "$runtime" > "$work/ours"
test -s "$work/stock" || fail "no exports in $MONO_LIBRARY"
comm -23 "$work/stock" "$work/ours" > "$work/lost"
comm -13 "$work/stock" "$work/ours" > "$work/added"
test -s "$work/lost" && fail "not exported any more: $(cat "$work/lost")"
awk -F '[\t ]' '$2 == "function" { print $3 }' "$top_srcdir/include/interface.lock" | sort |
	cmp -s - "$work/added" || fail "added exports: $(cat "$work/added")"


"$READELF" -d "$runtime" | grep -q 'SONAME.*\[libmonosgen-2.0.so.1\]' || fail "the runtime library has another soname"

# What it uses besides is its own: a host may have a json-c of another version, or with other symbols.
needed "$runtime" | grep -i json && fail "the runtime library needs json-c"
"$NM" -D "$runtime" | grep -iE ' (json|lh|printbuf|array_list)_' && fail "the runtime library has symbols of json-c"

# The runtime knows no LLVM, the plug-in no Mono.
needed "$runtime" | grep -i llvm && fail "the runtime library needs LLVM"
"$NM" -D "$runtime" | grep -q ' LLVM' && fail "the runtime library has symbols of LLVM"
needed "$plugin" | grep -i mono && fail "the plug-in needs Mono"
"$NM" -D --undefined-only "$plugin" | grep -E ' (mono|mini|monoeg)_' && fail "the plug-in has undefined symbols of Mono"
test -s "$top_builddir/plugin/libplugin.a" || fail "no plugin/libplugin.a"
"$NM" "$top_builddir/plugin/libplugin.a" | awk '{ print $NF }' | grep -E '^(mono|mini|monoeg)_' \
	| grep -vx mono_compiler_plugin && fail "the plug-in has symbols named as Mono's"
exports "$plugin" | grep -qx mono_compiler_plugin || fail "the plug-in does not export its entry symbol"
exports "$plugin" | grep -vxE 'mono_compiler_plugin|__bss_start|_edata|_end' \
	&& fail "the plug-in exports more than its entry symbol"
grep -rnE '#[[:space:]]*include.*(mono/|mono-hidden|eglib)' "$top_srcdir/plugin" \
	&& fail "the plug-in includes Mono's headers"
grep -rniE '#[[:space:]]*include.*llvm' "$top_srcdir/runtime-glue" && fail "the glue includes LLVM's headers"

# Offsets come from layout.h: no number is added to an address that was cast to bytes.
grep -rnE --include='*.[ch]' --exclude=generate-layout.c \
	'\((const )?(char|uint8_t|guint8|unsigned char) ?\*\) ?[A-Za-z_>.-]+ ?\+ ?(0x)?[0-9]' "$top_srcdir/runtime-glue" \
	&& fail "a literal offset in runtime-glue"

# The header is the product: a comment stands before each function, in tables and outside.
awk '
/^[ \t]*\/\*/ { in_comment = 1 }
in_comment { if (/\*\//) { in_comment = 0; is_documented = 1 } next }
/\(\*[a-z_]+\) \(/ || /^[A-Za-z].*mono_compiler_[a-z_]+ \(/ {
	++functions
	if (!is_documented) print "undocumented: " $0
}
{ is_documented = 0 }
END { print functions + 0 " functions" }' "$top_srcdir"/include/mono-compiler*.h > "$work/functions"
grep undocumented "$work/functions" && fail "functions of the public headers without a comment"
# Those of ICompiler, of IRuntimeInformation, create and the exported ones
test "$(sed -n 's/ functions$//p' "$work/functions")" -ge 50 || fail "the public headers have only $(tail -n 1 "$work/functions")"

exit $failed
