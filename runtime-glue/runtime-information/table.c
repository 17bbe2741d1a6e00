/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <pthread.h>

#include "../code-memory.h"

static IRuntimeInformation template;
static pthread_once_t template_once = PTHREAD_ONCE_INIT;

static void
fill_template (void)
{
	template.size = sizeof (template);
	runtime_information_fill_tokens (&template);
	runtime_information_fill_methods (&template);
	runtime_information_fill_classes (&template);
	runtime_information_fill_fields (&template);
	runtime_information_fill_layout (&template);
	runtime_information_fill_dispatch (&template);
	runtime_information_fill_services (&template);
	runtime_information_fill_names (&template);
	runtime_information_fill_code (&template);
	runtime_information_fill_failure (&template);
	runtime_information_fill_work (&template);
}

void
request_begin (Request *request, MonoDomain *domain, MonoMethod *method, int optimizations, uint32_t flags)
{
	pthread_once (&template_once, fill_template);
	request->table = template;
	request->domain = domain;
	request->method = method;
	request->optimizations = optimizations;
	request->flags = flags;
	request->to_mini = NULL;
	error_clear (&request->failure);
	request->has_failure = 0;
	request->memory = NULL;
	request->reservations = NULL;
	request->signatures = NULL;
	request->data = NULL;
}

void
request_end (Request *request)
{
	code_memory_release (request);
	request_clear_failure (request);
	request_free_memory (request);
}
