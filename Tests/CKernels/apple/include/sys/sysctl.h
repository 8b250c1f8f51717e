/* What the kernels call of Apple's <sys/sysctl.h>, by its manual: sysctl(3). */
#pragma once

#include <stddef.h>

int sysctlbyname(const char *name, void *value, size_t *length, void *changed, size_t changed_length);
