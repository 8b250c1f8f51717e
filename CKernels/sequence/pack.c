/* Packing: W_ih and W_hh stacked for forward, or each by itself for backward. */
#include "sequence/pack.h"

#include "sequence/split.h"
#include "team/team.h"

#include <string.h>

int64_t rk_panel_row_stride(const rk_plan *plan, const rk_tiling *tiling) {
  return plan->products->panels_side_by_side ? tiling->panels * tiling->panel_width : tiling->panel_width;
}

int64_t rk_panel_stride(const rk_plan *plan, const rk_tiling *tiling, int64_t depth) {
  return plan->products->panels_side_by_side ? tiling->panel_width : depth * tiling->panel_width;
}

/* The panels of some tiles. */
static rk_range panels_of(const rk_tiling *tiling, rk_range tiles) {
  return (rk_range){tiles.first * tiling->tile_panels, rk_min(tiles.last * tiling->tile_panels, tiling->panels)};
}

/* Units of a vector: none in the padding of the last panel. */
static int lanes_of(const rk_plan *plan, int64_t vector) {
  return vector < plan->vectors ? rk_lanes_of(plan, vector) : 0;
}

/* One panel: each of its columns of vectors is one gate of one vector of units. */
static void pack_panel(const rk_plan *plan, const rk_weights *w, int phase, int64_t panel, float *data) {
  const rk_tiling *tiling = &plan->phase[phase];
  int64_t inputs = plan->d.input_size, hidden = plan->d.hidden_size, lanes = plan->isa->lanes;
  int64_t row_stride = rk_panel_row_stride(plan, tiling);
  data += panel * rk_panel_stride(plan, tiling, plan->input_rows + plan->hidden_rows);
  int64_t columns = tiling->panel_width / lanes;
  for (int64_t i = 0; i < columns; i++) {
    int64_t vector = (panel * columns + i) / tiling->gates, gate = (panel * columns + i) % tiling->gates;
    int units = lanes_of(plan, vector);
    float *column = data + i * lanes;
    int64_t row = units ? (plan->cell->phase[phase].first_gate + gate) * hidden + vector * lanes : 0;
    plan->kernels->pack_rows(w->weight_ih + row * inputs, inputs, units, inputs, column, row_stride);
    plan->kernels->pack_rows(w->weight_hh + row * hidden, hidden, units, hidden, column + plan->input_rows * row_stride,
                             row_stride);
  }
}

/* b_ih + b_hh of each gate. The last gate's b_hh is by itself where the cell has a bias more than gates. */
static void pack_bias(const rk_plan *plan, const rk_weights *w, int64_t vector, float *bias) {
  const rk_cell_definition *cell = plan->cell;
  int lanes = plan->isa->lanes, units = lanes_of(plan, vector);
  memset(bias, 0, sizeof(float) * (size_t)(cell->biases * lanes));
  for (int gate = 0; gate < cell->gates; gate++) {
    int64_t row = gate * plan->d.hidden_size + vector * lanes;
    bool by_itself = cell->biases > cell->gates && gate == cell->gates - 1;
    float *input = bias + gate * lanes, *hidden = by_itself ? bias + cell->gates * lanes : input;
    for (int unit = 0; unit < units; unit++) {
      input[unit] += w->bias_ih ? w->bias_ih[row + unit] : 0;
      hidden[unit] += w->bias_hh ? w->bias_hh[row + unit] : 0;
    }
  }
}

void rk_pack_tiles(const rk_plan *plan, const rk_weights *weights, void *packed, rk_range tiles) {
  char *base = packed;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    rk_range panels = panels_of(&plan->phase[phase], tiles);
    for (int64_t panel = panels.first; panel < panels.last; panel++)
      pack_panel(plan, weights, phase, panel, (float *)(void *)(base + plan->packed.panels[phase]));
  }
  float *bias = (float *)(void *)(base + plan->packed.bias);
  int64_t each = plan->phase[0].tile_vectors;
  for (int64_t v = tiles.first * each; v < rk_min(tiles.last * each, plan->vectors); v++)
    pack_bias(plan, weights, v, bias + v * plan->cell->biases * plan->isa->lanes);
}

static void pack_block(const rk_plan *plan, const rk_tiling *tiling, rk_range own, const float *weights,
                       int64_t columns, float *panels, int64_t panel_stride) {
  int64_t row_stride = rk_panel_row_stride(plan, tiling), hidden = plan->d.hidden_size;
  for (int64_t row = 0; row < hidden; row += RK_PACKED_ROWS)
    for (int64_t panel = own.first; panel < own.last; panel++) {
      int64_t column = rk_min(panel * tiling->panel_width, columns), n = rk_min(columns - column, tiling->panel_width);
      plan->kernels->pack_columns(weights + row * columns + column, columns, n, rk_min(hidden - row, RK_PACKED_ROWS),
                                  panels + panel * panel_stride + rk_words_of(plan->kernels, row) * row_stride,
                                  tiling->panel_width, row_stride);
    }
}

/* Some tiles of `weights`, [blocks][H][columns], as rows of panels that are `panel_depth` deep. A block begins with a
   word of its own, after `first_block` others. */
static void pack_columns_of_tiles(const rk_plan *plan, const rk_tiling *tiling, rk_range tiles, const float *weights,
                                  int64_t columns, int blocks, float *panels, int64_t panel_depth, int first_block) {
  int64_t stride = rk_panel_stride(plan, tiling, panel_depth), row_stride = rk_panel_row_stride(plan, tiling);
  rk_range own = panels_of(tiling, tiles);
  for (int block = 0; block < blocks; block++)
    pack_block(plan, tiling, own, weights + block * plan->d.hidden_size * columns, columns,
               panels + (first_block + block) * plan->hidden_words * row_stride, stride);
}

void rk_pack_backward_part(const rk_plan *plan, const rk_weights *w, void *packed, bool wants_input, int part,
                           int parts) {
  const rk_cell_definition *cell = plan->cell;
  int64_t hidden = plan->d.hidden_size;
  float *hidden_panels = (float *)(void *)((char *)packed + plan->packed_backward.hidden);
  rk_range tiles = rk_part_of(plan->d_hidden.tiles, 1, part, parts);
  for (int i = 0; i < cell->runs; i++)
    pack_columns_of_tiles(plan, &plan->d_hidden, tiles, w->weight_hh + cell->run[i].first_gate * hidden * hidden,
                          hidden, cell->run[i].blocks, hidden_panels, rk_hidden_blocks(cell) * plan->hidden_words,
                          cell->run[i].first_block);
  if (wants_input)
    pack_columns_of_tiles(plan, &plan->d_input, rk_part_of(plan->d_input.tiles, 1, part, parts), w->weight_ih,
                          plan->d.input_size, cell->gates,
                          (float *)(void *)((char *)packed + plan->packed_backward.input),
                          cell->gates * plan->hidden_words, 0);
}

/* --- ahead of the calls --- */

typedef struct packing {
  const rk_plan *plan;
  const rk_weights *const *weights;
  char *forward, *backward;
} packing;

static void run_part(void *context, int thread, int threads) {
  const packing *p = context;
  const rk_plan *plan = p->plan;
  for (int direction = 0; direction < plan->directions; direction++) {
    if (p->forward)
      rk_pack_tiles(plan, p->weights[direction], p->forward + (size_t)direction * plan->packed.bytes,
                    rk_part_of(plan->phase[0].tiles, 1, thread, threads));
    if (p->backward)
      rk_pack_backward_part(plan, p->weights[direction], p->backward + (size_t)direction * plan->packed_backward.bytes,
                            true, thread, threads);
  }
}

void rk_pack_run(const rk_plan *plan, const rk_weights *const weights[2], void *packed, void *packed_backward) {
  packing p = {.plan = plan, .weights = weights, .forward = packed, .backward = packed_backward};
  rk_team_run(rk_threads_for_packing(plan), run_part, &p);
}
