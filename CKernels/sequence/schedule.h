/* Which rows are live at which step, and in which order rows lie inside. */
#ifndef RK_SCHEDULE_H
#define RK_SCHEDULE_H

#include <stdbool.h>

#include "math/integers.h"

typedef struct rk_schedule {
  int64_t batch, steps;
  const int32_t *order;   /* [N]: the caller's row of each row inside, longest first; null: its own */
  const int32_t *lengths; /* [N], the caller's; null: all T */
} rk_schedule;

/* Sorts rows by length, longest first and ties in the caller's order, in scratch of 2 N int32. Null lengths, and ones
   that are sorted already, need no order. */
rk_schedule rk_schedule_make(int64_t batch, int64_t steps, const int32_t *lengths, int32_t *scratch);

/* The caller's row of a row inside. */
static inline int64_t rk_caller_row(const rk_schedule *schedule, int64_t row) {
  return schedule->order ? schedule->order[row] : row;
}

/* The time of step s. */
static inline int64_t rk_step_time(const rk_schedule *schedule, bool reverse, int64_t s) {
  return reverse ? schedule->steps - 1 - s : s;
}

/* The first so many rows are live at a time. */
int64_t rk_live_rows_at(const rk_schedule *schedule, int64_t time);

/* The same at step s: none at steps -1 and T. */
static inline int64_t rk_live_rows(const rk_schedule *schedule, bool reverse, int64_t s) {
  if (s < 0 || s >= schedule->steps)
    return 0;
  return schedule->lengths ? rk_live_rows_at(schedule, rk_step_time(schedule, reverse, s)) : schedule->batch;
}

/* The live rows of steps first ..< last, added up. */
int64_t rk_live_rows_of_steps(const rk_schedule *schedule, bool reverse, int64_t first, int64_t last);

#endif
