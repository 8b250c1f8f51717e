/* How a plan cuts up its work and lays out its buffers: functions of the shape alone, never of the threads. */
#include "interface/plan.h"

enum {
  RK_PRODUCT_ROWS = 64,   /* rows that repay reading weights once */
  RK_GRADIENT_ROWS = 256, /* the same for the products that sum over rows and steps */
  RK_GRADIENT_FLOATS = 1 << 17
};

/* --- sizes that may overflow --- */

/* Bytes given out of a buffer so far; SIZE_MAX once it overflowed. */
typedef struct arena {
  size_t used;
} arena;

static size_t product_bytes(int count, const int64_t *factors) {
  size_t bytes = sizeof(float);
  for (int i = 0; i < count; i++)
    if (__builtin_mul_overflow(bytes, (size_t)factors[i], &bytes) || bytes > PTRDIFF_MAX)
      return SIZE_MAX;
  return bytes;
}

/* The offset of an aligned array of floats, whose axes are the factors. */
#define TAKE(a, ...)                                                                                                   \
  take(a, product_bytes(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__}))

static size_t take(arena *a, size_t bytes) {
  size_t offset = a->used, padded;
  if (__builtin_add_overflow(bytes, RK_ALIGNMENT - 1, &padded) ||
      __builtin_add_overflow(a->used, padded / RK_ALIGNMENT * RK_ALIGNMENT, &a->used) || a->used > PTRDIFF_MAX)
    a->used = SIZE_MAX;
  return offset;
}

/* --- tilings --- */

/* Vectors of units in a tile of one gate: two or three, whichever pads less. */
static int plain_tile_vectors(int64_t vectors) {
  return vectors == 1 ? 1 : rk_divide_up(vectors, 3) * 3 < rk_divide_up(vectors, 2) * 2 ? 3 : 2;
}

/* The same where weights are packed for one plan alone: four for few rows, as two panels, if they pad no more. */
static int own_tile_vectors(const rk_plan *plan, int64_t vectors) {
  int fewer = plain_tile_vectors(vectors);
  int four = plan->d.batch <= plan->isa->kernels->thin_rows && vectors > 2 &&
             rk_divide_up(vectors, 4) * 4 <= rk_divide_up(vectors, fewer) * fewer;
  return four ? 4 : fewer;
}

/* A panel is two or three vectors wide: a product's tile of registers is then high enough, that it seldom waits for the
   panel to come from the second cache. */
static rk_tiling make_tiling(const rk_plan *plan, int64_t vectors, int gates, int tile_vectors) {
  int columns = gates * tile_vectors, panel = columns == 4 ? 2 : columns;
  int64_t tiles = rk_divide_up(vectors, tile_vectors);
  int64_t together = rk_min(tiles, rk_max(1, plan->products->units_a_call / (tile_vectors * plan->isa->lanes)));
  rk_tiling t = {.gates = gates, .width = panel * plan->isa->lanes};
  t.panels = tiles * (columns / panel);
  t.tile_panels = together * (columns / panel);
  t.tiles = rk_divide_up(tiles, together);
  t.tile_vectors = together * tile_vectors;
  t.tile_width = t.tile_panels * t.width;
  t.tile_columns = (int)(t.tile_panels * panel);
  return t;
}

static void set_tilings(rk_plan *plan) {
  const rk_cell_traits *cell = plan->cell;
  /* Both phases of a cell have tiles of the same vectors, so that a thread has the same units in both. */
  int vectors = cell->phase[0].gates > 2 ? 1 : plain_tile_vectors(plan->vectors);
  if (cell->phase[0].gates == 2 && vectors > 2)
    vectors = 2;
  for (int phase = 0; phase < cell->phases; phase++)
    plan->phase[phase] = make_tiling(plan, plan->vectors, cell->phase[phase].gates, vectors);
  plan->d_hidden = make_tiling(plan, plan->vectors, 1, own_tile_vectors(plan, plan->vectors));
  int64_t input_vectors = rk_divide_up(plan->d.input_size, plan->isa->lanes);
  plan->d_input = make_tiling(plan, input_vectors, 1, plain_tile_vectors(input_vectors));
}

/* --- layouts --- */

static int64_t gates_width(const rk_plan *plan) {
  int64_t width = 0;
  for (int phase = 0; phase < plan->cell->phases; phase++)
    width += plan->phase[phase].tile_width * plan->phase[phase].tiles;
  return width;
}

static rk_packed_layout packed_layout(const rk_plan *plan) {
  rk_packed_layout l = {0};
  arena a = {0};
  for (int phase = 0; phase < plan->cell->phases; phase++)
    l.panels[phase] =
        TAKE(&a, plan->phase[phase].panels, plan->phase[phase].width, plan->d.input_size + plan->d.hidden_size);
  l.bias = TAKE(&a, plan->vectors, plan->cell->biases, plan->isa->lanes);
  l.bytes = a.used;
  return l;
}

static rk_storage_layout storage_layout(const rk_plan *plan, int64_t gate_steps, int64_t states) {
  int64_t batch = plan->d.batch;
  rk_storage_layout l = {.gate_steps = gate_steps, .state_slots = states};
  arena a = {0};
  l.gates = TAKE(&a, gate_steps, batch, gates_width(plan));
  l.hidden = TAKE(&a, states, batch, plan->hidden_stride);
  if (plan->cell->kept != RK_KEPT_NOTHING) {
    l.kept_steps = plan->cell->kept == RK_KEPT_CELL ? states : states - 1;
    l.kept = TAKE(&a, l.kept_steps, plan->kept_floats);
  }
  l.bytes = a.used;
  return l;
}

static rk_forward_layout forward_layout(const rk_plan *plan) {
  int64_t batch = plan->d.batch;
  rk_forward_layout l = {0};
  arena a = {0};
  l.order = TAKE(&a, 2, batch);
  l.packed = take(&a, plan->packed.bytes);
  l.input = TAKE(&a, 2, plan->forward_chunk, batch, plan->d.input_size);
  l.entering = TAKE(&a, 2, batch, plan->hidden_stride);
  if (plan->cell->hidden_part_apart)
    l.hidden_part = TAKE(&a, plan->phase[0].tiles, batch, plan->phase[0].tile_width);
  if (plan->d.mode == RK_MODE_INFERENCE || plan->segment)
    l.storage = take(&a, plan->ring.bytes);
  l.bytes = a.used;
  return l;
}

static int64_t gemm_floats(const rk_plan *plan) {
  rk_gemm_arguments largest = {.transpose_a = 1,
                               .m = plan->cell->gates * plan->d.hidden_size,
                               .n = rk_max(plan->d.input_size, plan->d.hidden_size),
                               .k = plan->backward_chunk * plan->d.batch};
  return plan->products->gemm_floats(plan->isa->kernels, &largest);
}

static rk_backward_layout backward_layout(const rk_plan *plan) {
  int64_t batch = plan->d.batch, chunk = plan->backward_chunk, hidden = plan->d.hidden_size;
  rk_backward_layout l = {0};
  arena a = {0};
  l.order = TAKE(&a, 2, batch);
  l.hidden_panels = TAKE(&a, plan->d_hidden.panels, plan->cell->hidden_blocks, hidden, plan->d_hidden.width);
  l.input_panels = TAKE(&a, plan->d_input.panels, plan->cell->gates, hidden, plan->d_input.width);
  l.gradients = TAKE(&a, 2, chunk, batch, plan->gradient_stride);
  l.d_hidden = TAKE(&a, plan->d_hidden.tiles, batch, plan->d_hidden.tile_width);
  l.carry = TAKE(&a, plan->kept_floats);
  l.input = TAKE(&a, 2, chunk, batch, plan->d.input_size);
  for (int phase = 0; phase < plan->cell->phases; phase++)
    l.source[phase] = TAKE(&a, 2, chunk, batch, plan->hidden_stride);
  l.d_input =
      TAKE(&a, plan->d_input.tiles, rk_divide_up(chunk * batch, RK_TASK_ROWS) * RK_TASK_ROWS, plan->d_input.tile_width);
  if (plan->segment) {
    l.forward = take(&a, plan->forward.bytes);
    l.recomputed = take(&a, plan->recomputed.bytes);
  }
  l.gemm = TAKE(&a, plan->d.threads, plan->gemm_floats);
  l.bytes = a.used;
  return l;
}

/* Rows at a stride of a power of two would share few lines of the first cache. */
static int64_t row_stride(int64_t floats, int lanes) {
  int64_t stride = rk_divide_up(floats, lanes) * lanes;
  return stride % 128 == 0 ? stride + 16 : stride;
}

static void set_chunks(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  plan->forward_chunk = rk_min(d->steps, rk_divide_up(RK_PRODUCT_ROWS, d->batch));
  int64_t rows = rk_min(4 * RK_GRADIENT_ROWS, RK_GRADIENT_FLOATS / plan->gradient_stride);
  rows = rk_max(rows, RK_GRADIENT_ROWS);
  int64_t chunks = rk_divide_up(d->steps, rk_divide_up(rows, d->batch));
  plan->backward_chunk = rk_divide_up(d->steps, chunks); /* the last is not much shorter */
}

/* By rows, as h is, where threads may share rows of a small layer: a row of one vector would be its neighbour's, which
   a core that reads its own fetches ahead. Else vector by vector, so that it does. */
static void set_kept(rk_plan *plan) {
  int64_t lanes = plan->isa->lanes;
  int by_rows = plan->packed.bytes <= RK_WEIGHTS_A_THREAD || plan->cell->kept == RK_KEPT_RESET_HIDDEN;
  plan->kept_stride = by_rows ? plan->hidden_stride : lanes;
  plan->next_kept = by_rows ? lanes : plan->d.batch * lanes;
  plan->kept_floats = plan->d.batch * (by_rows ? plan->hidden_stride : plan->vectors * lanes);
}

/* Every step, or the states at the checkpoints, from which a segment's steps are computed again. */
static void set_cache(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  int64_t kept = d->steps;
  if (d->checkpoint_every > 0 && d->checkpoint_every < d->steps) {
    kept = rk_divide_up(d->checkpoint_every, plan->forward_chunk) * plan->forward_chunk;
    plan->segment = kept < d->steps ? kept : 0;
  }
  rk_storage_layout steps =
      storage_layout(plan, plan->cell->backward_reads_gates ? kept : plan->forward_chunk, kept + 1);
  if (plan->segment) {
    plan->recomputed = steps;
    plan->cache = storage_layout(plan, 0, rk_divide_up(d->steps, plan->segment));
  } else {
    plan->cache = steps;
  }
}

/* Sizes beyond these could overflow in index arithmetic between the checked products. */
static int indexable(const rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  const int64_t most = (int64_t)1 << 40;
  if (d->batch > INT32_MAX || d->steps > INT32_MAX || d->input_size > most || d->hidden_size > most)
    return 0;
  int64_t widths = d->input_size + 2 * d->hidden_size;
  if (d->batch * RK_PRODUCT_ROWS > plan->products->most_index || 8 * (widths + 128) > plan->products->most_index)
    return 0;
  return product_bytes(3, (int64_t[]){d->batch, d->steps, widths}) < (size_t)PTRDIFF_MAX / 64 &&
         product_bytes(3, (int64_t[]){8, d->hidden_size + 64, widths + 128}) < (size_t)PTRDIFF_MAX / 64;
}

rk_status rk_plan_layouts(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  if (!indexable(plan))
    return RK_TOO_LARGE;
  plan->directions = d->direction == RK_DIRECTION_BIDIRECTIONAL ? 2 : 1;
  plan->vectors = rk_divide_up(d->hidden_size, plan->isa->lanes);
  plan->hidden_stride = row_stride(d->hidden_size, plan->isa->lanes);
  plan->gradient_stride = row_stride(plan->cell->blocks * d->hidden_size, plan->isa->lanes);
  set_tilings(plan);
  plan->packed = packed_layout(plan);
  set_kept(plan);
  set_chunks(plan);
  plan->gemm_floats = gemm_floats(plan);
  plan->ring = storage_layout(plan, plan->forward_chunk, 2);
  if (d->mode == RK_MODE_TRAINING)
    set_cache(plan);
  plan->forward = forward_layout(plan);
  plan->backward = backward_layout(plan);
  size_t largest = plan->packed.bytes | plan->ring.bytes | plan->cache.bytes | plan->recomputed.bytes |
                   plan->forward.bytes | plan->backward.bytes; /* an overflow is all ones */
  return largest > PTRDIFF_MAX / 2 ? RK_TOO_LARGE : RK_OK;
}
