/* Which rows live at which step, and in which order they lie. */
#ifndef RK_SCHEDULE_H
#define RK_SCHEDULE_H

#include "math/integers.h"

typedef struct rk_schedule {
  int64_t batch, steps;
  const int32_t *order;   /* [N]: the caller's row of each row inside, longest first; null: its own */
  const int32_t *lengths; /* [N], the caller's; null: all T */
} rk_schedule;

/* Sorts rows by length, longest first and ties in the caller's order, in scratch of 2 N int32. Null lengths, and ones
   that are sorted already, need no order. */
rk_schedule rk_schedule_make(int64_t batch, int64_t steps, const int32_t *lengths, int32_t *scratch);

/* The time of step s. */
int64_t rk_step_time(const rk_schedule *schedule, int reverse, int64_t s);

/* Rows alive at step s: the first so many; none at steps -1 and T. */
int64_t rk_live_rows(const rk_schedule *schedule, int reverse, int64_t s);

#endif
