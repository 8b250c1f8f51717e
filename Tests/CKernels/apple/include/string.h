/* What the kernels call of <string.h>. */
#pragma once

#include <stddef.h>

void *memcpy(void *target, const void *source, size_t size);
void *memset(void *memory, int value, size_t size);
int strcmp(const char *a, const char *b);
size_t strlen(const char *text);
char *strrchr(const char *text, int c);
char *strsep(char **text, const char *separators);
size_t strcspn(const char *text, const char *set);
