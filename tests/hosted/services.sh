#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A service that the runtime's wrapper stands before throws what is pending when its function returns
# (metadata/marshal.c:mono_marshal_get_icall_wrapper), so the header must say that it may throw.
: "${top_srcdir:=..}"
failed=0
rows=$(sed -n 's/^\t\[SERVICE_\([A-Z0-9_]*\)\] = HELPER (.*/\1/p' "$top_srcdir/runtime-glue/runtime-information/services.c")
test "$(echo "$rows" | wc -l)" -gt 10 || {
	echo "FAILED: there are hardly any services with wrappers"
	failed=1
}
# A row of the header is one line or two.
table=$(sed -n '/^#define MONO_COMPILER_SERVICES/,/^typedef/p' "$top_srcdir/include/mono-compiler-code.h" |
	sed -e ':a' -e '/, \\$/N; s/, \\\n\t*/, /; ta')
for service in $rows; do
	echo "$table" | grep "X ($service, " | grep -q SERVICE_MAY_THROW || {
		echo "FAILED: $service may throw, and the header does not say so"
		failed=1
	}
done
exit $failed
