/* The products over all rows of a chunk, which no step has to wait for. */
#include "sequence/backward.h"

enum { RK_BIAS_COLUMNS = 64 };

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}
static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* --- operands --- */

/* Rows of h, or r h, as they entered W_hh: they lie as needed where all are alive and none is masked. */
static rk_input gather_source(const rk_backward_thread *t, const rk_gradient_chunk *c, rk_source kind) {
  const rk_plan *plan = t->plan;
  int64_t batch = plan->d.batch, hidden = plan->d.hidden_size, stride = plan->hidden_stride;
  const float *mask = kind == RK_SOURCE_HIDDEN ? t->forward->recurrent_mask : NULL;
  const float *kept =
      kind == RK_SOURCE_HIDDEN ? rk_hidden_slot(&t->storage, c->first) : rk_kept_slot(&t->storage, c->first);
  if (!mask && c->live == (c->last - c->first) * batch)
    return (rk_input){kept, stride};
  float *buffer = t->source[kind] + t->turn * plan->backward_chunk * batch * stride, *step = buffer;
  rk_span share = rk_seat_row_share(&t->seat);
  for (int64_t s = c->first; s < c->last; s++) {
    int64_t live = rk_seat_live(&t->seat, s);
    for (int64_t n = share.first; n < smaller(share.last, live); n++) {
      int64_t row = t->seat.schedule->order ? t->seat.schedule->order[n] : n;
      rk_copy_masked(kept + ((s - c->first) * batch + n) * stride,
                     mask ? mask + (t->seat.direction * batch + row) * hidden : NULL, hidden, step + n * stride);
    }
    step += live * stride;
  }
  return (rk_input){buffer, stride};
}

void rk_gather_operands(const rk_backward_thread *t, rk_gradient_chunk *c) {
  const rk_plan *plan = t->plan;
  if (!t->a->d_weights)
    return;
  const float *mask = t->forward->input_mask;
  rk_input_source source = {
      .plan = plan,
      .schedule = t->seat.schedule,
      .input = t->forward->input,
      .mask = mask ? mask + t->seat.direction * plan->d.batch * plan->d.input_size : NULL,
      .reverse = t->seat.reverse,
  };
  rk_span share = rk_seat_row_share(&t->seat);
  float *buffer = t->input + t->turn * plan->backward_chunk * plan->d.batch * plan->d.input_size;
  c->input = rk_gather_input(&source, c->first, c->last, share, buffer);
  for (int kind = 0; kind < plan->cell->phases; kind++)
    c->source[kind] = gather_source(t, c, (rk_source)kind);
}

/* --- weights and biases --- */

/* d_weight += gradients^T rows, for `blocks` blocks of gradients. */
static void add_weight_gradient(const rk_backward_thread *t, const rk_gradient_chunk *c, int first_block, int blocks,
                                rk_input rows, int64_t columns, float *d_weight) {
  rk_gemm_arguments gemm = {
      .size = sizeof gemm,
      .transpose_a = 1,
      .m = blocks * t->plan->d.hidden_size,
      .n = columns,
      .k = c->live,
      .a = c->gradients + first_block * t->plan->d.hidden_size,
      .lda = t->plan->gradient_stride,
      .b = rows.data,
      .ldb = rows.stride,
      .c = d_weight,
      .ldc = columns,
      .beta = 1,
      .workspace = t->gemm_workspace,
  };
  t->plan->products->gemm_slice(t->plan->isa, &gemm, t->seat.post.part, t->seat.post.parts);
}

static void add_bias_gradient(const rk_backward_thread *t, const rk_gradient_chunk *c, int first_block, int blocks,
                              float *d_bias) {
  rk_span columns = rk_share(blocks * t->plan->d.hidden_size, RK_BIAS_COLUMNS, t->seat.post.part, t->seat.post.parts);
  t->plan->isa->rows->add_column_sums(c->live, columns.last - columns.first,
                                      c->gradients + first_block * t->plan->d.hidden_size + columns.first,
                                      t->plan->gradient_stride, d_bias + columns.first);
}

static void add_parameter_gradients(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  const rk_cell_traits *cell = t->plan->cell;
  const rk_weight_gradients *d = &t->a->d_weights[t->seat.direction];
  int64_t hidden = t->plan->d.hidden_size;
  if (d->weight_ih)
    add_weight_gradient(t, c, cell->input_block, cell->gates, c->input, t->plan->d.input_size, d->weight_ih);
  if (d->bias_ih)
    add_bias_gradient(t, c, cell->input_block, cell->gates, d->bias_ih);
  for (int i = 0; i < cell->hidden_parts; i++) {
    int first_block = cell->hidden_part[i].first_block, blocks = cell->hidden_part[i].blocks;
    int64_t row = cell->hidden_part[i].first_gate * hidden;
    if (d->weight_hh)
      add_weight_gradient(t, c, first_block, blocks, c->source[cell->hidden_part[i].source], hidden,
                          d->weight_hh + row * hidden);
    if (d->bias_hh)
      add_bias_gradient(t, c, first_block, blocks, d->bias_hh + row);
  }
}

/* --- the input --- */

/* Hands rows `first` ..< last of the chunk, which `product` begins with, on to the caller's d_input. */
static void scatter_d_input(const rk_backward_thread *t, const rk_gradient_chunk *c, int64_t first, int64_t last,
                            int64_t tile, float *product) {
  const rk_plan *plan = t->plan;
  const rk_row_functions *rows = plan->isa->rows;
  int64_t inputs = plan->d.input_size, row = 0, lanes = plan->isa->lanes;
  for (int64_t s = c->first; s < c->last && row < last; s++) {
    int64_t live = rk_seat_live(&t->seat, s), from = larger(first - row, 0), to = smaller(last - row, live);
    int64_t time = rk_step_time(t->seat.schedule, t->seat.reverse, s);
    for (int64_t v = 0; v < plan->d_input.tile_vectors && from < to; v++) {
      int64_t column = (tile * plan->d_input.tile_vectors + v) * lanes;
      int left = (int)smaller(inputs - column, lanes);
      if (left <= 0)
        break;
      rk_inner_rows inner = {product + (row - first) * plan->d_input.tile_width + v * lanes, plan->d_input.tile_width};
      if (t->forward->input_mask)
        rows->multiply_in(from, to, left, t->forward->input_mask + t->seat.direction * plan->d.batch * inputs + column,
                          (rk_caller_rows){t->seat.schedule->order, inputs}, inner, inner);
      (c->add_d_input ? rows->add_out
                      : rows->copy_out)(from, to, left, inner, t->a->d_input + time * inputs + column,
                                        (rk_caller_rows){t->seat.schedule->order, plan->d.steps * inputs});
    }
    row += live;
  }
}

static void make_d_input(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  const rk_plan *plan = t->plan;
  int64_t tiles = plan->d_input.tiles, depth = plan->cell->gates * plan->d.hidden_size;
  int64_t blocks = (c->live + RK_TASK_ROWS - 1) / RK_TASK_ROWS;
  const float *gradients = c->gradients + plan->cell->input_block * plan->d.hidden_size;
  rk_span tasks = rk_share(blocks * tiles, 1, t->seat.post.part, t->seat.post.parts);
  float *product = t->d_input + tasks.first * RK_TASK_ROWS * plan->d_input.tile_width; /* its own */
  for (int64_t task = tasks.first; task < tasks.last; task++) {
    int64_t tile = task / blocks, first = task % blocks * RK_TASK_ROWS, last = smaller(first + RK_TASK_ROWS, c->live);
    rk_tile_product(plan, &plan->d_input, t->input_panels, 0, depth, tile, last - first,
                    gradients + first * plan->gradient_stride, plan->gradient_stride, product, 0);
    scatter_d_input(t, c, first, last, tile, product);
  }
}

void rk_add_gradients(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  if (c->live == 0)
    return;
  if (t->a->d_weights)
    add_parameter_gradients(t, c);
  if (t->a->d_input)
    make_d_input(t, c);
}
