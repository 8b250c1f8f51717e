/* One step of a forward pass, for one worker. */
#include "sequence/forward.h"

#include "sequence/phase_step.h"

void rk_input_product(const rk_forward_worker *f, rk_input input, int phase, int64_t tile, int64_t rows, float *gates) {
  rk_tiles_product product = {
      .tiling = &f->plan->phase[phase],
      .b = rk_panels_of(f->plan, f->packed, phase),
      .rows = rows,
      .a = {{input.data, input.stride, f->plan->input_words}},
  };
  rk_multiply_tile(f->plan, &product, tile, gates);
}

/* --- where everything lies --- */

/* The cell's step from the worker's first row on. `row` is that row in the chunk's gates. */
static rk_cell_forward_step cell_step(const rk_forward_worker *f, rk_chunk chunk, int64_t s, int64_t row) {
  const rk_plan *plan = f->plan;
  int64_t first = f->worker.slice.rows.first;
  rk_cell_forward_step cell = rk_cell_of(plan, chunk.rows);
  cell.rows = rk_worker_own_end(&f->worker, s) - first;
  for (int phase = 0; phase < plan->cell->phases; phase++)
    cell.gates[phase] = rk_gates_tile(&f->storage, chunk, phase, 0) + row * plan->phase[phase].tile_width;
  cell.previous = rk_slot(&f->storage, RK_HIDDEN, s) + first * cell.hidden_row_stride;
  cell.masked = rk_masked_rows(f, s, 0).data + first * cell.hidden_row_stride;
  cell.hidden = rk_slot(&f->storage, RK_HIDDEN, s + 1) + first * cell.hidden_row_stride;
  if (plan->cell->extra == RK_EXTRA_STATE)
    cell.extra_before = rk_slot(&f->storage, RK_EXTRA, s) + first * cell.extra_row_stride;
  if (f->stores_extra)
    cell.extra = rk_slot(&f->storage, RK_EXTRA, rk_extra_slot(plan, s)) + first * cell.extra_row_stride;
  return cell;
}

/* Of many rows, all tiles use one place for W_hh h, so that it stays in the first-level cache. A thin product makes
   those of all tiles before any of their pointwise halves; and one row's vectors are to lie evenly, as its gates do. */
static void set_hidden_sums(const rk_forward_worker *f, rk_phase_step *step) {
  const rk_plan *plan = f->plan;
  const rk_tiling *tiling = &plan->phase[0];
  int64_t tile = plan->d.batch * tiling->tile_width;
  bool each_by_itself = plan->d.batch == 1 || rk_is_thin(plan, plan->d.batch);
  float *first_row = f->hidden_sums + f->worker.slice.rows.first * tiling->tile_width;
  rk_set_hidden_sums(step, first_row + (each_by_itself ? 0 : f->tiles.first * tile), each_by_itself ? tile : 0);
}

/* Each worker makes the words of all that it multiplies, also where others make the same: that costs less than waiting
   for them once more. */
static void narrow_operand(const rk_forward_worker *f, rk_phase_step *step) {
  const rk_plan *plan = f->plan;
  for (int64_t row = 0; row < step->cell.rows; row++)
    plan->kernels->narrow_row(step->operand + row * plan->series[step->phase].row_stride, NULL, plan->d.hidden_size,
                              f->operand + row * plan->operand_stride);
  step->operand = f->operand + plan->kernels->left_head;
}

static rk_phase_step phase_step(const rk_forward_worker *f, rk_chunk chunk, int64_t s, int64_t row, int phase,
                                rk_input input) {
  rk_phase_step step = {.input = input, .cell = cell_step(f, chunk, s, row)};
  rk_phase_step_make(f->plan, f->packed, phase, chunk.rows, &step);
  if (rk_narrows(f->plan))
    narrow_operand(f, &step);
  if (f->plan->cell->hidden_sums_apart)
    set_hidden_sums(f, &step);
  return step;
}

/* --- what follows a step --- */

/* Hands the new h on: masked, to the next step; and to the output. */
static void publish(const rk_forward_worker *f, int64_t s, rk_range vectors, int64_t first, int64_t last) {
  for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
    rk_mask_hidden(f, s + 1, vector, first, last);
    if (f->a->output)
      f->plan->isa->rows->copy_out(first, last, rk_lanes_of(f->plan, vector),
                                   rk_slot_rows(&f->storage, RK_HIDDEN, s + 1, vector),
                                   f->a->output + rk_output_offset(&f->worker, s, vector), rk_output_rows(&f->worker));
  }
}

/* Fetches what the step will read and write of one vector: it is far from the caches where all steps are stored. */
static void fetch_results(const rk_forward_worker *f, int64_t s, int64_t vector, int64_t first, int64_t last) {
  rk_fetch_inner(first, last, rk_slot_rows(&f->storage, RK_HIDDEN, s + 1, vector));
  for (int i = 1; i < f->plan->states; i++) {
    rk_fetch_inner(first, last, rk_slot_rows(&f->storage, i, s, vector));
    rk_fetch_inner(first, last, rk_slot_rows(&f->storage, i, s + 1, vector));
  }
  if (f->a->output)
    rk_fetch_caller(first, last, f->a->output + rk_output_offset(&f->worker, s, vector), rk_output_rows(&f->worker));
}

/* --- the step --- */

static bool is_last_phase(const rk_phase_step *step) {
  return step->phase == step->plan->cell->phases - 1;
}

/* Many rows go tile by tile: a tile's sums of all of them fill the first-level cache. */
static void run_tile(const rk_forward_worker *f, const rk_phase_step *step, int64_t s, int64_t tile) {
  int64_t first = f->worker.slice.rows.first, last = first + step->cell.rows;
  rk_range vectors = rk_vectors_of(f->plan, (rk_range){tile, tile + 1});
  for (int64_t vector = vectors.first; vector < vectors.last; vector++)
    fetch_results(f, s, vector, first, last);
  rk_multiply_step(step, (rk_range){tile, tile + 1}, false);
  rk_point_step(step, (rk_range){tile, tile + 1});
  if (is_last_phase(step))
    publish(f, s, vectors, first, last);
}

/*
 * Few rows do the products of all tiles first. These are bound by reading the weights, and should not wait for what
 * follows one of them. Every other step goes through the tiles backwards: those read last are still in the cache.
 */
static void run_all_tiles(const rk_forward_worker *f, const rk_phase_step *step, int64_t s) {
  int64_t first = f->worker.slice.rows.first;
  rk_multiply_step(step, f->tiles, s & 1);
  rk_point_step(step, f->tiles);
  if (is_last_phase(step))
    publish(f, s, f->vectors, first, first + step->cell.rows);
}

void rk_forward_step(const rk_forward_worker *f, rk_chunk chunk, int64_t s, int64_t row, rk_input input) {
  const rk_plan *plan = f->plan;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    if (phase > 0)
      rk_wait_for_tiles(&f->worker);
    rk_phase_step step = phase_step(f, chunk, s, row, phase, input);
    if (step.cell.rows > 0 && rk_is_thin(plan, plan->d.batch))
      run_all_tiles(f, &step, s);
    else if (step.cell.rows > 0)
      for (int64_t tile = f->tiles.first; tile < f->tiles.last; tile++)
        run_tile(f, &step, s, tile);
  }
  rk_store_ending_rows(f, s);
  rk_load_starting_rows(f, s + 1);
}
