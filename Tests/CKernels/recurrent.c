/*
 * Recurrent layers: every cell, direction, pattern of lengths, with masks and without, in training and inference, over
 * odd sizes, with every buffer guarded and every workspace and cache poisoned. Each is held against the cells' formulas
 * in double precision, against another backend that takes its products elsewhere, and against itself with other thread
 * counts, to the bit.
 */
#include "recurrent.h"

#include <string.h>

#include "oracle.h"

enum { MOST_THREADS = 4 };

/* Two ways of summing up to 200 products and a few steps of recurrence: some hundred roundings, of the largest value.
 */
static const double forward_tolerance = 256 * 0x1p-24;
static const double backward_tolerance = 1024 * 0x1p-24;

/* A value at the edge between two bfloat16 may fall to either side: some terms of a sum may be off by a 2^-8th. */
static const double bfloat16_forward_tolerance = 0x1p-8;
static const double bfloat16_backward_tolerance = 0x1p-6;

/* Two in 254 of the largest of a row, with each factor: the oracle is that of float32. */
static const double int8_tolerance = 0x1p-5;

/* BLAS has no bfloat16, and a machine may have no BLAS: there it is the portable kernels. */
static const rk_backend *peer_of(const rk_backend *backend, int precision) {
  const rk_backend *blas = rk_backend_blas();
  bool can_do = precision == RK_PRECISION_FLOAT32 && blas->score() >= 0;
  return backend == blas || !can_do ? rk_backend_native_isa("baseline") : blas;
}

static int padding_is_zero(const layer *l, const float *x, int64_t width) {
  int64_t steps = l->descriptor.steps;
  int zero = 1;
  for (int64_t n = 0; x && l->lengths && n < l->descriptor.batch; n++)
    for (int64_t i = l->lengths[n] * width; i < steps * width; i++)
      zero &= x[n * steps * width + i] == 0;
  return zero;
}

static double tolerance_of(int result, int precision) {
  if (precision == RK_PRECISION_INT8)
    return int8_tolerance;
  if (precision == RK_PRECISION_BFLOAT16)
    return result < D_INPUT ? bfloat16_forward_tolerance : bfloat16_backward_tolerance;
  return result < D_INPUT ? forward_tolerance : backward_tolerance;
}

enum { EXACTLY = -1 };

/* To the bit, or as near as a precision allows. */
static void compare(const char *what, const char *how, const results *got, const results *expected, int precision) {
  for (int k = 0; k < RESULTS; k++) {
    if (!got->of[k] || !expected->of[k])
      continue;
    if (precision == EXACTLY) {
      check(same_bits(got->of[k], expected->of[k], got->count[k]), "%s: %s changes result %d", what, how, k);
      continue;
    }
    double tolerance = tolerance_of(k, precision);
    double difference = relative_difference(got->of[k], expected->of[k], got->count[k], 1e-3);
    check(difference <= tolerance, "%s: %s, result %d is off by %g", what, how, k, difference);
  }
}

static void check_results(const char *what, const layer *l, const results *r) {
  for (int k = 0; k < RESULTS; k++)
    if (r->of[k])
      check(all_finite(r->of[k], r->count[k]), "%s: result %d is not finite", what, k);
  check(padding_is_zero(l, r->of[OUTPUT], l->directions * l->descriptor.hidden_size) &&
            padding_is_zero(l, r->of[D_INPUT], l->descriptor.input_size),
        "%s: the padding is not zero", what);
}

void check_layer(const rk_backend *backend, layer l, int turn) {
  make_layer(&l);
  const char *what = describe_layer(backend, &l);
  int precision = l.descriptor.precision, threads = 2 + turn % (MOST_THREADS - 1);
  results one, other;
  check(run_layer(backend, &l, 1, (manner){0}, &one) == RK_OK, "%s: status", what);
  check_results(what, &l, &one);
  if (oracle_is_quick(&l)) {
    run_oracle(&l, &other);
    compare(what, "against the formulas in double precision", &one, &other, precision);
  }
  check(run_layer(peer_of(backend, precision), &l, 1, (manner){0}, &other) == RK_OK, "%s: the peer's status", what);
  compare(what, "against the peer", &one, &other, precision);
  check(run_layer(backend, &l, threads, (manner){0}, &other) == RK_OK, "%s: status of %d threads", what, threads);
  compare(what, "the thread count", &other, &one, EXACTLY);
  manner how = {.packed = turn % 2 == 0, .in_place = turn % 2};
  check(run_layer(backend, &l, threads, how, &other) == RK_OK, "%s: status, packed or in place", what);
  compare(what, how.packed ? "packing beforehand" : "working in place", &other, &one, EXACTLY);
  check(run_layer(backend, &l, 1, (manner){.least = 1}, &other) == RK_OK, "%s: status, least", what);
  compare(what, "leaving results out", &other, &one, EXACTLY);
  rk_status status = run_layer(backend, &l, 1, (manner){.checkpoint_every = 2}, &other);
  check(status == RK_OK || status == RK_UNSUPPORTED, "%s: status, with checkpoints", what);
  if (status == RK_OK)
    compare(what, "recomputing from checkpoints", &other, &one, precision);
  check(guards_intact(), "%s: wrote outside its arrays", what);
  release_guarded();
}

/* The options of a cell at one size: every combination, or each `stride`-th, from one that differs from size to size.
 */
static void check_options(const rk_backend *backend, int cell, const int64_t size[4], int first, int stride,
                          int precision) {
  enum { FLAGS = 4, COMBINATIONS = RK_DIRECTION_COUNT * LENGTHS_PATTERNS * FLAGS };
  for (int i = first % stride; i < COMBINATIONS; i += stride) {
    layer l = layer_of(cell, size);
    int flags = i / RK_DIRECTION_COUNT / LENGTHS_PATTERNS;
    l.descriptor.direction = i % RK_DIRECTION_COUNT;
    l.pattern = (lengths_pattern)(i / RK_DIRECTION_COUNT % LENGTHS_PATTERNS);
    l.descriptor.mode = flags & 1 ? RK_MODE_TRAINING : RK_MODE_INFERENCE;
    l.masked = flags >> 1;
    l.complete = i % 5 != 1;
    l.descriptor.precision = precision;
    if (precision == RK_PRECISION_INT8)
      l.descriptor.mode = RK_MODE_INFERENCE;
    check_layer(backend, l, i / stride);
  }
}

static void check_activation_choices(const rk_backend *backend, int cell) {
  for (int activation = 0; activation < RK_ACTIVATION_COUNT; activation++)
    for (int recurrent = 0; recurrent < RK_ACTIVATION_COUNT; recurrent++) {
      layer l = layer_of(cell, (int64_t[4]){3, 4, 5, 19});
      l.descriptor.activation = activation;
      l.descriptor.recurrent_activation = recurrent;
      if (cell != RK_CELL_RNN || recurrent == RK_ACTIVATION_SIGMOID)
        check_layer(backend, l, activation);
    }
}

/* A step of one sequence with packed weights goes a way of its own: it is held to the bits of the general one. Of two
   steps one goes through the tiles backwards. */
static void check_single_step(const rk_backend *backend, int cell, int64_t input_size, int64_t hidden_size,
                              int complete, int precision) {
  layer l = layer_of(cell, (int64_t[4]){1, 1, input_size, hidden_size});
  l.descriptor.mode = RK_MODE_INFERENCE;
  l.complete = complete;
  l.descriptor.precision = precision;
  make_layer(&l);
  const char *what = describe_layer(backend, &l);
  results general, single, peer;
  check(run_layer(backend, &l, 1, (manner){0}, &general) == RK_OK, "%s: status", what);
  check_results(what, &l, &general);
  check(run_layer(peer_of(backend, precision), &l, 1, (manner){0}, &peer) == RK_OK, "%s: the peer's status", what);
  compare(what, "against the peer", &general, &peer, precision);
  for (int i = 0; i < 3 * MOST_THREADS; i++) {
    manner how = {.packed = 1, .twice = i % 3 == 0, .in_place = i % 3 == 1, .least = i % 3 == 2};
    check(run_layer(backend, &l, 1 + i / 3, how, &single) == RK_OK, "%s: status of a single step", what);
    compare(what, "a single step", &single, &general, EXACTLY);
  }
  check(guards_intact(), "%s: wrote outside its arrays", what);
  release_guarded();
}

/* The sizes of one cell in a precision; of two, float32 is tried thoroughly. */
static void check_sizes(const rk_backend *backend, int cell, int precision) {
  static const int64_t thorough[][4] = {{2, 3, 5, 7}, {3, 5, 17, 33}};
  static const int64_t odd[][4] = {{1, 1, 1, 1},   {5, 2, 31, 16},  {17, 4, 3, 65},
                                   {1, 9, 33, 47}, {33, 3, 16, 15}, {7, 6, 1, 97}};
  /* Enough work for four threads, in each way of sharing it out: many rows, many units, two directions; and weights
     that stay near two threads, but not near one. */
  static const int64_t wide[][4] = {{67, 3, 70, 129}, {2, 4, 130, 257}, {1, 3, 130, 257}, {31, 3, 48, 320}};
  /* A row of x of one word and its scale is longer than its one float; many chunks, at which workers are by turns. */
  static const int64_t narrow[4] = {28, 600, 1, 24};
  static const int64_t single[][2] = {{1, 7}, {3, 16}, {5, 40}, {1, 64}, {130, 257}, {120, 272}};
  for (size_t i = 0; i < sizeof thorough / sizeof *thorough; i++)
    check_options(backend, cell, thorough[i], 0, precision == RK_PRECISION_FLOAT32 ? 1 : 7, precision);
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    check_options(backend, cell, odd[i], (int)i + cell, 5, precision);
  for (size_t i = 0; i < sizeof single / sizeof *single; i++)
    check_single_step(backend, cell, single[i][0], single[i][1], i != 2, precision);
  layer many_chunks = layer_of(cell, narrow);
  many_chunks.descriptor.precision = precision;
  many_chunks.descriptor.mode = RK_MODE_INFERENCE;
  for (int turn = 0; turn < MOST_THREADS; turn++)
    check_layer(backend, many_chunks, turn);
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    for (int direction = 0; direction < RK_DIRECTION_COUNT; direction++) {
      layer l = layer_of(cell, wide[i]);
      l.descriptor.direction = direction;
      l.descriptor.precision = precision;
      l.descriptor.mode = precision == RK_PRECISION_INT8 ? RK_MODE_INFERENCE : RK_MODE_TRAINING;
      l.pattern = direction == RK_DIRECTION_REVERSE ? LENGTHS_RAGGED : LENGTHS_NONE;
      check_layer(backend, l, direction);
    }
}

/* A backend without a precision says so, and the caller asks the next one. */
static void check_unsupported(const rk_backend *backend, int cell, int precision) {
  layer l = layer_of(cell, (int64_t[4]){2, 3, 5, 7});
  l.descriptor.precision = precision;
  make_layer(&l);
  results none;
  check(run_layer(backend, &l, 1, (manner){0}, &none) == RK_UNSUPPORTED, "%s: status", describe_layer(backend, &l));
  release_guarded();
}

void check_recurrent_in(const rk_backend *backend, int precision) {
  for (int cell = 0; cell < RK_CELL_COUNT; cell++)
    check_sizes(backend, cell, precision);
}

void check_recurrent(const rk_backend *backend) {
  for (int cell = 0; cell < RK_CELL_COUNT; cell++) {
    check_sizes(backend, cell, RK_PRECISION_FLOAT32);
    check_unsupported(backend, cell, RK_PRECISION_INT8); /* in training */
    if (backend == rk_backend_blas()) {
      check_unsupported(backend, cell, RK_PRECISION_BFLOAT16);
    } else {
      check_sizes(backend, cell, RK_PRECISION_BFLOAT16);
      check_sizes(backend, cell, RK_PRECISION_INT8);
    }
    check_activation_choices(backend, cell);
  }
}
