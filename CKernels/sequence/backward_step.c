#include "sequence/backward.h"

#include "sequence/rows.h"

/* The rows of a step, within a thread's own: those alive after it, those at it. */
typedef struct step_rows {
  int64_t first, after, at;
} step_rows;

static rk_inner_rows carry_of(const rk_backward_thread *t, int64_t vector) {
  return (rk_inner_rows){t->carry + vector * t->plan->next_kept, t->plan->kept_stride};
}

/* Rows whose first step was the one after this hand their gradient on to the initial states. */
static void store_started_rows(const rk_backward_thread *t, step_rows rows, int64_t vector, rk_inner_rows d_hidden) {
  const rk_plan *plan = t->plan;
  int lanes = rk_lanes_of(plan, vector);
  int64_t offset = rk_state_offset(&t->seat, vector);
  rk_inner_rows carry = carry_of(t, vector);
  int is_cell = plan->cell->kept == RK_KEPT_CELL;
  if (t->a->d_initial_hidden) {
    if (!is_cell && plan->cell->gates > 1)
      plan->isa->rows->add_in(rows.at, rows.after, plan->isa->lanes, carry.data, (rk_caller_rows){NULL, carry.stride},
                              d_hidden);
    plan->isa->rows->copy_out(rows.at, rows.after, lanes, d_hidden, t->a->d_initial_hidden + offset,
                              rk_state_rows(&t->seat));
  }
  if (t->a->d_initial_cell && is_cell)
    plan->isa->rows->copy_out(rows.at, rows.after, lanes, carry, t->a->d_initial_cell + offset,
                              rk_state_rows(&t->seat));
}

/* Rows whose last step this is begin with the gradient of their final states. */
static void load_ending_rows(const rk_backward_thread *t, step_rows rows, int64_t vector, rk_inner_rows d_hidden) {
  const rk_plan *plan = t->plan;
  int lanes = rk_lanes_of(plan, vector);
  int64_t offset = rk_state_offset(&t->seat, vector);
  const float *hidden = t->a->d_final_hidden;
  const float *cell = plan->cell->kept == RK_KEPT_CELL ? t->a->d_final_cell : NULL;
  plan->isa->rows->copy_in(rows.after, rows.at, lanes, hidden ? hidden + offset : NULL, rk_state_rows(&t->seat),
                           d_hidden);
  plan->isa->rows->copy_in(rows.after, rows.at, lanes, cell ? cell + offset : NULL, rk_state_rows(&t->seat),
                           carry_of(t, vector));
}

static void mask_gradient(const rk_backward_thread *t, int64_t first, int64_t last, int64_t vector,
                          rk_inner_rows d_hidden) {
  if (t->forward->recurrent_mask)
    t->plan->isa->rows->multiply_in(first, last, rk_lanes_of(t->plan, vector),
                                    t->forward->recurrent_mask + rk_state_offset(&t->seat, vector),
                                    rk_state_rows(&t->seat), d_hidden, d_hidden);
}

/* The caller's gradient of the output at step s, of one vector of units. */
static const float *d_output_of(const rk_backward_thread *t, int64_t s, int64_t vector, rk_caller_rows *rows) {
  const rk_plan *plan = t->plan;
  int64_t width = plan->directions * plan->d.hidden_size;
  *rows = (rk_caller_rows){t->seat.schedule->order, plan->d.steps * width};
  return t->a->d_output + rk_step_time(t->seat.schedule, t->seat.reverse, s) * width +
         t->seat.direction * plan->d.hidden_size + vector * plan->isa->lanes;
}

/* The lines of d_output that the step will read of one vector: each is far from the last. */
static void fetch_d_output(const rk_backward_thread *t, int64_t s, step_rows rows, int64_t vector) {
  rk_caller_rows caller;
  const float *d_output = d_output_of(t, s, vector, &caller);
  rk_fetch_caller(rows.first, rows.at, d_output, caller);
}

/* What the later steps and the caller's d_output say of h after step s, for one vector of units. */
static void complete_gradient(const rk_backward_thread *t, int64_t s, step_rows rows, int64_t vector,
                              rk_inner_rows d_hidden) {
  const rk_plan *plan = t->plan;
  mask_gradient(t, rows.first, rows.after, vector, d_hidden);
  if (rows.at < rows.after)
    store_started_rows(t, rows, vector, d_hidden);
  if (rows.after < rows.at)
    load_ending_rows(t, rows, vector, d_hidden);
  if (!t->a->d_output || rows.first >= rows.at)
    return;
  rk_caller_rows caller;
  const float *d_output = d_output_of(t, s, vector, &caller);
  plan->isa->rows->add_in(rows.first, rows.at, rk_lanes_of(plan, vector), d_output, caller, d_hidden);
}

static void point_step(const rk_backward_thread *t, rk_gradient_step g, step_rows rows, int phase, int64_t vector,
                       rk_inner_rows d_hidden) {
  const rk_plan *plan = t->plan;
  int64_t first = rows.first, lanes = plan->isa->lanes, row = g.chunk_row + first;
  int64_t hidden = first * plan->hidden_stride + vector * lanes;
  int64_t kept = first * plan->kept_stride + vector * plan->next_kept;
  rk_cell_backward_step step = {
      .rows = rows.at - first,
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .previous = rk_hidden_slot(&t->storage, g.s) + hidden,
      .hidden = rk_hidden_slot(&t->storage, g.s + 1) + hidden,
      .hidden_stride = plan->hidden_stride,
      .kept_stride = plan->kept_stride,
      .d_hidden = d_hidden.data + first * d_hidden.stride,
      .d_hidden_stride = d_hidden.stride,
      .carry = t->carry + kept,
      .d_stride = plan->gradient_stride,
      .lanes = rk_lanes_of(plan, vector),
  };
  for (int block = 0; block < plan->cell->blocks; block++)
    step.d_blocks[block] = g.gradients + first * plan->gradient_stride + block * plan->d.hidden_size + vector * lanes;
  if (plan->cell->backward_reads_gates) {
    rk_inner_rows gates = rk_gates_of(&t->storage, g.chunk, 0, vector);
    step.gates = gates.data + row * gates.stride;
    step.gates_stride = gates.stride;
  }
  if (plan->cell->phases > 1) {
    rk_inner_rows candidate = rk_gates_of(&t->storage, g.chunk, 1, vector);
    step.candidate = candidate.data + row * candidate.stride;
    step.candidate_stride = candidate.stride;
  } else if (plan->cell->kept == RK_KEPT_CELL) {
    step.cell = rk_kept_slot(&t->storage, g.s) + kept;
    step.kept = rk_kept_slot(&t->storage, g.s + 1) + kept;
  } else if (plan->cell->kept == RK_KEPT_HIDDEN_PART) {
    step.kept = rk_kept_slot(&t->storage, g.s) + kept;
  }
  plan->isa->cells[plan->d.cell].backward[phase](&step);
}

/* Few rows: the products of all tiles come first, since they are bound by reading the weights and should not wait for
   what follows one of them. */
static int few_rows(const rk_backward_thread *t) {
  return rk_few_rows(t->plan, t->plan->d.batch);
}

/* Where a tile's gradient of h lies. Of many rows, each thread uses one place again and again. */
static rk_inner_rows d_hidden_of(const rk_backward_thread *t, int64_t tile, int64_t v) {
  const rk_tiling *tiling = &t->plan->d_hidden;
  float *data = t->d_hidden + (few_rows(t) ? tile : t->place) * t->plan->d.batch * tiling->tile_width;
  return (rk_inner_rows){data + v * t->plan->isa->lanes, tiling->tile_width};
}

/* d_hidden = gradients of some blocks times the rows of W_hh they belong to, at step s. Every other step goes through
   the tiles backwards: those read last are still in the cache. */
static void hidden_products(const rk_backward_thread *t, int64_t first, int64_t last, rk_range tiles, int64_t s,
                            const float *gradients, int64_t first_block, int64_t blocks) {
  if (first >= last)
    return; /* at the last step there are no gradients after it */
  const rk_plan *plan = t->plan;
  int64_t hidden = plan->d.hidden_size, place = plan->d.batch * plan->d_hidden.tile_width;
  rk_tiles_product product = {
      .tiling = &plan->d_hidden,
      .b = t->hidden_panels,
      .from = first_block * hidden,
      .rows = last - first,
      .a = {{gradients + first * plan->gradient_stride + first_block * hidden, plan->gradient_stride, blocks * hidden}},
      .c = t->d_hidden + first * plan->d_hidden.tile_width + (few_rows(t) ? 0 : t->place * place),
      .next = few_rows(t) ? place : 0,
  };
  rk_multiply_tiles(plan, &product, tiles, s & 1);
}

/* The vectors of a tile. */
static rk_range tile_vectors(const rk_plan *plan, int64_t tile) {
  int64_t first = tile * plan->d_hidden.tile_vectors, last = first + plan->d_hidden.tile_vectors;
  return (rk_range){first, last < plan->vectors ? last : plan->vectors};
}

/* Reset before: the gradient of r h, once that of n is there. */
static void run_reset_phase(const rk_backward_thread *t, rk_gradient_step g, step_rows rows, rk_range tiles) {
  hidden_products(t, rows.first, rows.at, tiles, g.s, g.gradients, t->plan->cell->hidden_part[1].first_block,
                  t->plan->cell->hidden_part[1].blocks);
  for (int64_t tile = tiles.first; tile < tiles.last && rows.first < rows.at; tile++) {
    rk_range vectors = tile_vectors(t->plan, tile);
    for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
      rk_inner_rows d_reset = d_hidden_of(t, tile, vector - vectors.first);
      mask_gradient(t, rows.first, rows.at, vector, d_reset);
      point_step(t, g, rows, 1, vector, d_reset);
    }
  }
}

/* With the gradients of the step after it. */
static void run_tiles(const rk_backward_thread *t, rk_gradient_step g, const float *gradients_after, step_rows rows,
                      rk_range tiles) {
  const rk_cell_traits *cell = t->plan->cell;
  int64_t blocks = cell->phases > 1 ? cell->hidden_part[0].blocks : cell->hidden_blocks;
  rk_range all = {tile_vectors(t->plan, tiles.first).first, tile_vectors(t->plan, tiles.last - 1).last};
  for (int64_t vector = all.first; vector < all.last && t->a->d_output && rows.at - rows.first > 1; vector++)
    fetch_d_output(t, g.s, rows, vector);
  hidden_products(t, rows.first, rows.after, tiles, g.s, gradients_after, 0, blocks);
  for (int64_t tile = tiles.first; tile < tiles.last; tile++) {
    rk_range vectors = tile_vectors(t->plan, tile);
    for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
      rk_inner_rows d_hidden = d_hidden_of(t, tile, vector - vectors.first);
      complete_gradient(t, g.s, rows, vector, d_hidden);
      if (rows.first < rows.at)
        point_step(t, g, rows, 0, vector, d_hidden);
    }
  }
}

void rk_backward_step(const rk_backward_thread *t, rk_gradient_step g, const float *gradients_after) {
  step_rows rows = {t->seat.piece.rows.first, rk_seat_live_own(&t->seat, g.s + 1), rk_seat_live_own(&t->seat, g.s)};
  int64_t together = few_rows(t) ? t->tiles.last - t->tiles.first : 1;
  for (int64_t tile = t->tiles.first; tile < t->tiles.last; tile += together)
    run_tiles(t, g, gradients_after, rows, (rk_range){tile, tile + together});
  if (t->plan->cell->phases == 1 || g.s < 0)
    return;
  rk_meet_other_tiles(&t->seat);
  for (int64_t tile = t->tiles.first; tile < t->tiles.last; tile += together)
    run_reset_phase(t, g, rows, (rk_range){tile, tile + together});
}
