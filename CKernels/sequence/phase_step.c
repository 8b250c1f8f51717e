/* A phase of a forward step. */
#include "sequence/phase_step.h"

static const float *floats_at(const void *base, size_t offset) {
  return (const float *)(const void *)((const char *)base + offset);
}

rk_packed rk_panels_of(const rk_plan *plan, const void *packed, int phase) {
  return (rk_packed){floats_at(packed, plan->packed.panels[phase]), plan->input_rows + plan->hidden_rows};
}

rk_range rk_vectors_of(const rk_plan *plan, rk_range tiles) {
  int64_t each = plan->phase[0].tile_vectors;
  return (rk_range){tiles.first * each, rk_min(tiles.last * each, plan->vectors)};
}

/* --- strides --- */

/* Floats from one vector's sums to the next one's. Where a tile has several vectors, this holds within a tile. */
static int64_t vector_stride(const rk_tiling *tiling, int lanes, int64_t tile_stride) {
  return tiling->tile_vectors == 1 ? tile_stride : tiling->gates * lanes;
}

/* Whether it holds from tile to tile too: over tiles of one vector, and where a tile has one row. */
static bool is_even(const rk_phase_step *s) {
  return s->plan->phase[0].tile_vectors == 1 || (s->gates_rows == 1 && s->plan->d.batch == 1);
}

rk_cell_forward_step rk_cell_of(const rk_plan *plan, int64_t gates_rows) {
  const rk_tiling *first = &plan->phase[0];
  int lanes = plan->isa->lanes;
  rk_cell_forward_step cell = {
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .bias_vector_stride = plan->cell->biases * lanes,
      .hidden_sums_row_stride = first->tile_width,
      .hidden_sums_vector_stride = vector_stride(first, lanes, first->tile_width),
      .hidden_row_stride = plan->series[RK_HIDDEN].row_stride,
      .extra_row_stride = plan->series[RK_EXTRA].row_stride,
      .extra_vector_stride = plan->series[RK_EXTRA].vector_stride,
  };
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    const rk_tiling *tiling = &plan->phase[phase];
    cell.gates_row_stride[phase] = tiling->tile_width;
    cell.gates_vector_stride[phase] = vector_stride(tiling, lanes, gates_rows * tiling->tile_width);
  }
  return cell;
}

/* --- a step --- */

void rk_phase_step_make(const rk_plan *plan, const void *packed, int phase, int64_t gates_rows, rk_phase_step *step) {
  step->cell.bias = floats_at(packed, plan->packed.bias);
  step->plan = plan;
  step->phase = phase;
  step->gates_rows = gates_rows;
  step->panels = rk_panels_of(plan, packed, phase);
  step->operand = phase == 0 ? step->cell.masked : step->cell.extra;
}

void rk_set_hidden_sums(rk_phase_step *step, float *hidden_sums, int64_t tile_stride) {
  const rk_plan *plan = step->plan;
  step->hidden_sums = hidden_sums;
  step->hidden_sums_tile_stride = tile_stride;
  step->cell.hidden_sums = hidden_sums;
  step->cell.hidden_sums_vector_stride = vector_stride(&plan->phase[0], plan->isa->lanes, tile_stride);
}

void rk_multiply_step(const rk_phase_step *s, rk_range tiles, bool backwards) {
  const rk_tiling *tiling = &s->plan->phase[s->phase];
  rk_tiles_product product = {
      .tiling = tiling,
      .b = s->panels,
      .rows = s->cell.rows,
      .c = s->cell.gates[s->phase],
      .tile_stride = s->gates_rows * tiling->tile_width,
  };
  rk_left_rows input = {s->input.data, s->input.stride, s->plan->input_words};
  rk_left_rows hidden = {s->operand, s->plan->operand_stride, s->plan->hidden_words};
  if (s->input.data && !s->hidden_sums) {
    product.a[0] = input;
    product.a[1] = hidden;
    rk_multiply_tiles(s->plan, &product, tiles, backwards);
    return;
  }
  if (s->input.data) {
    product.a[0] = input;
    rk_multiply_tiles(s->plan, &product, tiles, backwards);
  }
  product.from = s->plan->input_rows;
  product.a[0] = hidden;
  product.continues = !s->hidden_sums;
  if (s->hidden_sums) {
    product.c = s->hidden_sums;
    product.tile_stride = s->hidden_sums_tile_stride;
  }
  rk_multiply_tiles(s->plan, &product, tiles, backwards);
}

/* A tile of several vectors, which do not lie as far apart as tiles do. */
static void point_tile(const rk_phase_step *s, int64_t tile) {
  const rk_plan *plan = s->plan;
  rk_range vectors = rk_vectors_of(plan, (rk_range){tile, tile + 1});
  rk_cell_forward_step cell = s->cell;
  for (int phase = 0; phase <= s->phase; phase++)
    cell.gates[phase] += tile * s->gates_rows * plan->phase[phase].tile_width;
  if (cell.hidden_sums)
    cell.hidden_sums += tile * s->hidden_sums_tile_stride;
  cell.bias += vectors.first * cell.bias_vector_stride;
  cell.previous += vectors.first * plan->isa->lanes;
  cell.masked += vectors.first * plan->isa->lanes;
  cell.hidden += vectors.first * plan->isa->lanes;
  if (cell.extra_before)
    cell.extra_before += vectors.first * cell.extra_vector_stride;
  if (cell.extra)
    cell.extra += vectors.first * cell.extra_vector_stride;
  plan->cell->forward[s->phase](&cell, 0, vectors.last - vectors.first);
}

void rk_point_step(const rk_phase_step *s, rk_range tiles) {
  if (is_even(s)) {
    rk_range vectors = rk_vectors_of(s->plan, tiles);
    s->plan->cell->forward[s->phase](&s->cell, vectors.first, vectors.last);
    return;
  }
  for (int64_t tile = tiles.first; tile < tiles.last; tile++)
    point_tile(s, tile);
}
