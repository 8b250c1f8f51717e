/*
 * Products of bfloat16 and int8 with panels, as each instruction set's micro-kernels make them. bfloat16 is held
 * against sums in double precision, and where the processor has tile registers against the model's bits; int8, whose
 * sums are exact, against the bits of kernels without such instructions. Then rows together are held against each by
 * itself, and two matrices at once against one after the other, to the bit.
 */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "gemm/panels.h"
#include "isa/amx.h"
#include "isa/isa.h"
#include "tile_backend.h"
#include "tile_model.h"

/* [rows, depth] and [rows, second_depth], times columns that are as deep as both. */
typedef struct product {
  int64_t rows, columns, depth[2];
  const float *a[2], *b[2]; /* b: [columns, depth] */
} product;

/* One of the two matrices of A as words, each row with its head. */
static rk_left_rows narrowed(const rk_micro_kernels *kernels, const product *p, int which) {
  int64_t stride = rk_row_words(kernels, p->depth[which]);
  float *words = guarded_floats(p->rows * stride);
  for (int64_t i = 0; i < p->rows; i++)
    kernels->narrow_row(p->a[which] + i * p->depth[which], NULL, p->depth[which], words + i * stride);
  return (rk_left_rows){words + kernels->left_head, stride, rk_words_of(kernels, p->depth[which])};
}

/* Panels so many vectors wide; each has the rows of both matrices. */
static rk_panels packed(const rk_micro_kernels *kernels, const product *p, int vectors) {
  int lanes = kernels->lanes, width = vectors * lanes;
  int64_t above = rk_panel_rows(kernels, p->depth[0]), below = p->depth[1] ? rk_panel_rows(kernels, p->depth[1]) : 0;
  rk_panels b = {.depth = above + below, .count = rk_divide_up(p->columns, width), .width = width};
  b.row_stride = width;
  b.panel_stride = b.depth * width;
  int64_t last = p->columns - (b.count - 1) * width;
  b.last_width = (int)rk_divide_up(last, lanes) * lanes;
  float *data = guarded_floats(b.count * b.panel_stride);
  for (int64_t column = 0; column < b.count * width; column += lanes) {
    float *to = data + column / width * b.panel_stride + column % width;
    int64_t n = rk_max(rk_min(p->columns - column, lanes), 0), from = n > 0 ? column : 0;
    kernels->pack_rows(p->b[0] + from * p->depth[0], p->depth[0], n, p->depth[0], to, width);
    if (p->depth[1])
      kernels->pack_rows(p->b[1] + from * p->depth[1], p->depth[1], n, p->depth[1], to + above * width, width);
  }
  b.data = data;
  return b;
}

enum { TOGETHER, ROW_BY_ROW, ONE_AFTER_THE_OTHER };

static int64_t result_stride(const rk_panels *b) {
  return b->count * b->width;
}

/* [rows, result_stride]. */
static float *multiply(const rk_micro_kernels *kernels, const rk_panels *b, int64_t rows, const rk_left_rows a[2],
                       int manner) {
  int64_t ldc = result_stride(b);
  float *c = guarded_floats(rows * ldc);
  if (manner == TOGETHER)
    rk_native_panel_product(kernels, b, 0, b->count, rows, a, c, ldc, false);
  for (int64_t i = 0; i < rows && manner == ROW_BY_ROW; i++) {
    rk_left_rows row[2] = {a[0], a[1]};
    row[0].data += i * a[0].stride;
    if (a[1].depth)
      row[1].data += i * a[1].stride;
    rk_native_panel_product(kernels, b, 0, b->count, 1, row, c + i * ldc, ldc, false);
  }
  if (manner == ONE_AFTER_THE_OTHER) {
    rk_left_rows first[2] = {a[0]}, second[2] = {a[1]};
    rk_panels below = *b;
    below.data += (a[0].depth + kernels->panel_tail) * b->row_stride;
    rk_native_panel_product(kernels, b, 0, b->count, rows, first, c, ldc, false);
    rk_native_panel_product(kernels, &below, 0, b->count, rows, second, c, ldc, true);
  }
  check(!model_is_configured(), "a product keeps its tiles");
  return c;
}

static float *multiply_on(const rk_micro_kernels *kernels, const product *p, int vectors, int manner, int64_t *stride) {
  const rk_left_rows a[2] = {narrowed(kernels, p, 0), p->depth[1] ? narrowed(kernels, p, 1) : (rk_left_rows){0}};
  const rk_panels b = packed(kernels, p, vectors);
  *stride = result_stride(&b);
  return multiply(kernels, &b, p->rows, a, manner);
}

static double sum_of_bfloat16(const product *p, int64_t i, int64_t j) {
  double sum = 0;
  for (int m = 0; m < 2; m++)
    for (int64_t k = 0; k < p->depth[m]; k++)
      sum += (double)bfloat16_of(p->a[m][i * p->depth[m] + k]) * bfloat16_of(p->b[m][j * p->depth[m] + k]);
  return sum;
}

/* Whether two results are the same bits in all columns but the padding. */
static int are_same(const product *p, const float *x, int64_t x_stride, const float *y, int64_t y_stride) {
  int same = 1;
  for (int64_t i = 0; i < p->rows; i++)
    same &= same_bits(x + i * x_stride, y + i * y_stride, p->columns);
  return same;
}

static void check_product(const char *label, const rk_micro_kernels *kernels, const rk_micro_kernels *peer, product p,
                          int vectors) {
  for (int m = 0; m < 2; m++) {
    p.a[m] = random_floats(p.rows * p.depth[m], 1);
    p.b[m] = random_floats(p.columns * p.depth[m], 1);
  }
  bool is_int8 = kernels->word_floats == 4;
  char what[160];
  snprintf(what, sizeof what, "%s, panels of %d, %s [%lld, %lld, %lld + %lld]", label, vectors,
           is_int8 ? "int8" : "bfloat16", (long long)p.rows, (long long)p.columns, (long long)p.depth[0],
           (long long)p.depth[1]);
  int64_t stride, other_stride;
  float *c = multiply_on(kernels, &p, vectors, TOGETHER, &stride);
  if (peer) {
    float *expected = multiply_on(peer, &p, 1, TOGETHER, &other_stride);
    check(are_same(&p, c, stride, expected, other_stride), "%s: not its peer's bits", what);
  }
  double difference = 0, depth = (double)(p.depth[0] + p.depth[1]);
  for (int64_t i = 0; i < p.rows && !is_int8; i++)
    for (int64_t j = 0; j < p.columns; j++) {
      double distance = fabs(c[i * stride + j] - sum_of_bfloat16(&p, i, j));
      difference = isnan(distance) ? INFINITY : fmax(difference, distance);
    }
  /* As many roundings of partial sums, which are around their root. */
  check(difference <= (depth + 2) * sqrt(depth + 1) * 0x1p-24, "%s: off by %g", what, difference);

  float *by_row = multiply_on(kernels, &p, vectors, ROW_BY_ROW, &other_stride);
  check(are_same(&p, c, stride, by_row, other_stride), "%s: a row depends on those beside it", what);
  if (p.depth[1]) {
    float *by_matrix = multiply_on(kernels, &p, vectors, ONE_AFTER_THE_OTHER, &other_stride);
    check(are_same(&p, c, stride, by_matrix, other_stride), "%s: continuing changes the bits", what);
  }
  check(guards_intact(), "%s: wrote outside its arrays", what);
  release_guarded();
}

/* One table of micro-kernels; the peer, if there is one, has the same bits. */
static void check_kernels(const char *label, const rk_micro_kernels *kernels, const rk_micro_kernels *peer) {
  static const int64_t sizes[][4] = {{1, 1, 1, 0},     {2, 17, 31, 1},   {7, 16, 64, 3},   {16, 48, 32, 32},
                                     {17, 33, 33, 66}, {32, 64, 5, 129}, {33, 70, 130, 1}, {70, 40, 65, 40}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int vectors = 1; vectors <= 3; vectors++) {
      product p = {.rows = sizes[i][0], .columns = sizes[i][1], .depth = {sizes[i][2], sizes[i][3]}};
      check_product(label, kernels, peer, p, vectors);
    }
}

void check_panel_products(void) {
  static const char *const names[] = {"avx512", "avx2", "baseline"};
  const rk_isa *tiles = tile_isa();
  fprintf(stderr, "tiles: %s\n",
          !tiles                    ? "skipped, no AVX-512 with VNNI"
          : rk_has_tile_registers() ? "the processor's, and the model"
                                    : "the model");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const rk_isa *isa = rk_isa_named(names[i]);
    if (!isa)
      continue;
    bool has_model = i == 0 && tiles && rk_has_tile_registers();
    check_kernels(names[i], rk_kernels_of(isa, RK_PRECISION_BFLOAT16), has_model ? tiles->bfloat16_kernels : NULL);
    check_kernels(names[i], rk_kernels_of(isa, RK_PRECISION_INT8), isa->int8_kernels);
  }
  if (tiles) {
    check_kernels("tiles", tiles->bfloat16_kernels, NULL);
    check_kernels("tiles", tiles->int8_kernels, rk_isa_named("avx512")->int8_kernels);
  }
}
