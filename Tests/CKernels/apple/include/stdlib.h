/* What the kernels call of Apple's <stdlib.h>. */
#pragma once

#include <stddef.h>

void *malloc(size_t size);
void *aligned_alloc(size_t alignment, size_t size);
void free(void *memory);
char *getenv(const char *name);
long strtol(const char *text, char **end, int base);
char *realpath(const char *path, char *resolved);
