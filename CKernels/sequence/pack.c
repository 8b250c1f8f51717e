#include "sequence/pack.h"

#include <string.h>

/* None in the padding of the last panel. */
static int lanes_of(const rk_plan *plan, int64_t vector) {
  return vector < plan->vectors ? rk_lanes_of(plan, vector) : 0;
}

static int64_t row_stride_of(const rk_plan *plan, const rk_tiling *tiling) {
  return plan->products->panels_side_by_side ? tiling->panels * tiling->width : tiling->width;
}

static int64_t panel_stride_of(const rk_plan *plan, const rk_tiling *tiling, int64_t depth) {
  return plan->products->panels_side_by_side ? tiling->width : depth * tiling->width;
}

void rk_multiply_tile(const rk_plan *plan, const rk_tiles_product *p, int64_t tile, float *c) {
  const rk_tiling *tiling = p->tiling;
  rk_panels panels = {
      .depth = p->a[0].depth + p->a[1].depth,
      .count = tiling->panels,
      .width = tiling->width,
      .row_stride = row_stride_of(plan, tiling),
      .panel_stride = panel_stride_of(plan, tiling, p->b.depth),
  };
  panels.data = p->b.panels + p->from * panels.row_stride;
  int64_t first = tile * tiling->tile_panels, left = tiling->panels - first;
  int64_t count = left < tiling->tile_panels ? left : tiling->tile_panels;
  plan->products->panel_product(plan->isa->kernels, &panels, first, count, p->rows, p->a, c, tiling->tile_width,
                                p->continues);
}

rk_thin_product rk_thin_product_of(const rk_plan *plan, const rk_tiling *tiling, int64_t panel_depth) {
  int64_t panel = panel_depth * tiling->width;
  return (rk_thin_product){
      .rows = plan->d.batch,
      .vectors = tiling->tile_columns,
      .half = panel,
      .tiles = tiling->tiles,
      .panel_stride = tiling->tile_panels * panel,
      .c_stride = tiling->tile_width,
      .ldc = tiling->tile_width,
  };
}

void rk_multiply_tiles(const rk_plan *plan, const rk_tiles_product *p, rk_range tiles, int backwards) {
  const rk_tiling *tiling = p->tiling;
  int64_t start = backwards ? tiles.last - 1 : tiles.first, step = backwards ? -1 : 1;
  int64_t count = tiles.last - tiles.first;
  if (!rk_few_rows(plan, p->rows)) {
    for (int64_t tile = start; count > 0; count--, tile += step)
      rk_multiply_tile(plan, p, tile, p->c + tile * p->next);
    return;
  }
  rk_thin_product thin = rk_thin_product_of(plan, tiling, p->b.depth);
  thin.rows = p->rows;
  thin.depth = p->a[0].depth;
  thin.a = p->a[0].data;
  thin.lda = p->a[0].stride;
  thin.second_depth = p->a[1].depth;
  thin.second = p->a[1].data;
  thin.second_ld = p->a[1].stride;
  thin.panel = p->b.panels + start * thin.panel_stride + p->from * tiling->width;
  thin.tiles = count;
  thin.panel_stride *= step;
  thin.c_stride = step * p->next;
  thin.c = p->c + start * p->next;
  thin.continues = p->continues;
  plan->isa->kernels->multiply_thin(&thin);
}

static void pack_panel(const rk_plan *plan, const rk_weights *w, int phase, int64_t panel, float *data) {
  const rk_tiling *tiling = &plan->phase[phase];
  int64_t inputs = plan->d.input_size, hidden = plan->d.hidden_size, row_stride = row_stride_of(plan, tiling);
  data += panel * panel_stride_of(plan, tiling, inputs + hidden);
  int vectors = tiling->width / plan->isa->lanes;
  for (int v = 0; v < vectors; v++) {
    int64_t vector = (panel * vectors + v) / tiling->gates, gate = (panel * vectors + v) % tiling->gates;
    int lanes = lanes_of(plan, vector);
    float *column = data + v * plan->isa->lanes;
    int64_t row = lanes ? (plan->cell->phase[phase].first_gate + gate) * hidden + vector * plan->isa->lanes : 0;
    plan->isa->kernels->pack_rows(w->weight_ih + row * inputs, inputs, lanes, inputs, column, row_stride);
    plan->isa->kernels->pack_rows(w->weight_hh + row * hidden, hidden, lanes, hidden, column + inputs * row_stride,
                                  row_stride);
  }
}

/* b_ih + b_hh of each gate; where W_hn h stays apart, b_hn does too. */
static void pack_bias(const rk_plan *plan, const rk_weights *w, int64_t vector, float *bias) {
  const rk_cell_traits *cell = plan->cell;
  int lanes = lanes_of(plan, vector);
  memset(bias, 0, sizeof(float) * (size_t)(cell->biases * plan->isa->lanes));
  for (int gate = 0; gate < cell->gates; gate++) {
    int64_t row = gate * plan->d.hidden_size + vector * plan->isa->lanes;
    int apart = cell->biases > cell->gates && gate == cell->gates - 1;
    float *hidden = bias + (apart ? cell->gates : gate) * plan->isa->lanes;
    for (int lane = 0; lane < lanes; lane++) {
      bias[gate * plan->isa->lanes + lane] += w->bias_ih ? w->bias_ih[row + lane] : 0;
      hidden[lane] += w->bias_hh ? w->bias_hh[row + lane] : 0;
    }
  }
}

void rk_pack_tiles(const rk_plan *plan, const rk_weights *weights, void *packed, int64_t first_tile,
                   int64_t last_tile) {
  char *base = packed;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    const rk_tiling *tiling = &plan->phase[phase];
    for (int64_t panel = first_tile * tiling->tile_panels;
         panel < last_tile * tiling->tile_panels && panel < tiling->panels; panel++)
      pack_panel(plan, weights, phase, panel, (float *)(void *)(base + plan->packed.panels[phase]));
  }
  const rk_tiling *tiling = &plan->phase[0];
  float *bias = (float *)(void *)(base + plan->packed.bias);
  for (int64_t v = first_tile * tiling->tile_vectors; v < last_tile * tiling->tile_vectors && v < plan->vectors; v++)
    pack_bias(plan, weights, v, bias + v * plan->cell->biases * plan->isa->lanes);
}

void rk_pack_columns_of_tiles(const rk_plan *plan, const rk_tiling *tiling, rk_range tiles, const float *weights,
                              int64_t columns, int64_t depth, rk_packed target, int64_t from) {
  int64_t row_stride = row_stride_of(plan, tiling);
  int64_t first = tiles.first * tiling->tile_panels, last = rk_min(tiles.last * tiling->tile_panels, tiling->panels);
  for (int64_t row = 0; row < depth; row += RK_PACKED_ROWS)
    for (int64_t panel = first; panel < last; panel++) {
      int64_t column = panel * tiling->width, n = rk_min(columns - column, tiling->width);
      float *data = target.panels + panel * panel_stride_of(plan, tiling, target.depth) + (from + row) * row_stride;
      plan->isa->kernels->pack_columns(weights + row * columns + (n > 0 ? column : 0), columns, n > 0 ? n : 0,
                                       rk_min(depth - row, RK_PACKED_ROWS), data, tiling->width, row_stride);
    }
}
