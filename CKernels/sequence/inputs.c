#include "sequence/inputs.h"

#include <string.h>

void rk_copy_masked(const float *from, const float *mask, int64_t n, float *to) {
  if (!mask) {
    memcpy(to, from, sizeof(float) * (size_t)n);
    return;
  }
  for (int64_t i = 0; i < n; i++)
    to[i] = from[i] * mask[i];
}

void rk_copy_state(const float *from, float *to, int64_t offset, int64_t n) {
  if (!to)
    return;
  if (!from)
    memset(to + offset, 0, sizeof(float) * (size_t)n);
  else if (from != to)
    memcpy(to + offset, from + offset, sizeof(float) * (size_t)n);
}

rk_input rk_gather_input(const rk_input_source *source, int64_t first, int64_t last, rk_range rows, float *buffer) {
  const rk_descriptor *d = &source->plan->d;
  const rk_schedule *schedule = source->schedule;
  int64_t width = d->input_size;
  int in_place = d->steps == 1 || (d->batch == 1 && !source->reverse);
  if (in_place && !source->mask && !schedule->order)
    return (rk_input){source->input + first * width, width};

  float *step = buffer;
  for (int64_t s = first; s < last; s++) {
    int64_t live = rk_live_rows(schedule, source->reverse, s), time = rk_step_time(schedule, source->reverse, s);
    for (int64_t n = rows.first; n < rows.last && n < live; n++) {
      int64_t row = schedule->order ? schedule->order[n] : n;
      rk_copy_masked(source->input + (row * d->steps + time) * width, source->mask ? source->mask + row * width : NULL,
                     width, step + n * width);
    }
    step += (source->uniform ? d->batch : live) * width;
  }
  return (rk_input){buffer, width};
}
