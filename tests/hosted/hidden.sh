#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A row of hidden.def or layout.def that is not what the runtime has stops the build, and is named with what differs. Here
# copies of both are changed in many ways at once; each change must be reported, and nothing else.
: "${top_builddir:=.}" "${top_srcdir:=..}" "${CC:=cc}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
fail () {
	echo "FAILED: $*"
	failed=1
}

glue=$top_srcdir/runtime-glue
for file in generate-layout.c check-hidden.c debug-file.c debug-file.h mono-hidden.h hidden.def layout.def; do
	cp "$glue/$file" "$work" || exit 99
done

# shellcheck disable=SC2086 # lists of options
build () { # PROGRAM
	$CC -std=gnu11 -D_GNU_SOURCE -g -I"$top_builddir/runtime-glue" -I"$top_srcdir/include" $MONO_CFLAGS $DWARF_CFLAGS \
		-o "$work/$1" "$work/$1.c" "$work/debug-file.c" $DWARF_LIBS || exit 1
}

size_of () { # TYPE
	sed -n "s/^#define SIZE_$1 //p" "$top_builddir/runtime-glue/layout.h"
}

# Makes the changes, lines SED-COMMAND|SENTENCE, in FILE, builds PROGRAM with it, and looks for the sentences.
refuse () { # FILE PROGRAM CHANGES
	printf '%s\n' "$3" | sed 's/|.*//' >"$work/commands"
	printf '%s\n' "$3" | sed "s/^[^|]*|/$2: /; s/ICALLS/$(size_of MonoJitICallInfos)/; s/DEFAULTS/$(size_of MonoDefaults)/;
		s|LIBRARY|$MONO_LIBRARY|" | LC_ALL=C sort >"$work/expected"
	sed -i -f "$work/commands" "$work/$1" || exit 99
	build "$2"
	"$work/$2" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" >"$work/output" 2>"$work/all" && fail "$2 accepts a changed $1"
	test -s "$work/output" && fail "$2 writes something for a changed $1"
	grep -v 'differences between' "$work/all" | LC_ALL=C sort >"$work/said"
	diff "$work/expected" "$work/said" || fail "changes of $1 (<) and what $2 says (>)"
}

# As they are, they pass, and each wrapped row becomes an option.
build check-hidden
"$work/check-hidden" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" >"$work/options" || fail "hidden.def is refused as it is"
sed -n 's/^WRAP (\([A-Za-z_]*\),.*/-Wl,--wrap=\1/p' "$glue/hidden.def" | diff - "$work/options" ||
	fail "WRAP rows (<) and options for the linker (>)"
test -s "$work/options" || fail "nothing is wrapped"

# The debug file of another library
"$work/check-hidden" /bin/sh "$MONO_DEBUG_FILE" 2>&1 >/dev/null | grep -q "describes another build than /bin/sh" ||
	fail "the debug file of another library is accepted"

# Without debug information of its own it knows nothing of the rows, and must say so.
cp "$work/check-hidden" "$work/stripped" && strip "$work/stripped"
"$work/stripped" "$MONO_LIBRARY" "$MONO_DEBUG_FILE" 2>&1 >/dev/null | grep -q 'no debug information of its own' ||
	fail "a checker without debug information passes"

# A function of which only its uses are left, in a library whose debug information is in itself
echo 'inline int mono_pagesize (void) { return 4096; } int use (void) { return mono_pagesize (); }' >"$work/inlined.c"
$CC -O2 -g -fPIC -shared -Wl,--build-id -o "$work/inlined.so" "$work/inlined.c" || exit 99
"$work/check-hidden" "$work/inlined.so" "$work/inlined.so" 2>&1 >/dev/null |
	grep -q "(mono_pagesize, .*left nothing of the function but its uses (.*inlined.c): nothing else can use it" ||
	fail "a function that is inlined everywhere is accepted"

refuse hidden.def check-hidden 's/(mono_domain_alloc0,/(mono_domain_alloc1,/|HIDDEN (mono_domain_alloc1, "metadata/domain.c"): the runtime has no function of that name
/(mono_domain_code_reserve,/s/, int size//|HIDDEN (mono_domain_code_reserve, "metadata/domain.c"): number of parameters: the row says 1, the runtime has 2
/(mono_error_move,/s/ \*from/&, .../|HIDDEN (mono_error_move, "utils/mono-error.c"): number of parameters: the row says 2 and variable ones, the runtime has 2
/(mono_domain_code_commit,/s/int size/size_t size/|HIDDEN (mono_domain_code_commit, "metadata/domain.c"): parameter 3 (size): the row says an integer of size 8, the runtime has an integer of size 4
/(mono_trace_eval,/s/MonoMethod \*/double /|HIDDEN (mono_trace_eval, "mini/trace.c"): parameter 1 (method): the row says a floating-point number of size 8, the runtime has a pointer to MonoMethod
/(mono_domain_lock,/s/MonoDomain \*/MonoMethod */|HIDDEN (mono_domain_lock, "metadata/domain.c"): parameter 1 (domain): the row says a pointer to MonoMethod, the runtime has a pointer to MonoDomain
/(mono_wrapper_type_to_str,/s/uint32_t/div_t/|HIDDEN (mono_wrapper_type_to_str, "metadata/debug-helpers.c"): parameter 1 (wrapper_type): the row says a struct or array of size 8, the runtime has an integer of size 4
/(mono_pagesize,/s/ int,/ void *,/|HIDDEN (mono_pagesize, "utils/mono-mmap.c"): result: the row says a pointer, the runtime has an integer of size 4
/(mono_jit_info_size,/s/ int,/ void,/|HIDDEN (mono_jit_info_size, "metadata/jit-info.c"): result: the row says nothing, the runtime has an integer of size 4
/(mono_method_get_context,/s/class.c/loader.c/|HIDDEN (mono_method_get_context, "metadata/loader.c"): the row says that it is in metadata/loader.c, the runtime has it in ./mono/metadata/class.c
/(mono_cache_unwind_info,/s/mini.unwind/unwind/|HIDDEN (mono_cache_unwind_info, "unwind.c"): the row says that it is in unwind.c, the runtime has it in ./mono/mini/unwind.c
/(mono_aot_only,/s/gboolean/uint8_t/|HIDDEN_DATA (mono_aot_only, "mini/mini-runtime.c"): type: the row says an integer of size 1, the runtime has an integer of size 4
/(mono_defaults,/s/MonoDefaultsBytes/MonoJitICallInfosBytes/|HIDDEN_DATA (mono_defaults, "metadata/loader.c"): type: the row says a struct or array of size ICALLS, the runtime has a struct or array of size DEFAULTS
s/HIDDEN_DATA (mono_do_crash_chaining,\(.*\))/HIDDEN (mono_do_crash_chaining,\1, (void))/|HIDDEN (mono_do_crash_chaining, "mini/mini-runtime.c"): the row says a function, the runtime has a variable of that name
s/(mono_emit_jit_map,/(mono_jit_compile_method_with_opt,/|HIDDEN (mono_jit_compile_method_with_opt, "mini/mini-runtime.c"): the function is static in the runtime (./mono/mini/mini-runtime.c): nothing else can use it
/(mini_cleanup,/s/MonoDomain \*/int /|WRAP (mini_cleanup, "mini/mini-runtime.c"): parameter 1 (domain): the row says an integer of size 4, the runtime has a pointer to MonoDomain'

refuse layout.def generate-layout 's/(MonoMethod, klass)/(MonoMethod, class_of)/|LAYOUT_OFFSET (MonoMethod, class_of): not in the debug information of LIBRARY
s/BIT (MonoVTable, initialized)/BIT (MonoVTable, initialised)/|LAYOUT_BIT (MonoVTable, initialised): not in the debug information of LIBRARY
s/LAYOUT_SIZE (MonoJitInfo)/LAYOUT_SIZE (MonoJitInformation)/|LAYOUT_SIZE (MonoJitInformation): not in the debug information of LIBRARY
s/(MonoJitInfo, d.method)/(MonoJitInfo, d.methods)/|LAYOUT_OFFSET (MonoJitInfo, d.methods): not in the debug information of LIBRARY
s/(MONO_WRAPPER_NONE)/(MONO_WRAPPER_NOTHING)/|LAYOUT_ENUM (MONO_WRAPPER_NOTHING): not in the debug information of LIBRARY'

exit $failed
