#include "sequence/forward.h"

#include <string.h>

rk_inner_rows rk_hidden_of(const rk_forward_thread *t, int64_t slot, int64_t vector) {
  return (rk_inner_rows){rk_hidden_slot(&t->storage, slot) + vector * t->plan->isa->lanes, t->plan->hidden_stride};
}

rk_inner_rows rk_kept_of(const rk_forward_thread *t, int64_t slot, int64_t vector) {
  return (rk_inner_rows){rk_kept_slot(&t->storage, slot) + vector * t->plan->next_kept, t->plan->kept_stride};
}

rk_inner_rows rk_entering_of(const rk_forward_thread *t, int64_t slot, int64_t vector) {
  if (!t->a->recurrent_mask)
    return rk_hidden_of(t, slot, vector);
  const rk_plan *plan = t->plan;
  float *masked = t->entering + (slot & 1) * plan->d.batch * plan->hidden_stride;
  return (rk_inner_rows){masked + vector * plan->isa->lanes, plan->hidden_stride};
}

void rk_mask_hidden(const rk_forward_thread *t, int64_t slot, int64_t vector, int64_t first, int64_t last) {
  if (t->a->recurrent_mask)
    t->plan->isa->rows->multiply_in(first, last, rk_lanes_of(t->plan, vector),
                                    t->a->recurrent_mask + rk_state_offset(&t->seat, vector), rk_state_rows(&t->seat),
                                    rk_hidden_of(t, slot, vector), rk_entering_of(t, slot, vector));
}

void rk_load_starting_rows(const rk_forward_thread *t, int64_t s) {
  int64_t first = rk_seat_live_own(&t->seat, s - 1), last = rk_seat_live_own(&t->seat, s);
  if (first >= last)
    return;
  const rk_row_functions *rows = t->plan->isa->rows;
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++) {
    int lanes = rk_lanes_of(t->plan, vector);
    int64_t offset = rk_state_offset(&t->seat, vector);
    const float *hidden = t->a->initial_hidden, *cell = t->a->initial_cell;
    rows->copy_in(first, last, lanes, hidden ? hidden + offset : NULL, rk_state_rows(&t->seat),
                  rk_hidden_of(t, s, vector));
    if (t->plan->cell->kept == RK_KEPT_CELL)
      rows->copy_in(first, last, lanes, cell ? cell + offset : NULL, rk_state_rows(&t->seat), rk_kept_of(t, s, vector));
    rk_mask_hidden(t, s, vector, first, last);
  }
}

void rk_store_ending_rows(const rk_forward_thread *t, int64_t s) {
  int64_t first = rk_seat_live_own(&t->seat, s + 1), last = rk_seat_live_own(&t->seat, s);
  if (first >= last)
    return;
  const rk_row_functions *rows = t->plan->isa->rows;
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++) {
    int lanes = rk_lanes_of(t->plan, vector);
    int64_t offset = rk_state_offset(&t->seat, vector);
    if (t->a->final_hidden)
      rows->copy_out(first, last, lanes, rk_hidden_of(t, s + 1, vector), t->a->final_hidden + offset,
                     rk_state_rows(&t->seat));
    if (t->a->final_cell && t->plan->cell->kept == RK_KEPT_CELL)
      rows->copy_out(first, last, lanes, rk_kept_of(t, s + 1, vector), t->a->final_cell + offset,
                     rk_state_rows(&t->seat));
  }
}

/* Hands every vector's states of its own on, from or to a checkpoint. */
static void copy_checkpoint(const rk_forward_thread *t, int64_t s, int stores) {
  const rk_plan *plan = t->plan;
  int64_t lanes = plan->isa->lanes, index = s / plan->segment, last = rk_seat_live_own(&t->seat, s);
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++) {
    rk_inner_rows state[2] = {rk_hidden_of(t, s, vector)}, saved[2] = {state[0]};
    saved[0].data = rk_hidden_slot(&t->checkpoints, index) + vector * lanes;
    if (plan->cell->kept == RK_KEPT_CELL) {
      state[1] = saved[1] = rk_kept_of(t, s, vector);
      saved[1].data = rk_kept_slot(&t->checkpoints, index) + vector * plan->next_kept;
    }
    for (int i = 0; i < 2 && state[i].data; i++) {
      rk_inner_rows from = stores ? state[i] : saved[i], to = stores ? saved[i] : state[i];
      plan->isa->rows->copy_in(t->seat.piece.rows.first, last, (int)lanes, from.data,
                               (rk_caller_rows){NULL, from.stride}, to);
    }
  }
}

void rk_store_checkpoint(const rk_forward_thread *t, int64_t s) {
  if (t->checkpoints.layout && !t->keeps && s % t->plan->segment == 0)
    copy_checkpoint(t, s, 1);
}

void rk_load_checkpoint(const rk_forward_thread *t, int64_t s) {
  copy_checkpoint(t, s, 0);
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++)
    rk_mask_hidden(t, s, vector, t->seat.piece.rows.first, rk_seat_live_own(&t->seat, s));
}

void rk_finish_dead_rows(const rk_forward_thread *t) {
  const rk_plan *plan = t->plan;
  if (!t->seat.schedule->lengths)
    return;
  size_t hidden = (size_t)plan->d.hidden_size, bytes = sizeof(float) * hidden;
  rk_range rows = rk_seat_row_share(&t->seat);
  for (int64_t n = rows.first; n < rows.last; n++) {
    int64_t row = t->seat.schedule->order ? t->seat.schedule->order[n] : n, length = t->seat.schedule->lengths[row];
    for (int64_t time = length; t->a->output && time < plan->d.steps; time++)
      memset(t->a->output +
                 ((size_t)(row * plan->d.steps + time) * (size_t)plan->directions + (size_t)t->seat.direction) * hidden,
             0, bytes);
    if (length > 0)
      continue;
    int64_t state = (t->seat.direction * plan->d.batch + row) * plan->d.hidden_size;
    rk_copy_state(t->a->initial_hidden, t->a->final_hidden, state, plan->d.hidden_size);
    if (plan->cell->kept == RK_KEPT_CELL)
      rk_copy_state(t->a->initial_cell, t->a->final_cell, state, plan->d.hidden_size);
  }
}
