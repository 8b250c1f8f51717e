/* States on their way between the caller, the steps and the checkpoints. */
#include "sequence/forward.h"

#include <string.h>

/* --- the recurrent mask --- */

rk_inner_rows rk_masked_rows(const rk_forward_worker *f, int64_t slot, int64_t vector) {
  if (!f->a->recurrent_mask)
    return rk_slot_rows(&f->storage, RK_HIDDEN, slot, vector);
  const rk_series_layout *l = &f->plan->series[RK_HIDDEN];
  return (rk_inner_rows){f->masked + (slot & 1) * l->floats + vector * l->vector_stride, l->row_stride};
}

void rk_mask_hidden(const rk_forward_worker *f, int64_t slot, int64_t vector, int64_t first, int64_t last) {
  if (f->a->recurrent_mask)
    f->plan->isa->rows->multiply_in(
        first, last, rk_lanes_of(f->plan, vector), f->a->recurrent_mask + rk_state_offset(&f->worker, vector),
        rk_state_rows(&f->worker), rk_slot_rows(&f->storage, RK_HIDDEN, slot, vector), rk_masked_rows(f, slot, vector));
}

/* --- initial and final states --- */

void rk_load_starting_rows(const rk_forward_worker *f, int64_t s) {
  int64_t first = rk_worker_own_end(&f->worker, s - 1), last = rk_worker_own_end(&f->worker, s);
  if (first >= last)
    return;
  for (int64_t vector = f->vectors.first; vector < f->vectors.last; vector++) {
    int64_t offset = rk_state_offset(&f->worker, vector);
    for (int i = 0; i < f->plan->states; i++)
      f->plan->isa->rows->copy_in(first, last, rk_lanes_of(f->plan, vector),
                                  f->initial[i] ? f->initial[i] + offset : NULL, rk_state_rows(&f->worker),
                                  rk_slot_rows(&f->storage, i, s, vector));
    rk_mask_hidden(f, s, vector, first, last);
  }
}

void rk_store_ending_rows(const rk_forward_worker *f, int64_t s) {
  int64_t first = rk_worker_own_end(&f->worker, s + 1), last = rk_worker_own_end(&f->worker, s);
  if (first >= last)
    return;
  for (int64_t vector = f->vectors.first; vector < f->vectors.last; vector++)
    for (int i = 0; i < f->plan->states; i++)
      if (f->final[i])
        f->plan->isa->rows->copy_out(first, last, rk_lanes_of(f->plan, vector),
                                     rk_slot_rows(&f->storage, i, s + 1, vector),
                                     f->final[i] + rk_state_offset(&f->worker, vector), rk_state_rows(&f->worker));
}

void rk_finish_unreached_rows(const rk_forward_worker *f) {
  const rk_plan *plan = f->plan;
  const rk_schedule *schedule = f->worker.schedule;
  if (!schedule->lengths)
    return;
  int64_t hidden = plan->d.hidden_size, direction = f->worker.direction;
  rk_range rows = rk_worker_rows(&f->worker);
  for (int64_t n = rows.first; n < rows.last; n++) {
    int64_t row = rk_caller_row(schedule, n), length = schedule->lengths[row];
    for (int64_t time = length; f->a->output && time < plan->d.steps; time++)
      memset(f->a->output + ((row * plan->d.steps + time) * plan->directions + direction) * hidden, 0,
             sizeof(float) * (size_t)hidden);
    for (int i = 0; i < plan->states && length == 0; i++)
      rk_copy_state(f->initial[i], f->final[i], (direction * plan->d.batch + row) * hidden, hidden);
  }
}

/* --- checkpoints --- */

/* Copies the worker's own part of every state to or from a checkpoint. */
static void copy_checkpoint(const rk_forward_worker *f, int64_t s, bool stores) {
  const rk_plan *plan = f->plan;
  int64_t index = s / plan->segment, last = rk_worker_own_end(&f->worker, s);
  for (int64_t vector = f->vectors.first; vector < f->vectors.last; vector++)
    for (int i = 0; i < plan->states; i++) {
      rk_inner_rows state = rk_slot_rows(&f->storage, i, s, vector);
      rk_inner_rows saved = rk_slot_rows(&f->checkpoints, i, index, vector);
      rk_inner_rows from = stores ? state : saved, to = stores ? saved : state;
      plan->isa->rows->copy_in(f->worker.slice.rows.first, last, plan->isa->lanes, from.data,
                               (rk_caller_rows){NULL, from.stride}, to);
    }
}

void rk_store_checkpoint(const rk_forward_worker *f, int64_t s) {
  if (f->checkpoints.layout && !f->stores_all && s % f->plan->segment == 0)
    copy_checkpoint(f, s, true);
}

void rk_load_checkpoint(const rk_forward_worker *f, int64_t s) {
  copy_checkpoint(f, s, false);
  for (int64_t vector = f->vectors.first; vector < f->vectors.last; vector++)
    rk_mask_hidden(f, s, vector, f->worker.slice.rows.first, rk_worker_own_end(&f->worker, s));
}
