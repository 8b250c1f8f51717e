/* The products over all rows of a chunk, which no step has to wait for. */
#include "interface/arguments.h"
#include "sequence/backward.h"

enum { RK_BIAS_COLUMNS = 64 };

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
  rk_range share = rk_seat_row_share(&t->seat);
  for (int64_t s = c->first; s < c->last; s++) {
    int64_t live = rk_seat_live(&t->seat, s);
    for (int64_t n = share.first; n < rk_min(share.last, live); n++) {
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
  if (!rk_weight_gradients_of(t->a, t->seat.direction))
    return;
  const float *mask = t->forward->input_mask;
  rk_input_source source = {
      .plan = plan,
      .schedule = t->seat.schedule,
      .input = t->forward->input,
      .mask = mask ? mask + t->seat.direction * plan->d.batch * plan->d.input_size : NULL,
      .reverse = t->seat.reverse,
  };
  rk_range share = rk_seat_row_share(&t->seat);
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
  t->plan->products->gemm_part(t->plan->isa->kernels, &gemm, t->seat.post.part, t->seat.post.parts);
}

static void add_bias_gradient(const rk_backward_thread *t, const rk_gradient_chunk *c, int first_block, int blocks,
                              float *d_bias) {
  rk_range columns =
      rk_part_of(blocks * t->plan->d.hidden_size, RK_BIAS_COLUMNS, t->seat.post.part, t->seat.post.parts);
  t->plan->isa->rows->add_column_sums(c->live, columns.last - columns.first,
                                      c->gradients + first_block * t->plan->d.hidden_size + columns.first,
                                      t->plan->gradient_stride, d_bias + columns.first);
}

static void add_parameter_gradients(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  const rk_cell_traits *cell = t->plan->cell;
  const rk_weight_gradients *d = rk_weight_gradients_of(t->a, t->seat.direction);
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

/* A run of rows of d_input, the same step's, and one vector of its columns. */
typedef struct input_run {
  int64_t from, to; /* rows of the step */
  int lanes;
  rk_inner_rows product; /* that of row 0 of the step, were it there */
  float *d_input;
  rk_caller_rows rows;
  const float *mask; /* may be null */
} input_run;

typedef void run_action(const rk_backward_thread *t, const rk_gradient_chunk *c, const input_run *run);

/* The caller's lines come from far: they are there once the product is. */
static void fetch_run(const rk_backward_thread *t, const rk_gradient_chunk *c, const input_run *run) {
  (void)t, (void)c;
  rk_fetch_caller(run->from, run->to, run->d_input, run->rows);
}

static void store_run(const rk_backward_thread *t, const rk_gradient_chunk *c, const input_run *run) {
  const rk_row_functions *rows = t->plan->isa->rows;
  if (run->mask)
    rows->multiply_in(run->from, run->to, run->lanes, run->mask,
                      (rk_caller_rows){t->seat.schedule->order, t->plan->d.input_size}, run->product, run->product);
  (c->add_d_input ? rows->add_out : rows->copy_out)(run->from, run->to, run->lanes, run->product, run->d_input,
                                                    run->rows);
}

/* The runs that make up rows `first` ..< last of the chunk, with which `product` begins, for one tile. */
static void for_each_run(const rk_backward_thread *t, const rk_gradient_chunk *c, int64_t first, int64_t last,
                         int64_t tile, float *product, run_action *action) {
  const rk_plan *plan = t->plan;
  int64_t inputs = plan->d.input_size, lanes = plan->isa->lanes, stride = plan->d_input.tile_width, row = 0;
  const float *mask = t->forward->input_mask;
  for (int64_t s = c->first; s < c->last && row < last; s++) {
    int64_t live = rk_seat_live(&t->seat, s), time = rk_step_time(t->seat.schedule, t->seat.reverse, s);
    input_run run = {.from = rk_max(first - row, 0), .to = rk_min(last - row, live)};
    run.rows = (rk_caller_rows){t->seat.schedule->order, plan->d.steps * inputs};
    for (int64_t v = 0; v < plan->d_input.tile_vectors && run.from < run.to; v++) {
      int64_t column = (tile * plan->d_input.tile_vectors + v) * lanes;
      if (column >= inputs)
        break;
      run.lanes = (int)rk_min(inputs - column, lanes);
      run.product = (rk_inner_rows){product + (row - first) * stride + v * lanes, stride};
      run.d_input = t->a->d_input + time * inputs + column;
      run.mask = mask ? mask + t->seat.direction * plan->d.batch * inputs + column : NULL;
      action(t, c, &run);
    }
    row += live;
  }
}

static void make_d_input(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  const rk_plan *plan = t->plan;
  int64_t tiles = plan->d_input.tiles, depth = plan->cell->gates * plan->d.hidden_size;
  int64_t blocks = (c->live + RK_TASK_ROWS - 1) / RK_TASK_ROWS;
  const float *gradients = c->gradients + plan->cell->input_block * plan->d.hidden_size;
  rk_range tasks = rk_part_of(blocks * tiles, 1, t->seat.post.part, t->seat.post.parts);
  float *product = t->d_input + tasks.first * RK_TASK_ROWS * plan->d_input.tile_width; /* its own */
  for (int64_t task = tasks.first; task < tasks.last; task++) {
    int64_t tile = task / blocks, block = task % blocks;
    int64_t first = rk_part_begin(c->live, blocks, block), last = rk_part_begin(c->live, blocks, block + 1);
    for_each_run(t, c, first, last, tile, product, fetch_run);
    rk_tiles_product sums = {
        .tiling = &plan->d_input,
        .b = t->input_panels,
        .rows = last - first,
        .a = {{gradients + first * plan->gradient_stride, plan->gradient_stride, depth}},
    };
    rk_multiply_tile(plan, &sums, tile, product);
    for_each_run(t, c, first, last, tile, product, store_run);
  }
}

void rk_add_gradients(const rk_backward_thread *t, const rk_gradient_chunk *c) {
  if (c->live == 0)
    return;
  if (rk_weight_gradients_of(t->a, t->seat.direction))
    add_parameter_gradients(t, c);
  if (t->a->d_input)
    make_d_input(t, c);
}
