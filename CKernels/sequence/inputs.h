/* The input's rows as the products take them: one after the other, step by step, masked. */
#ifndef RK_INPUTS_H
#define RK_INPUTS_H

#include "interface/plan.h"
#include "sequence/schedule.h"

typedef struct rk_input {
  const float *data;
  int64_t stride;
} rk_input;

typedef struct rk_input_source {
  const rk_plan *plan;
  const rk_schedule *schedule;
  const float *input, *mask; /* mask: this direction's; may be null */
  int reverse;
  int uniform; /* each step's rows begin N after the last's, instead of right after its live ones */
} rk_input_source;

/*
 * The live rows of steps first ..< last. They are copied to `buffer`, by each thread those of its `rows`, and are there
 * once all have; or they lie in the caller's array as they are needed, and nothing is copied.
 */
rk_input rk_gather_input(const rk_input_source *source, int64_t first, int64_t last, rk_range rows, float *buffer);

/* to = from * mask for n floats; null mask: ones. */
void rk_copy_masked(const float *from, const float *mask, int64_t n, float *to);

/* The state at `offset` of one caller's array to another's, which may be the same; null `from`: zeros; null `to`:
   nothing. */
void rk_copy_state(const float *from, float *to, int64_t offset, int64_t n);

#endif
