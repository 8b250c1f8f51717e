/* The order of rows, and the live ones of a step. */
#include "sequence/schedule.h"

/* Merges two sorted runs of row numbers, the longer rows first and the left run first among equals. */
static void merge(const int32_t *lengths, const int32_t *from, int64_t left, int64_t right, int64_t end, int32_t *to) {
  int64_t a = left, b = right;
  for (int64_t i = left; i < end; i++) {
    bool take_left = a < right && (b >= end || lengths[from[a]] >= lengths[from[b]]);
    to[i] = take_left ? from[a++] : from[b++];
  }
}

rk_schedule rk_schedule_make(int64_t batch, int64_t steps, const int32_t *lengths, int32_t *scratch) {
  rk_schedule schedule = {.batch = batch, .steps = steps, .lengths = lengths};
  int64_t sorted = 1;
  while (lengths && sorted < batch && lengths[sorted] <= lengths[sorted - 1])
    sorted++;
  if (!lengths || sorted == batch)
    return schedule;
  int32_t *from = scratch, *to = scratch + batch;
  for (int64_t n = 0; n < batch; n++)
    from[n] = (int32_t)n;
  for (int64_t run = 1; run < batch; run *= 2) {
    for (int64_t left = 0; left < batch; left += 2 * run)
      merge(lengths, from, left, rk_min(left + run, batch), rk_min(left + 2 * run, batch), to);
    int32_t *swap = from;
    from = to;
    to = swap;
  }
  schedule.order = from;
  return schedule;
}

int64_t rk_live_rows_at(const rk_schedule *schedule, int64_t time) {
  int64_t low = 0, high = schedule->batch;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (schedule->lengths[rk_caller_row(schedule, middle)] > time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int64_t rk_live_rows_of_steps(const rk_schedule *schedule, bool reverse, int64_t first, int64_t last) {
  if (!schedule->lengths)
    return (last - first) * schedule->batch;
  int64_t rows = 0;
  for (int64_t s = first; s < last; s++)
    rows += rk_live_rows(schedule, reverse, s);
  return rows;
}
