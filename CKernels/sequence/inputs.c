/* Gathering the input's rows. */
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

rk_input rk_gather_input(const rk_worker *worker, const rk_forward_arguments *a, int64_t first, int64_t last,
                         bool every_row_has_room, bool narrows, float *buffer) {
  const rk_descriptor *d = &worker->plan->d;
  const rk_schedule *schedule = worker->schedule;
  const float *mask = a->input_mask ? a->input_mask + worker->direction * d->batch * d->input_size : NULL;
  int64_t floats = d->input_size, width = narrows ? worker->plan->input_stride : floats;
  bool in_order = d->steps == 1 || (d->batch == 1 && !worker->reverse);
  if (in_order && !mask && !schedule->order && !narrows)
    return (rk_input){a->input + first * width, width};

  rk_range own = rk_worker_rows(worker);
  float *step = buffer;
  for (int64_t s = first; s < last; s++) {
    int64_t live = rk_worker_live(worker, s), time = rk_step_time(schedule, worker->reverse, s);
    for (int64_t n = own.first; n < rk_min(own.last, live); n++) {
      int64_t row = rk_caller_row(schedule, n);
      const float *from = a->input + (row * d->steps + time) * floats, *of_row = mask ? mask + row * floats : NULL;
      if (narrows)
        worker->plan->kernels->narrow_row(from, of_row, floats, step + n * width);
      else
        rk_copy_masked(from, of_row, floats, step + n * width);
    }
    step += (every_row_has_room ? d->batch : live) * width;
  }
  return (rk_input){buffer + (narrows ? worker->plan->kernels->left_head : 0), width};
}
