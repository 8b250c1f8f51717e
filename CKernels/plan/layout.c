/* Laying out a plan's buffers. Sizes come from outside, so that each product and each sum may overflow. */
#include "plan/plan.h"

/* --- sizes --- */

/* Bytes given out of a buffer so far; SIZE_MAX once they overflowed. */
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

static size_t take(arena *a, size_t bytes) {
  size_t offset = a->used, padded;
  if (__builtin_add_overflow(bytes, RK_ALIGNMENT - 1, &padded) ||
      __builtin_add_overflow(a->used, padded / RK_ALIGNMENT * RK_ALIGNMENT, &a->used) || a->used > PTRDIFF_MAX)
    a->used = SIZE_MAX;
  return offset;
}

/* The offset of an aligned array of floats, whose axes are the factors. */
#define TAKE(a, ...)                                                                                                   \
  take(a, product_bytes(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__}))

/* Whether index arithmetic between the checked products cannot overflow. */
static bool is_indexable(const rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  const int64_t most = (int64_t)1 << 40, most_index = plan->products->most_index;
  if (d->batch > INT32_MAX || d->steps > INT32_MAX || d->input_size > most || d->hidden_size > most)
    return false;
  int64_t widths = d->input_size + 2 * d->hidden_size;
  if (d->batch * RK_PRODUCT_ROWS > most_index || 8 * (widths + 128) > most_index)
    return false;
  return product_bytes(3, (int64_t[]){d->batch, d->steps, widths}) < (size_t)PTRDIFF_MAX / 64 &&
         product_bytes(3, (int64_t[]){8, d->hidden_size + 64, widths + 128}) < (size_t)PTRDIFF_MAX / 64;
}

/* --- rows --- */

/* Rows at a stride of a power of two would share few lines of the first-level cache. */
static int64_t row_stride(int64_t floats, int lanes) {
  int64_t stride = rk_divide_up(floats, lanes) * lanes;
  return stride % 128 == 0 ? stride + 16 : stride;
}

static void set_hidden(rk_plan *plan) {
  int64_t stride = row_stride(plan->d.hidden_size, plan->isa->lanes);
  plan->series[RK_HIDDEN] = (rk_series_layout){stride, plan->isa->lanes, plan->d.batch * stride};
}

/*
 * Threads split small layers by rows, and a row of the extra then lies together, as h's does: else the prefetcher would
 * pull in another thread's row. Large layers are laid out vector by vector, where the same prefetch helps. What W_hh
 * multiplies is laid out as h is.
 */
static void set_extra(rk_plan *plan) {
  int64_t lanes = plan->isa->lanes, batch = plan->d.batch;
  if (plan->packed.bytes <= plan->near_bytes || plan->cell->extra == RK_EXTRA_OPERAND)
    plan->series[RK_EXTRA] = plan->series[RK_HIDDEN];
  else
    plan->series[RK_EXTRA] = (rk_series_layout){lanes, batch * lanes, batch * plan->vectors * lanes};
}

/* --- buffers --- */

static rk_packed_layout packed_layout(const rk_plan *plan) {
  rk_packed_layout l = {0};
  arena a = {0};
  for (int phase = 0; phase < plan->cell->phases; phase++)
    l.panels[phase] =
        TAKE(&a, plan->phase[phase].panels, plan->phase[phase].panel_width, plan->input_rows + plan->hidden_rows);
  l.bias = TAKE(&a, plan->vectors, plan->cell->biases, plan->isa->lanes);
  l.bytes = a.used;
  return l;
}

static rk_packed_backward_layout packed_backward_layout(const rk_plan *plan) {
  rk_packed_backward_layout l = {0};
  arena a = {0};
  l.hidden =
      TAKE(&a, plan->d_hidden.panels, rk_hidden_blocks(plan->cell), plan->hidden_words, plan->d_hidden.panel_width);
  l.input = TAKE(&a, plan->d_input.panels, plan->cell->gates, plan->hidden_words, plan->d_input.panel_width);
  l.bytes = a.used;
  return l;
}

static int64_t gates_width(const rk_plan *plan) {
  int64_t width = 0;
  for (int phase = 0; phase < plan->cell->phases; phase++)
    width += plan->phase[phase].tile_width * plan->phase[phase].tiles;
  return width;
}

/* Room for the gates of some steps, and for one state more than there are other things of a step. */
static rk_storage_layout storage_layout(const rk_plan *plan, int64_t gate_steps, int64_t states) {
  rk_storage_layout l = {.gate_steps = gate_steps};
  arena a = {0};
  l.gates = TAKE(&a, gate_steps, plan->d.batch, gates_width(plan));
  for (int i = 0; i < (plan->cell->extra == RK_EXTRA_NONE ? 1 : RK_SERIES); i++) {
    l.series[i].slots = i < plan->states ? states : states - 1;
    l.series[i].offset = TAKE(&a, l.series[i].slots, plan->series[i].floats);
  }
  l.bytes = a.used;
  return l;
}

/* Every step, or the states at the checkpoints, from which a segment's steps are computed again. */
static void set_cache(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  int64_t stored = d->steps;
  if (d->checkpoint_every > 0 && d->checkpoint_every < d->steps) {
    stored = rk_divide_up(d->checkpoint_every, plan->forward_chunk) * plan->forward_chunk;
    plan->segment = stored < d->steps ? stored : 0;
  }
  int64_t gate_steps = plan->cell->backward_reads_gates ? stored : plan->forward_chunk;
  rk_storage_layout steps = storage_layout(plan, gate_steps, stored + 1);
  if (plan->segment) {
    plan->recomputed = steps;
    plan->cache = storage_layout(plan, 0, rk_divide_up(d->steps, plan->segment));
  } else {
    plan->cache = steps;
  }
}

static rk_forward_layout forward_layout(const rk_plan *plan) {
  int64_t batch = plan->d.batch;
  rk_forward_layout l = {0};
  arena a = {0};
  l.order = TAKE(&a, 2, batch);
  l.turn = TAKE(&a, 1);
  l.packed = take(&a, plan->packed.bytes);
  l.input = TAKE(&a, 2, plan->forward_chunk, batch, plan->input_stride);
  l.masked = TAKE(&a, 2, plan->series[RK_HIDDEN].floats);
  if (rk_narrows(plan))
    l.operand = TAKE(&a, plan->d.threads, batch, plan->operand_stride);
  if (plan->cell->hidden_sums_apart)
    l.hidden_sums = TAKE(&a, plan->phase[0].tiles, batch, plan->phase[0].tile_width);
  if (plan->d.mode == RK_MODE_INFERENCE || plan->segment)
    l.storage = take(&a, plan->ring.bytes);
  l.bytes = a.used;
  return l;
}

static int64_t gemm_floats(const rk_plan *plan) {
  rk_gemm_arguments largest = {.transpose_a = true,
                               .precision = plan->d.precision,
                               .m = plan->cell->gates * plan->d.hidden_size,
                               .n = rk_max(plan->d.input_size, plan->d.hidden_size),
                               .k = plan->backward_chunk * plan->d.batch};
  return plan->products->gemm_floats(plan->kernels, &largest);
}

static rk_backward_layout backward_layout(const rk_plan *plan) {
  int64_t batch = plan->d.batch, chunk = plan->backward_chunk;
  int64_t task_rows = rk_divide_up(chunk * batch, RK_TASK_ROWS) * RK_TASK_ROWS;
  rk_backward_layout l = {0};
  arena a = {0};
  l.order = TAKE(&a, 2, batch);
  l.packed = take(&a, plan->packed_backward.bytes);
  l.gradients = TAKE(&a, 2, chunk, batch, plan->gradient_stride);
  if (rk_narrows(plan))
    l.gradient_words = TAKE(&a, 2, chunk, batch, plan->gradient_words_stride);
  l.d_hidden = TAKE(&a, plan->d_hidden.tiles, batch, plan->d_hidden.tile_width);
  l.carry = TAKE(&a, plan->series[RK_EXTRA].floats);
  l.input = TAKE(&a, 2, chunk, batch, plan->d.input_size);
  for (int phase = 0; phase < plan->cell->phases; phase++)
    l.operand[phase] = TAKE(&a, 2, chunk, plan->series[phase].floats);
  l.d_input = TAKE(&a, plan->d_input.tiles, task_rows, plan->d_input.tile_width);
  if (plan->segment) {
    l.forward = take(&a, plan->forward.bytes);
    l.recomputed = take(&a, plan->recomputed.bytes);
  }
  l.gemm = TAKE(&a, plan->d.threads, plan->gemm_floats);
  l.bytes = a.used;
  return l;
}

bool rk_plan_fill(rk_plan *plan) {
  const rk_descriptor *d = &plan->d;
  if (!is_indexable(plan))
    return false;
  plan->directions = d->direction == RK_DIRECTION_BIDIRECTIONAL ? 2 : 1;
  plan->states = plan->cell->extra == RK_EXTRA_STATE ? 2 : 1;
  plan->vectors = rk_divide_up(d->hidden_size, plan->isa->lanes);
  plan->input_words = rk_words_of(plan->kernels, d->input_size);
  plan->hidden_words = rk_words_of(plan->kernels, d->hidden_size);
  plan->near_bytes = rk_second_level_bytes() / 2 * 3; /* measured; the part that does not fit costs little */
  plan->input_rows = rk_panel_rows(plan->kernels, d->input_size);
  plan->hidden_rows = rk_panel_rows(plan->kernels, d->hidden_size);
  plan->input_stride = rk_row_words(plan->kernels, d->input_size);
  plan->operand_stride = row_stride(rk_row_words(plan->kernels, d->hidden_size), plan->isa->lanes);
  plan->gradient_words_stride = row_stride(plan->cell->blocks * plan->hidden_words, plan->isa->lanes);
  plan->gradient_stride = row_stride(plan->cell->blocks * d->hidden_size, plan->isa->lanes);
  rk_plan_cut(plan);
  plan->packed = packed_layout(plan);
  plan->packed_backward = packed_backward_layout(plan);
  set_hidden(plan);
  set_extra(plan);
  plan->gemm_floats = gemm_floats(plan);
  plan->ring = storage_layout(plan, plan->forward_chunk, 2);
  if (d->mode == RK_MODE_TRAINING)
    set_cache(plan);
  plan->forward = forward_layout(plan);
  plan->backward = backward_layout(plan);
  size_t largest = plan->packed.bytes | plan->ring.bytes | plan->cache.bytes | plan->recomputed.bytes |
                   plan->forward.bytes | plan->backward.bytes; /* an overflow is all ones */
  return largest <= PTRDIFF_MAX / 2;
}
