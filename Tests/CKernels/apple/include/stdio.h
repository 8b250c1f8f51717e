/* What the kernels call of <stdio.h>. */
#pragma once

#include <stddef.h>

typedef struct __sFILE FILE;

FILE *fopen(const char *path, const char *mode);
int fclose(FILE *file);
int fscanf(FILE *file, const char *format, ...) __attribute__((format(scanf, 2, 3)));
char *fgets(char *line, int size, FILE *file);
int snprintf(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
