/* The products over all rows of a chunk, which no step has to wait for. */
#include "sequence/backward.h"

#include "sequence/sequence.h"

/* --- operands --- */

/* What a phase multiplied by W_hh. Its rows lie as they are needed where all are live and none is masked. */
static rk_input gather_operand(const rk_backward_worker *b, const rk_gradient_chunk *c, int phase) {
  const rk_plan *plan = b->plan;
  int64_t batch = plan->d.batch, hidden = plan->d.hidden_size, stride = plan->series[phase].row_stride;
  const float *mask = phase == 0 ? b->forward->recurrent_mask : NULL;
  const float *stored = rk_slot(&b->storage, phase, c->first);
  if (!mask && c->live == (c->last - c->first) * batch)
    return (rk_input){stored, stride};
  float *buffer = b->operand[phase] + b->buffer * plan->backward_chunk * batch * stride, *step = buffer;
  rk_range own = rk_worker_rows(&b->worker);
  for (int64_t s = c->first; s < c->last; s++) {
    int64_t live = rk_worker_live(&b->worker, s);
    for (int64_t n = own.first; n < rk_min(own.last, live); n++) {
      int64_t row = b->worker.direction * batch + rk_caller_row(b->worker.schedule, n);
      rk_copy_masked(stored + ((s - c->first) * batch + n) * stride, mask ? mask + row * hidden : NULL, hidden,
                     step + n * stride);
    }
    step += live * stride;
  }
  return (rk_input){buffer, stride};
}

void rk_gather_operands(const rk_backward_worker *b, rk_gradient_chunk *c) {
  const rk_plan *plan = b->plan;
  if (!rk_weight_gradients_of(b->a, b->worker.direction))
    return;
  float *buffer = b->input + b->buffer * plan->backward_chunk * plan->d.batch * plan->d.input_size;
  c->input = rk_gather_input(&b->worker, b->forward, c->first, c->last, false, false, buffer);
  for (int phase = 0; phase < plan->cell->phases; phase++)
    c->operand[phase] = gather_operand(b, c, phase);
}

/* --- weights and biases --- */

/* d_weight += gradients^T rows, for `blocks` blocks of gradients. */
static void add_weight_gradient(const rk_backward_worker *b, const rk_gradient_chunk *c, int first_block, int blocks,
                                rk_input rows, int64_t columns, float *d_weight) {
  const rk_assignment *own = &b->worker.assignment;
  rk_gemm_arguments gemm = {
      .size = sizeof gemm,
      .transpose_a = true,
      .m = blocks * b->plan->d.hidden_size,
      .n = columns,
      .k = c->live,
      .a = c->gradients + first_block * b->plan->d.hidden_size,
      .lda = b->plan->gradient_stride,
      .b = rows.data,
      .ldb = rows.stride,
      .c = d_weight,
      .ldc = columns,
      .beta = 1,
      .precision = b->plan->d.precision,
      .workspace = b->gemm_workspace,
  };
  b->plan->products->gemm_part(b->plan->kernels, &gemm, own->part, own->parts);
}

/* Columns of a bias's gradient that threads are given at a time. */
enum { BIAS_COLUMNS = 64 };

static void add_bias_gradient(const rk_backward_worker *b, const rk_gradient_chunk *c, int first_block, int blocks,
                              float *d_bias) {
  const rk_assignment *own = &b->worker.assignment;
  rk_range columns = rk_part_of(blocks * b->plan->d.hidden_size, BIAS_COLUMNS, own->part, own->parts);
  b->plan->isa->rows->add_column_sums(c->live, columns.last - columns.first,
                                      c->gradients + first_block * b->plan->d.hidden_size + columns.first,
                                      b->plan->gradient_stride, d_bias + columns.first);
}

static void add_parameter_gradients(const rk_backward_worker *b, const rk_gradient_chunk *c) {
  const rk_cell_definition *cell = b->plan->cell;
  const rk_weight_gradients *d = rk_weight_gradients_of(b->a, b->worker.direction);
  int64_t hidden = b->plan->d.hidden_size;
  if (d->weight_ih)
    add_weight_gradient(b, c, cell->input_block, cell->gates, c->input, b->plan->d.input_size, d->weight_ih);
  if (d->bias_ih)
    add_bias_gradient(b, c, cell->input_block, cell->gates, d->bias_ih);
  for (int i = 0; i < cell->runs; i++) {
    int first_block = cell->run[i].first_block, blocks = cell->run[i].blocks;
    int64_t row = cell->run[i].first_gate * hidden;
    if (d->weight_hh)
      add_weight_gradient(b, c, first_block, blocks, c->operand[cell->run[i].phase], hidden,
                          d->weight_hh + row * hidden);
    if (d->bias_hh)
      add_bias_gradient(b, c, first_block, blocks, d->bias_hh + row);
  }
}

/* --- the input --- */

/* Some rows of one step, and one vector of columns, on their way from a product to d_input. */
typedef struct input_run {
  int64_t rows;
  int lanes;
  rk_inner_rows product;
  float *d_input;
  rk_caller_rows d_input_rows;
  const float *mask; /* may be null */
  rk_caller_rows mask_rows;
} input_run;

typedef void run_action(const rk_backward_worker *b, const rk_gradient_chunk *c, const input_run *run);

/* Fetches the caller's lines. They come from far, and are there once the product is. */
static void fetch_run(const rk_backward_worker *b, const rk_gradient_chunk *c, const input_run *run) {
  (void)b, (void)c;
  rk_fetch_caller(0, run->rows, run->d_input, run->d_input_rows);
}

static void store_run(const rk_backward_worker *b, const rk_gradient_chunk *c, const input_run *run) {
  const rk_row_functions *passes = b->plan->isa->rows;
  if (run->mask)
    passes->multiply_in(0, run->rows, run->lanes, run->mask, run->mask_rows, run->product, run->product);
  (c->adds_to_d_input ? passes->add_out : passes->copy_out)(0, run->rows, run->lanes, run->product, run->d_input,
                                                            run->d_input_rows);
}

/* Applies the action to some rows of step s. `product` has the first of them, for one tile's columns. */
static void for_each_vector(const rk_backward_worker *b, const rk_gradient_chunk *c, int64_t s, rk_range rows,
                            int64_t tile, float *product, run_action *action) {
  const rk_plan *plan = b->plan;
  const int32_t *order = b->worker.schedule->order;
  int64_t inputs = plan->d.input_size, lanes = plan->isa->lanes,
          time = rk_step_time(b->worker.schedule, b->worker.reverse, s);
  rk_caller_rows d_input_rows = {order, plan->d.steps * inputs}, mask_rows = {order, inputs};
  float *d_input = b->a->d_input + time * inputs + rk_rows_shift(d_input_rows, rows.first);
  const float *mask = b->forward->input_mask;
  if (mask)
    mask += b->worker.direction * plan->d.batch * inputs + rk_rows_shift(mask_rows, rows.first);
  input_run run = {.rows = rows.last - rows.first,
                   .d_input_rows = rk_rows_from(d_input_rows, rows.first),
                   .mask_rows = rk_rows_from(mask_rows, rows.first)};
  int64_t first = tile * plan->d_input.tile_vectors * lanes;
  int64_t last = rk_min(first + plan->d_input.tile_vectors * lanes, inputs);
  for (int64_t column = first; column < last; column += lanes) {
    run.lanes = (int)rk_min(last - column, lanes);
    run.product = (rk_inner_rows){product + (column - first), plan->d_input.tile_width};
    run.d_input = d_input + column;
    run.mask = mask ? mask + column : NULL;
    action(b, c, &run);
  }
}

/* Applies the action to some of the chunk's rows, step by step. `product` has the first of them, for one tile's
 * columns. */
static void for_each_run(const rk_backward_worker *b, const rk_gradient_chunk *c, rk_range rows, int64_t tile,
                         float *product, run_action *action) {
  int64_t begin = 0; /* of the step's rows among the chunk's */
  for (int64_t s = c->first; s < c->last && begin < rows.last; s++) {
    int64_t live = rk_worker_live(&b->worker, s);
    rk_range of_step = {rk_max(rows.first - begin, 0), rk_min(rows.last - begin, live)};
    if (of_step.first < of_step.last)
      for_each_vector(b, c, s, of_step, tile,
                      product + (begin + of_step.first - rows.first) * b->plan->d_input.tile_width, action);
    begin += live;
  }
}

/* A thread's tasks are some rows of one tile each. Their products go to one place, its own. */
static void make_d_input(const rk_backward_worker *b, const rk_gradient_chunk *c) {
  const rk_plan *plan = b->plan;
  const rk_tiling *tiling = &plan->d_input;
  int64_t depth = plan->cell->gates * plan->hidden_words, blocks = rk_divide_up(c->live, RK_TASK_ROWS);
  const float *words = c->words + plan->cell->input_block * plan->hidden_words;
  int64_t stride = plan->gradient_words_stride;
  rk_range tasks = rk_part_of(blocks * tiling->tiles, 1, b->worker.assignment.part, b->worker.assignment.parts);
  float *product = b->d_input + tasks.first * RK_TASK_ROWS * tiling->tile_width;
  for (int64_t task = tasks.first; task < tasks.last; task++) {
    int64_t tile = task / blocks, block = task % blocks;
    rk_range rows = {rk_part_begin(c->live, blocks, block), rk_part_begin(c->live, blocks, block + 1)};
    for_each_run(b, c, rows, tile, product, fetch_run);
    rk_tiles_product sums = {
        .tiling = tiling,
        .b = b->input_panels,
        .rows = rows.last - rows.first,
        .a = {{words + rows.first * stride, stride, depth}},
    };
    rk_multiply_tile(plan, &sums, tile, product);
    for_each_run(b, c, rows, tile, product, store_run);
  }
}

void rk_add_gradients(const rk_backward_worker *b, const rk_gradient_chunk *c) {
  if (c->live == 0)
    return;
  if (rk_weight_gradients_of(b->a, b->worker.direction))
    add_parameter_gradients(b, c);
  if (b->a->d_input)
    make_d_input(b, c);
}
