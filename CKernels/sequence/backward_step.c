/* One step of a backward pass, for one worker. */
#include "sequence/backward.h"

/* Rows of a step among the worker's own: they begin at `first`; some are live after the step, some at it. */
typedef struct step_rows {
  int64_t first, end_after, end;
} step_rows;

static rk_inner_rows carry_of(const rk_backward_worker *b, int64_t vector) {
  const rk_series_layout *l = &b->plan->series[RK_EXTRA];
  return (rk_inner_rows){b->carry + vector * l->vector_stride, l->row_stride};
}

/* Tiles are done one by one in one place, or all of them at once where few rows make thin products. */
static bool does_all_tiles(const rk_backward_worker *b) {
  return rk_is_thin(b->plan, b->plan->d.batch);
}

/* Where the gradient of h lies, for vector `v` of a tile. */
static rk_inner_rows d_hidden_of(const rk_backward_worker *b, int64_t tile, int64_t v) {
  const rk_tiling *tiling = &b->plan->d_hidden;
  int64_t place = does_all_tiles(b) ? tile : b->scratch_tile;
  float *data = b->d_hidden + place * b->plan->d.batch * tiling->tile_width;
  return (rk_inner_rows){data + v * b->plan->isa->lanes, tiling->tile_width};
}

static rk_range vectors_of(const rk_plan *plan, rk_range tiles) {
  int64_t each = plan->d_hidden.tile_vectors;
  return (rk_range){tiles.first * each, rk_min(tiles.last * each, plan->vectors)};
}

/* --- the gradient of h, before the pointwise half --- */

/* Rows whose first step was the one after this hand their gradients on to the initial states. */
static void store_started_rows(const rk_backward_worker *b, step_rows rows, int64_t vector, rk_inner_rows d_hidden) {
  const rk_row_functions *passes = b->plan->isa->rows;
  rk_inner_rows carry = carry_of(b, vector), of_state[RK_SERIES] = {d_hidden, carry};
  int64_t offset = rk_state_offset(&b->worker, vector);
  if (b->plan->cell->carries_hidden_gradient && b->d_initial[RK_HIDDEN])
    passes->add_in(rows.end, rows.end_after, b->plan->isa->lanes, carry.data, (rk_caller_rows){NULL, carry.stride},
                   d_hidden);
  for (int i = 0; i < b->plan->states; i++)
    if (b->d_initial[i])
      passes->copy_out(rows.end, rows.end_after, rk_lanes_of(b->plan, vector), of_state[i], b->d_initial[i] + offset,
                       rk_state_rows(&b->worker));
}

/* Rows whose last step this is begin with the gradients of their final states. */
static void load_ending_rows(const rk_backward_worker *b, step_rows rows, int64_t vector, rk_inner_rows d_hidden) {
  rk_inner_rows of_series[RK_SERIES] = {d_hidden, carry_of(b, vector)};
  int64_t offset = rk_state_offset(&b->worker, vector);
  for (int i = 0; i < RK_SERIES; i++)
    b->plan->isa->rows->copy_in(rows.end_after, rows.end, rk_lanes_of(b->plan, vector),
                                b->d_final[i] ? b->d_final[i] + offset : NULL, rk_state_rows(&b->worker), of_series[i]);
}

static void mask_gradient(const rk_backward_worker *b, int64_t first, int64_t last, int64_t vector, rk_inner_rows d) {
  if (b->forward->recurrent_mask)
    b->plan->isa->rows->multiply_in(first, last, rk_lanes_of(b->plan, vector),
                                    b->forward->recurrent_mask + rk_state_offset(&b->worker, vector),
                                    rk_state_rows(&b->worker), d, d);
}

/* Fetches the lines of d_output that the step will read. Each is far from the last. */
static void fetch_d_output(const rk_backward_worker *b, int64_t s, step_rows rows, rk_range vectors) {
  for (int64_t vector = vectors.first; vector < vectors.last; vector++)
    rk_fetch_caller(rows.first, rows.end, b->a->d_output + rk_output_offset(&b->worker, s, vector),
                    rk_output_rows(&b->worker));
}

/* Makes the gradient of h after step s, of one vector of units, from what came back through W_hh. */
static void complete_gradient(const rk_backward_worker *b, int64_t s, step_rows rows, int64_t vector,
                              rk_inner_rows d_hidden) {
  mask_gradient(b, rows.first, rows.end_after, vector, d_hidden);
  if (rows.end < rows.end_after)
    store_started_rows(b, rows, vector, d_hidden);
  if (rows.end_after < rows.end)
    load_ending_rows(b, rows, vector, d_hidden);
  if (b->a->d_output && rows.first < rows.end)
    b->plan->isa->rows->add_in(rows.first, rows.end, rk_lanes_of(b->plan, vector),
                               b->a->d_output + rk_output_offset(&b->worker, s, vector), rk_output_rows(&b->worker),
                               d_hidden);
}

/* --- the pointwise half --- */

static void point_step(const rk_backward_worker *b, rk_gradient_step g, step_rows rows, int phase, int64_t vector,
                       rk_inner_rows d_hidden) {
  const rk_plan *plan = b->plan;
  const rk_series_layout *hidden_layout = &plan->series[RK_HIDDEN], *extra_layout = &plan->series[RK_EXTRA];
  int64_t first = rows.first, row = g.chunk_row + first, lanes = plan->isa->lanes;
  int64_t hidden = first * hidden_layout->row_stride + vector * lanes;
  int64_t extra = first * extra_layout->row_stride + vector * extra_layout->vector_stride;
  rk_cell_backward_step step = {
      .rows = rows.end - first,
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .previous = rk_slot(&b->storage, RK_HIDDEN, g.s) + hidden,
      .hidden = rk_slot(&b->storage, RK_HIDDEN, g.s + 1) + hidden,
      .hidden_row_stride = hidden_layout->row_stride,
      .extra_row_stride = extra_layout->row_stride,
      .d_hidden = d_hidden.data + first * d_hidden.stride,
      .d_hidden_row_stride = d_hidden.stride,
      .carry = b->carry + extra,
      .d_row_stride = plan->gradient_stride,
      .lanes = rk_lanes_of(plan, vector),
  };
  for (int block = 0; block < plan->cell->blocks; block++)
    step.d_blocks[block] = g.gradients + first * plan->gradient_stride + block * plan->d.hidden_size + vector * lanes;
  for (int i = 0; i < plan->cell->phases && plan->cell->backward_reads_gates; i++) {
    rk_inner_rows gates = rk_gates_of(&b->storage, g.chunk, i, vector);
    step.gates[i] = gates.data + row * gates.stride;
    step.gates_row_stride[i] = gates.stride;
  }
  if (plan->cell->extra == RK_EXTRA_STATE)
    step.extra_before = rk_slot(&b->storage, RK_EXTRA, g.s) + extra;
  if (plan->cell->extra != RK_EXTRA_NONE)
    step.extra = rk_slot(&b->storage, RK_EXTRA, rk_extra_slot(plan, g.s)) + extra;
  plan->cell->backward[phase](&step);
}

/* Makes words of the gradients of one vector: after phase 0 of two, those that phase 1 multiplies; in the end, all. */
static void narrow_gradients(const rk_backward_worker *b, rk_gradient_step g, step_rows rows, int phase,
                             int64_t vector) {
  const rk_plan *plan = b->plan;
  bool is_last = phase == plan->cell->phases - 1;
  int first = is_last ? 0 : plan->cell->phase[phase + 1].first_block;
  int blocks = is_last ? plan->cell->blocks : plan->cell->phase[phase + 1].blocks;
  for (int block = first; block < first + blocks; block++) {
    const float *gradients = g.gradients + rows.first * plan->gradient_stride + block * plan->d.hidden_size;
    float *words = g.words + rows.first * plan->gradient_words_stride + block * plan->hidden_words;
    plan->kernels->narrow_vectors(
        rows.end - rows.first, rk_lanes_of(plan, vector), gradients + vector * plan->isa->lanes, plan->gradient_stride,
        words + vector * rk_words_of(plan->kernels, plan->isa->lanes), plan->gradient_words_stride);
  }
}

/* --- the step --- */

/* d_hidden = the gradients of a phase's blocks times the rows of W_hh that they belong to. Every other step goes
   through the tiles backwards: those read last are still in the cache. */
static void multiply(const rk_backward_worker *b, int64_t first, int64_t last, rk_range tiles, int64_t s,
                     const float *words, int phase) {
  if (first >= last)
    return; /* at the last step there are no gradients after it */
  const rk_plan *plan = b->plan;
  int64_t from = plan->cell->phase[phase].first_block * plan->hidden_words;
  int64_t depth = plan->cell->phase[phase].blocks * plan->hidden_words, stride = plan->gradient_words_stride;
  int64_t tile = plan->d.batch * plan->d_hidden.tile_width;
  rk_tiles_product product = {
      .tiling = &plan->d_hidden,
      .b = b->hidden_panels,
      .from = from,
      .rows = last - first,
      .a = {{words + first * stride + from, stride, depth}},
      .c = b->d_hidden + first * plan->d_hidden.tile_width + (does_all_tiles(b) ? 0 : b->scratch_tile * tile),
      .tile_stride = does_all_tiles(b) ? tile : 0,
  };
  rk_multiply_tiles(plan, &product, tiles, s & 1);
}

/* Phase 0 takes the gradients of the step after; phase 1 those that phase 0 has just made, through to the extra. */
static void run_tiles(const rk_backward_worker *b, rk_gradient_step g, const float *words_after, step_rows rows,
                      int phase, rk_range tiles) {
  if (phase == 0 && b->a->d_output && rows.end - rows.first > 1)
    fetch_d_output(b, g.s, rows, vectors_of(b->plan, tiles));
  if (phase == 0)
    multiply(b, rows.first, rows.end_after, tiles, g.s, words_after, phase);
  else
    multiply(b, rows.first, rows.end, tiles, g.s, g.words, phase);
  for (int64_t tile = tiles.first; tile < tiles.last; tile++) {
    rk_range vectors = vectors_of(b->plan, (rk_range){tile, tile + 1});
    for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
      rk_inner_rows d_hidden = d_hidden_of(b, tile, vector - vectors.first);
      if (phase == 0)
        complete_gradient(b, g.s, rows, vector, d_hidden);
      else
        mask_gradient(b, rows.first, rows.end, vector, d_hidden);
      if (rows.first < rows.end)
        point_step(b, g, rows, phase, vector, d_hidden);
      if (rows.first < rows.end && rk_narrows(b->plan))
        narrow_gradients(b, g, rows, phase, vector);
    }
  }
}

void rk_backward_step(const rk_backward_worker *b, rk_gradient_step g, const float *words_after) {
  step_rows rows = {.first = b->worker.slice.rows.first,
                    .end_after = rk_worker_own_end(&b->worker, g.s + 1),
                    .end = rk_worker_own_end(&b->worker, g.s)};
  int64_t at_once = does_all_tiles(b) ? b->tiles.last - b->tiles.first : 1;
  for (int phase = 0; phase < (g.s < 0 ? 1 : b->plan->cell->phases); phase++) {
    if (phase > 0)
      rk_wait_for_tiles(&b->worker);
    for (int64_t tile = b->tiles.first; tile < b->tiles.last; tile += at_once)
      run_tiles(b, g, words_after, rows, phase, (rk_range){tile, tile + at_once});
  }
}
