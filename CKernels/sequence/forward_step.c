#include "sequence/forward.h"

#include "sequence/pack.h"

/* One vector of units of a tile, once its sums are there. */
static void point_step(const rk_forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, int phase, int64_t vector,
                       int64_t rows, const float *hidden_part) {
  const rk_plan *plan = t->plan;
  int64_t first = t->seat.piece.rows.first, lanes = plan->isa->lanes;
  rk_inner_rows gates = rk_gates_of(&t->storage, chunk, 0, vector);
  rk_cell_forward_step step = {
      .rows = rows,
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .bias = (const float *)(const void *)(t->packed + plan->packed.bias) + vector * plan->cell->biases * lanes,
      .gates = gates.data + row * gates.stride,
      .gates_stride = gates.stride,
      .hidden_part = hidden_part,
      .hidden_part_stride = plan->phase[0].tile_width,
      .previous = rk_hidden_of(t, s, vector).data + first * plan->hidden_stride,
      .entering = rk_entering_of(t, s, vector).data + first * plan->hidden_stride,
      .hidden = rk_hidden_of(t, s + 1, vector).data + first * plan->hidden_stride,
      .hidden_stride = plan->hidden_stride,
  };
  if (plan->cell->phases > 1) {
    rk_inner_rows candidate = rk_gates_of(&t->storage, chunk, 1, vector);
    step.candidate = candidate.data + row * candidate.stride;
    step.candidate_stride = candidate.stride;
    step.reset_hidden = rk_kept_slot(&t->storage, s) + first * plan->hidden_stride + vector * lanes;
  } else if (plan->cell->kept == RK_KEPT_CELL) {
    step.cell = rk_kept_vector(&t->storage, s, vector) + first * lanes;
    step.kept = rk_kept_vector(&t->storage, s + 1, vector) + first * lanes;
  } else if (plan->cell->kept == RK_KEPT_HIDDEN_PART && t->keeps) {
    step.kept = rk_kept_vector(&t->storage, s, vector) + first * lanes;
  }
  plan->isa->cells[plan->d.cell].forward[phase](&step);
}

/* The output at step s of one vector of units. */
static float *output_of(const rk_forward_thread *t, int64_t s, int64_t vector, rk_caller_rows *rows) {
  const rk_plan *plan = t->plan;
  int64_t width = plan->directions * plan->d.hidden_size;
  *rows = (rk_caller_rows){t->seat.schedule->order, plan->d.steps * width};
  return t->a->output + rk_step_time(t->seat.schedule, t->seat.reverse, s) * width +
         t->seat.direction * plan->d.hidden_size + vector * plan->isa->lanes;
}

/* Hands the new h of one vector on: to the output and, masked, to the next step. */
static void publish(const rk_forward_thread *t, int64_t s, int64_t vector, int64_t first, int64_t last) {
  rk_mask_hidden(t, s + 1, vector, first, last);
  if (!t->a->output)
    return;
  rk_caller_rows rows;
  float *output = output_of(t, s, vector, &rows);
  t->plan->isa->rows->copy_out(first, last, rk_lanes_of(t->plan, vector), rk_hidden_of(t, s + 1, vector), output, rows);
}

/* What the step will write of one vector, far from the caches where all steps are kept. */
static void fetch_results(const rk_forward_thread *t, int64_t s, int64_t vector, int64_t first, int64_t last) {
  rk_fetch_inner(first, last, rk_hidden_of(t, s + 1, vector));
  if (t->plan->cell->kept == RK_KEPT_CELL)
    rk_fetch_inner(first, last, rk_kept_of(t, s + 1, vector));
  if (t->a->output) {
    rk_caller_rows rows;
    const float *output = output_of(t, s, vector, &rows);
    rk_fetch_caller(first, last, output, rows);
  }
}

static rk_packed panels_of(const rk_forward_thread *t, int phase) {
  char *panels = (char *)t->packed + t->plan->packed.panels[phase];
  return (rk_packed){(float *)(void *)panels, t->plan->d.input_size + t->plan->d.hidden_size};
}

void rk_input_product(const rk_forward_thread *t, rk_input input, int phase, int64_t tile, int64_t rows, float *gates) {
  rk_tile_product(t->plan, &t->plan->phase[phase], panels_of(t, phase), 0, t->plan->d.input_size, tile, rows,
                  input.data, input.stride, gates, 0);
}

/* W_hh h and what follows it, for one tile, `row` being the first row of the chunk. */
static void step_tile(const rk_forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, int phase, int64_t tile,
                      int64_t rows) {
  const rk_plan *plan = t->plan;
  const rk_tiling *tiling = &plan->phase[phase];
  int64_t first = t->seat.piece.rows.first;
  float *gates = rk_gates_tile(&t->storage, chunk, phase, tile) + row * tiling->tile_width;
  const float *source = plan->cell->phase[phase].source == RK_SOURCE_RESET_HIDDEN ? rk_kept_slot(&t->storage, s)
                                                                                  : rk_entering_of(t, s, 0).data;
  rk_span vectors = {tile * tiling->tile_vectors, (tile + 1) * tiling->tile_vectors};
  if (vectors.last > plan->vectors)
    vectors.last = plan->vectors;
  for (int64_t vector = vectors.first; vector < vectors.last && rows > 1; vector++)
    fetch_results(t, s, vector, first, first + rows);
  /* Each thread uses the place of its own first tile again and again: it stays in its first cache. */
  int apart = plan->cell->hidden_part_apart;
  float *hidden_part = t->hidden_part + (t->tiles.first * plan->d.batch + first) * tiling->tile_width;
  rk_tile_product(plan, tiling, panels_of(t, phase), plan->d.input_size, plan->d.hidden_size, tile, rows,
                  source + first * plan->hidden_stride, plan->hidden_stride, apart ? hidden_part : gates, !apart);
  for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
    point_step(t, chunk, s, row, phase, vector, rows,
               hidden_part + (vector - vectors.first) * tiling->gates * plan->isa->lanes);
    if (phase == plan->cell->phases - 1)
      publish(t, s, vector, first, first + rows);
  }
}

void rk_forward_step(const rk_forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, rk_input input) {
  int64_t rows = rk_seat_live_own(&t->seat, s) - t->seat.piece.rows.first;
  row += t->seat.piece.rows.first;
  for (int phase = 0; phase < t->plan->cell->phases; phase++) {
    if (phase > 0)
      rk_meet_other_tiles(&t->seat);
    int64_t tiles = rows > 0 ? t->tiles.last - t->tiles.first : 0;
    for (int64_t turn = 0; turn < tiles; turn++) {
      int64_t tile = rk_tile_of_turn(t->plan, t->tiles, s, rows, turn);
      if (input.data) {
        float *gates = rk_gates_tile(&t->storage, chunk, phase, tile) + row * t->plan->phase[phase].tile_width;
        rk_input_product(t, input, phase, tile, rows, gates);
      }
      step_tile(t, chunk, s, row, phase, tile, rows);
    }
  }
  rk_store_ending_rows(t, s);
  rk_load_starting_rows(t, s + 1);
}
