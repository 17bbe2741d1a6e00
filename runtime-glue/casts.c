/* SPDX-License-Identifier: MIT
 *
 * Casts remember in a word of the call site which virtual table passed, or did not. A transparent proxy that passes is
 * given another virtual table by the cast, which has a slot for each method of the class it was cast to (metadata/object.c:
 * mono_upgrade_remote_class). To let the next proxy with the same old table pass would leave it without; and what
 * IRemotingTypeInfo.CanCastTo answers for one proxy says nothing of another one. So of proxies nothing is remembered, as
 * metadata/marshal.c:mono_marshal_isinst_with_cache has it, which mini's own code calls. */
#include "mono-hidden.h"

static int
is_proxy (MonoObject *object)
{
	MonoVTable *vtable = MONO_FIELD (MonoVTable *, object, MonoObject, vtable);
	return MONO_FIELD (MonoClass *, vtable, MonoVTable, klass) == MONO_DEFAULT (transparent_proxy_class);
}

MonoObject *
__wrap_mono_object_isinst_with_cache (MonoObject *object, MonoClass *klass, void **cache)
{
	void *forgotten = NULL;
	return __real_mono_object_isinst_with_cache (object, klass, object && is_proxy (object) ? &forgotten : cache);
}

MonoObject *
__wrap_mono_object_castclass_with_cache (MonoObject *object, MonoClass *klass, void **cache)
{
	void *forgotten = NULL;
	return __real_mono_object_castclass_with_cache (object, klass, object && is_proxy (object) ? &forgotten : cache);
}
