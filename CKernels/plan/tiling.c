/* Cutting a layer: units into tiles, steps into chunks. It follows from the shape alone, never from the threads. */
#include "plan/plan.h"

/* --- tiles --- */

/* Vectors of units in a tile of one gate: two or three, whichever pads less. */
static int plain_tile_vectors(int64_t vectors) {
  return vectors == 1 ? 1 : rk_divide_up(vectors, 3) * 3 < rk_divide_up(vectors, 2) * 2 ? 3 : 2;
}

/* The same for weights that are packed for this plan alone. Few rows take four, as two panels, if that pads no more. */
static int own_tile_vectors(const rk_plan *plan, int64_t vectors) {
  int fewer = plain_tile_vectors(vectors);
  bool four = plan->d.batch <= plan->kernels->thin_rows && vectors > 2 &&
              rk_divide_up(vectors, 4) * 4 <= rk_divide_up(vectors, fewer) * fewer;
  return four ? 4 : fewer;
}

/* A panel is two or three vectors wide. A tile of registers is then high enough that it seldom waits for the panel to
   come from the second-level cache. Where a product wants more units a call, tiles are joined. */
static rk_tiling make_tiling(const rk_plan *plan, int64_t vectors, int gates, int tile_vectors) {
  int columns = gates * tile_vectors, panel = columns == 4 ? 2 : columns;
  int64_t tiles = rk_divide_up(vectors, tile_vectors);
  int64_t joined = rk_min(tiles, rk_max(1, plan->products->units_a_call / (tile_vectors * plan->isa->lanes)));
  rk_tiling t = {.gates = gates, .panel_width = panel * plan->isa->lanes};
  t.panels = tiles * (columns / panel);
  t.last_width = (int)rk_max(vectors * gates - (t.panels - 1) * panel, 1) * plan->isa->lanes;
  t.tile_panels = joined * (columns / panel);
  t.tiles = rk_divide_up(tiles, joined);
  t.tile_vectors = joined * tile_vectors;
  t.tile_width = t.tile_panels * t.panel_width;
  t.tile_columns = (int)(t.tile_panels * panel);
  return t;
}

/* Both phases of a cell have tiles of the same vectors, so that a thread has the same units in both. */
static int phase_tile_vectors(const rk_plan *plan) {
  int gates = plan->cell->phase[0].gates;
  return gates > 2 ? 1 : gates == 2 && plan->vectors > 2 ? 2 : plain_tile_vectors(plan->vectors);
}

static void set_tilings(rk_plan *plan) {
  int tile_vectors = phase_tile_vectors(plan);
  for (int phase = 0; phase < plan->cell->phases; phase++)
    plan->phase[phase] = make_tiling(plan, plan->vectors, plan->cell->phase[phase].gates, tile_vectors);
  plan->d_hidden = make_tiling(plan, plan->vectors, 1, own_tile_vectors(plan, plan->vectors));
  int64_t input_vectors = rk_divide_up(plan->d.input_size, plan->isa->lanes);
  plan->d_input = make_tiling(plan, input_vectors, 1, plain_tile_vectors(input_vectors));
}

/* --- chunks --- */

/* The gradient of a weight is a sum over steps that chunks cut. Another cut would change its bits, so these are
   constants, whatever caches the machine has. */
enum {
  GRADIENT_ROWS = 256,       /* that repay reading the weights' gradients once */
  GRADIENT_FLOATS = 1 << 17, /* of a chunk's gradients, at most, where that leaves enough rows: 512 KiB */
};

static void set_chunks(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  plan->forward_chunk = rk_min(d->steps, rk_divide_up(RK_PRODUCT_ROWS, d->batch));
  int64_t rows = rk_min(4 * GRADIENT_ROWS, GRADIENT_FLOATS / plan->gradient_stride);
  rows = rk_max(rows, GRADIENT_ROWS);
  int64_t chunks = rk_divide_up(d->steps, rk_divide_up(rows, d->batch));
  plan->backward_chunk = rk_divide_up(d->steps, chunks); /* the last one is not much shorter */
}

void rk_plan_cut(rk_plan *plan) {
  set_tilings(plan);
  set_chunks(plan);
}
