/* The input's rows as the products take them: one after the other, step by step, masked. */
#ifndef RK_INPUTS_H
#define RK_INPUTS_H

#include "sequence/worker.h"

/* Rows that are read, the first of which begins at `data`; of floats, or of words. */
typedef struct rk_input {
  const float *data;
  int64_t stride;
} rk_input;

/*
 * The live rows of steps first ..< last. They are copied to `buffer`, by each worker its own part, and are there once
 * the group has done so; or they lie in the caller's array as they are needed, and nothing is copied. A step's rows
 * begin right after the last step's; or `batch` rows after those began, where `every_row_has_room`. Where it `narrows`,
 * they are copied as words.
 */
rk_input rk_gather_input(const rk_worker *worker, const rk_forward_arguments *arguments, int64_t first, int64_t last,
                         bool every_row_has_room, bool narrows, float *buffer);

/* to = from * mask for n floats; null mask: ones. */
void rk_copy_masked(const float *from, const float *mask, int64_t n, float *to);

/* Copies the state at `offset` of one caller's array to another's, which may be the same. Null `from`: zeros; null
   `to`: nothing. */
void rk_copy_state(const float *from, float *to, int64_t offset, int64_t n);

#endif
