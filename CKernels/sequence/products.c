/* Products with packed weights. */
#include "sequence/products.h"

#include "sequence/pack.h"

void rk_multiply_tile(const rk_plan *plan, const rk_tiles_product *p, int64_t tile, float *c) {
  const rk_tiling *tiling = p->tiling;
  rk_panels panels = {
      .depth = p->a[0].depth + p->a[1].depth,
      .count = tiling->panels,
      .width = tiling->panel_width,
      .last_width = tiling->last_width,
      .row_stride = rk_panel_row_stride(plan, tiling),
      .panel_stride = rk_panel_stride(plan, tiling, p->b.depth),
  };
  panels.data = p->b.panels + p->from * panels.row_stride;
  int64_t first = tile * tiling->tile_panels, count = rk_min(tiling->tile_panels, tiling->panels - first);
  plan->products->panel_product(plan->kernels, &panels, first, count, p->rows, p->a, c, tiling->tile_width,
                                p->continues);
}

rk_thin_product rk_thin_product_of(const rk_plan *plan, const rk_tiling *tiling, int64_t panel_depth) {
  int64_t panel = panel_depth * tiling->panel_width;
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

static void multiply_thin(const rk_plan *plan, const rk_tiles_product *p, rk_range tiles, bool backwards) {
  int64_t start = backwards ? tiles.last - 1 : tiles.first, step = backwards ? -1 : 1;
  rk_thin_product thin = rk_thin_product_of(plan, p->tiling, p->b.depth);
  thin.rows = p->rows;
  thin.depth = p->a[0].depth;
  thin.a = p->a[0].data;
  thin.lda = p->a[0].stride;
  thin.second_depth = p->a[1].depth;
  thin.second = p->a[1].data;
  thin.second_ld = p->a[1].stride;
  thin.panel = p->b.panels + start * thin.panel_stride + p->from * p->tiling->panel_width;
  thin.tiles = tiles.last - tiles.first;
  thin.panel_stride *= step;
  thin.c_stride = step * p->tile_stride;
  thin.c = p->c + start * p->tile_stride;
  thin.continues = p->continues;
  plan->kernels->multiply_thin(&thin);
}

void rk_multiply_tiles(const rk_plan *plan, const rk_tiles_product *p, rk_range tiles, bool backwards) {
  if (tiles.first >= tiles.last)
    return;
  if (rk_is_thin(plan, p->rows)) {
    multiply_thin(plan, p, tiles, backwards);
    return;
  }
  for (int64_t i = tiles.first; i < tiles.last; i++) {
    int64_t tile = backwards ? tiles.first + tiles.last - 1 - i : i;
    rk_multiply_tile(plan, p, tile, p->c + tile * p->tile_stride);
  }
}
