#include "sequence/phase_step.h"

rk_packed rk_panels_of(const rk_plan *plan, const void *packed, int phase) {
  char *panels = (char *)(uintptr_t)packed + plan->packed.panels[phase];
  return (rk_packed){(float *)(void *)panels, plan->d.input_size + plan->d.hidden_size};
}

rk_range rk_vectors_of(const rk_plan *plan, rk_range tiles) {
  int64_t each = plan->phase[0].tile_vectors, last = tiles.last * each;
  return (rk_range){tiles.first * each, last < plan->vectors ? last : plan->vectors};
}

/* Floats of sums from one vector to the next: alike over tiles of one vector, and where a tile has but one row. */
static int64_t next_vector(const rk_tiling *tiling, int lanes, int64_t next_tile) {
  return tiling->tile_vectors == 1 ? next_tile : tiling->gates * lanes;
}

static int is_even(const rk_phase_step *s) {
  return s->plan->phase[0].tile_vectors == 1 || (s->live == 1 && s->plan->d.batch == 1);
}

rk_cell_forward_step rk_cell_of(const rk_plan *plan, int64_t live) {
  int lanes = plan->isa->lanes;
  const rk_tiling *gates = &plan->phase[0], *candidates = &plan->phase[1];
  return (rk_cell_forward_step){
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .next_bias = plan->cell->biases * lanes,
      .gates_stride = gates->tile_width,
      .next_gates = next_vector(gates, lanes, live * gates->tile_width),
      .candidate_stride = candidates->tile_width,
      .next_candidate = next_vector(candidates, lanes, live * candidates->tile_width),
      .hidden_part_stride = gates->tile_width,
      .next_hidden_part = next_vector(gates, lanes, gates->tile_width),
      .hidden_stride = plan->hidden_stride,
      .kept_stride = plan->kept_stride,
      .next_kept = plan->next_kept,
  };
}

void rk_phase_step_make(const rk_plan *plan, const void *packed, int phase, int64_t live, rk_phase_step *step) {
  step->cell.bias = (const float *)(const void *)((const char *)packed + plan->packed.bias);
  step->plan = plan;
  step->phase = phase;
  step->live = live;
  step->panels = rk_panels_of(plan, packed, phase);
  int reset = plan->cell->phase[phase].source == RK_SOURCE_RESET_HIDDEN;
  step->source = reset ? step->cell.reset_hidden : step->cell.entering;
}

void rk_set_hidden_part(rk_phase_step *step, float *hidden_part, int64_t next) {
  const rk_tiling *tiling = &step->plan->phase[0];
  step->hidden_part = hidden_part;
  step->next_hidden_part = next;
  step->cell.hidden_part = hidden_part;
  step->cell.next_hidden_part = next_vector(tiling, step->plan->isa->lanes, next);
}

void rk_multiply_step(const rk_phase_step *s, rk_range tiles, int backwards) {
  const rk_tiling *tiling = &s->plan->phase[s->phase];
  rk_tiles_product product = {
      .tiling = tiling,
      .b = s->panels,
      .rows = s->cell.rows,
      .c = s->phase == 0 ? s->cell.gates : s->cell.candidate,
      .next = s->live * tiling->tile_width,
  };
  rk_left_rows input = {s->input.data, s->input.stride, s->plan->d.input_size};
  rk_left_rows hidden = {s->source, s->plan->hidden_stride, s->plan->d.hidden_size};
  int input_first = s->input.data && s->hidden_part, both = s->input.data && !s->hidden_part;
  if (input_first) {
    product.a[0] = input;
    rk_multiply_tiles(s->plan, &product, tiles, backwards);
  }
  product.from = both ? 0 : input.depth;
  product.a[0] = both ? input : hidden;
  product.a[1] = both ? hidden : (rk_left_rows){0};
  product.continues = !both && !s->hidden_part;
  if (s->hidden_part) {
    product.c = s->hidden_part;
    product.next = s->next_hidden_part;
  }
  rk_multiply_tiles(s->plan, &product, tiles, backwards);
}

/* A tile of several vectors, which do not lie as far apart as tiles do. */
static void point_tile(const rk_phase_step *s, int64_t tile) {
  rk_range vectors = rk_vectors_of(s->plan, (rk_range){tile, tile + 1});
  rk_cell_forward_step cell = s->cell;
  cell.gates += tile * s->live * s->plan->phase[0].tile_width - vectors.first * cell.next_gates;
  if (cell.candidate)
    cell.candidate += tile * s->live * s->plan->phase[1].tile_width - vectors.first * cell.next_candidate;
  if (cell.hidden_part)
    cell.hidden_part += tile * s->next_hidden_part - vectors.first * cell.next_hidden_part;
  s->plan->isa->cells[s->plan->d.cell].forward[s->phase](&cell, vectors.first, vectors.last);
}

void rk_point_step(const rk_phase_step *s, rk_range tiles) {
  if (is_even(s)) {
    rk_range vectors = rk_vectors_of(s->plan, tiles);
    s->plan->isa->cells[s->plan->d.cell].forward[s->phase](&s->cell, vectors.first, vectors.last);
    return;
  }
  for (int64_t tile = tiles.first; tile < tiles.last; tile++)
    point_tile(s, tile);
}
