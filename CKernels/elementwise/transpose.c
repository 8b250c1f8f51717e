/*
 * Copies an array whose elements lie one after the other along another axis than the last: tile by tile, so that of
 * each cache line that is read or written all is used at once.
 */
#include "elementwise/transpose.h"

#include "math/integers.h"
#include "passes/ranges.h"

enum { TILE = 16 }; /* floats of a cache line */

/* The axis before the last along which the input's elements lie one after the other, or -1. */
static int dense_axis(const rk_axes *axes) {
  for (int d = axes->rank - 2; d >= 0; d--)
    if (axes->strides[0][d] == 1)
      return d;
  return -1;
}

bool rk_is_transpose(const rk_pass *pass) {
  const rk_elementwise_program *p = pass->program;
  return p->instructions == 0 && p->inputs == 1 && p->outputs == 1 && p->results[0] == 0 && pass->axes.rank >= 2 &&
         pass->axes.strides[0][pass->axes.rank - 1] != 1 && dense_axis(&pass->axes) >= 0 &&
         rk_axes_dense(&pass->axes, 1);
}

/* A matrix of the input, and its place in the output: element [i, j] is from[i + j from_stride], and to[i to_stride +
 * j].
 */
typedef struct matrix {
  const float *from;
  float *to;
  int64_t rows, columns, from_stride, to_stride;
} matrix;

static void copy_tile(const matrix *m, int64_t row, int64_t column, int rows, int columns) {
  float tile[TILE][TILE];
  const float *from = m->from + row + column * m->from_stride;
  float *to = m->to + row * m->to_stride + column;
  for (int j = 0; j < columns; j++)
    for (int i = 0; i < rows; i++)
      tile[j][i] = from[i + j * m->from_stride];
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++)
      to[i * m->to_stride + j] = tile[j][i];
}

static void copy_rows(const matrix *m, int64_t row) {
  int rows = (int)rk_min(TILE, m->rows - row);
  for (int64_t column = 0; column < m->columns; column += TILE) {
    int columns = (int)rk_min(TILE, m->columns - column);
    if (rows == TILE && columns == TILE)
      copy_tile(m, row, column, TILE, TILE);
    else
      copy_tile(m, row, column, rows, columns);
  }
}

/* The matrices are those of the dense axis and the last one, one for each index of the others. */
typedef struct transpose {
  const rk_axes *axes;
  int axis;
  const float *from;
  float *to;
} transpose;

static matrix matrix_at(const transpose *t, int64_t index) {
  const rk_axes *axes = t->axes;
  int last = axes->rank - 1;
  matrix m = {.from = t->from, .to = t->to, .rows = axes->shape[t->axis], .columns = axes->shape[last]};
  m.from_stride = axes->strides[0][last], m.to_stride = axes->strides[1][t->axis];
  for (int d = last - 1; d >= 0; d--) {
    if (d == t->axis)
      continue;
    int64_t place = index % axes->shape[d];
    index /= axes->shape[d];
    m.from += place * axes->strides[0][d], m.to += place * axes->strides[1][d];
  }
  return m;
}

/* Stripes of TILE rows, those of the first matrix first. */
static void run_stripes(const void *arguments, int64_t begin, int64_t end) {
  const transpose *t = arguments;
  int64_t stripes = rk_divide_up(t->axes->shape[t->axis], TILE);
  for (int64_t stripe = begin; stripe < end; stripe++) {
    matrix m = matrix_at(t, stripe / stripes);
    copy_rows(&m, stripe % stripes * TILE);
  }
}

void rk_transpose_run(const rk_pass *pass, const rk_elementwise_arguments *a) {
  const rk_axes *axes = &pass->axes;
  transpose t = {.axes = axes, .axis = dense_axis(axes), .from = a->inputs[0], .to = a->outputs[0]};
  int64_t rows = axes->shape[t.axis], columns = axes->shape[axes->rank - 1];
  int64_t stripes = axes->count / (rows * columns) * rk_divide_up(rows, TILE);
  rk_for_ranges(stripes, 1, RK_LEAST_STREAMED / (TILE * columns) + 1, a->threads, run_stripes, &t);
}
