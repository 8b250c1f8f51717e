#include "sequence/forward.h"

#include "sequence/pack.h"
#include "sequence/phase_step.h"

/* The output at step s of one vector of units. */
static float *output_of(const rk_forward_thread *t, int64_t s, int64_t vector, rk_caller_rows *rows) {
  const rk_plan *plan = t->plan;
  int64_t width = plan->directions * plan->d.hidden_size;
  *rows = (rk_caller_rows){t->seat.schedule->order, plan->d.steps * width};
  return t->a->output + rk_step_time(t->seat.schedule, t->seat.reverse, s) * width +
         t->seat.direction * plan->d.hidden_size + vector * plan->isa->lanes;
}

/* Hands the new h on: to the output and, masked, to the next step. */
static void publish(const rk_forward_thread *t, int64_t s, rk_range vectors, int64_t first, int64_t last) {
  for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
    rk_mask_hidden(t, s + 1, vector, first, last);
    if (!t->a->output)
      continue;
    rk_caller_rows rows;
    float *output = output_of(t, s, vector, &rows);
    t->plan->isa->rows->copy_out(first, last, rk_lanes_of(t->plan, vector), rk_hidden_of(t, s + 1, vector), output,
                                 rows);
  }
}

/* What the step will read and write of one vector, far from the caches where all steps are kept. */
static void fetch_results(const rk_forward_thread *t, int64_t s, int64_t vector, int64_t first, int64_t last) {
  rk_fetch_inner(first, last, rk_hidden_of(t, s + 1, vector));
  if (t->plan->cell->kept == RK_KEPT_CELL) {
    rk_fetch_inner(first, last, rk_kept_of(t, s, vector));
    rk_fetch_inner(first, last, rk_kept_of(t, s + 1, vector));
  }
  if (t->a->output) {
    rk_caller_rows rows;
    const float *output = output_of(t, s, vector, &rows);
    rk_fetch_caller(first, last, output, rows);
  }
}

/* Step s of one phase, from the thread's first row on. `row` is its first in the chunk's gates. */
static rk_phase_step phase_step(const rk_forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, int phase,
                                rk_input input) {
  const rk_plan *plan = t->plan;
  const rk_storage *storage = &t->storage;
  int64_t first = t->seat.piece.rows.first, hidden_row = first * plan->hidden_stride;
  rk_phase_step step = {.input = input};
  step.cell = rk_cell_of(plan, chunk.live);
  step.cell.rows = rk_seat_live_own(&t->seat, s) - first;
  step.cell.gates = rk_gates_tile(storage, chunk, 0, 0) + row * plan->phase[0].tile_width;
  step.cell.previous = rk_hidden_slot(storage, s) + hidden_row;
  step.cell.entering = rk_entering_of(t, s, 0).data + hidden_row;
  step.cell.hidden = rk_hidden_slot(storage, s + 1) + hidden_row;
  if (plan->cell->phases > 1) {
    step.cell.candidate = rk_gates_tile(storage, chunk, 1, 0) + row * plan->phase[1].tile_width;
    step.cell.reset_hidden = rk_kept_slot(storage, s) + hidden_row;
  } else if (plan->cell->kept == RK_KEPT_CELL) {
    step.cell.cell = rk_kept_slot(storage, s) + first * plan->kept_stride;
    step.cell.kept = rk_kept_slot(storage, s + 1) + first * plan->kept_stride;
  } else if (plan->cell->kept == RK_KEPT_HIDDEN_PART && t->keeps) {
    step.cell.kept = rk_kept_slot(storage, s) + first * plan->kept_stride;
  }
  rk_phase_step_make(plan, t->packed, phase, chunk.live, &step);
  if (plan->cell->hidden_part_apart) {
    /* Many rows: what one tile uses stays in the first cache. One row's vectors lie evenly, as its gates do. */
    int64_t place = plan->d.batch * plan->phase[0].tile_width;
    int apart = plan->d.batch == 1 || rk_few_rows(plan, plan->d.batch);
    float *hidden_part = t->hidden_part + first * plan->phase[0].tile_width + (apart ? 0 : t->tiles.first * place);
    rk_set_hidden_part(&step, hidden_part, apart ? place : 0);
  }
  return step;
}

void rk_input_product(const rk_forward_thread *t, rk_input input, int phase, int64_t tile, int64_t rows, float *gates) {
  rk_tiles_product product = {
      .tiling = &t->plan->phase[phase],
      .b = rk_panels_of(t->plan, t->packed, phase),
      .rows = rows,
      .a = {{input.data, input.stride, t->plan->d.input_size}},
  };
  rk_multiply_tile(t->plan, &product, tile, gates);
}

/* Many rows go tile by tile: a tile's sums of all of them fill the first cache. */
static void run_tile(const rk_forward_thread *t, const rk_phase_step *step, int64_t s, int64_t tile) {
  int64_t first = t->seat.piece.rows.first, last = first + step->cell.rows;
  rk_range vectors = rk_vectors_of(t->plan, (rk_range){tile, tile + 1});
  for (int64_t vector = vectors.first; vector < vectors.last; vector++)
    fetch_results(t, s, vector, first, last);
  rk_multiply_step(step, (rk_range){tile, tile + 1}, 0);
  rk_point_step(step, (rk_range){tile, tile + 1});
  if (step->phase == t->plan->cell->phases - 1)
    publish(t, s, vectors, first, last);
}

/*
 * Few rows: first the products of all tiles, which are bound by reading the weights and should not wait for what
 * follows one of them. Every other step goes through the tiles backwards: those read last are still in the cache.
 */
static void run_few_rows(const rk_forward_thread *t, const rk_phase_step *step, int64_t s) {
  int64_t first = t->seat.piece.rows.first;
  rk_multiply_step(step, t->tiles, s & 1);
  rk_point_step(step, t->tiles);
  if (step->phase == t->plan->cell->phases - 1)
    publish(t, s, t->vectors, first, first + step->cell.rows);
}

void rk_forward_step(const rk_forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, rk_input input) {
  const rk_plan *plan = t->plan;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    if (phase > 0)
      rk_meet_other_tiles(&t->seat);
    rk_phase_step step = phase_step(t, chunk, s, row, phase, input);
    if (step.cell.rows > 0 && rk_few_rows(plan, plan->d.batch))
      run_few_rows(t, &step, s);
    else if (step.cell.rows > 0)
      for (int64_t tile = t->tiles.first; tile < t->tiles.last; tile++)
        run_tile(t, &step, s, tile);
  }
  rk_store_ending_rows(t, s);
  rk_load_starting_rows(t, s + 1);
}
