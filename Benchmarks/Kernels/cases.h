/* The cases file: a JSON array of objects, each a recurrent network and a batch to run it on. */
#ifndef BENCHMARK_CASES_H
#define BENCHMARK_CASES_H

#include <stdint.h>
#include <stdio.h>

enum { CASE_NAME_BYTES = 64 };

typedef struct benchmark_case {
  char name[CASE_NAME_BYTES];
  int32_t cell; /* rk_cell */
  int64_t batch, steps, input_size, hidden_size;
  int64_t layers;    /* stacked, each on the outputs of the one before */
  int bidirectional; /* every layer */
  int train;         /* whether to time forward with backward, too */
} benchmark_case;

/* Reads the file; the caller frees the array. On an error prints what and where to stderr, and returns null. */
benchmark_case *read_cases(const char *path, int *count);

/* Reads one object a line: 1, or 0 at the end; -1 on an error, printed to stderr. */
int next_case(FILE *lines, benchmark_case *c);

#endif
