/* Passes over the rows of one vector of units, between the caller's arrays and those inside. */
#ifndef RK_ROWS_H
#define RK_ROWS_H

#include <stdint.h>

/* Rows of the caller's: that of row n inside begins at data + (order ? order[n] : n) * stride. */
typedef struct rk_caller_rows {
  const int32_t *order;
  int64_t stride;
} rk_caller_rows;

/* Rows inside: `data` is that of row 0. */
typedef struct rk_inner_rows {
  float *data;
  int64_t stride;
} rk_inner_rows;

/* All work on rows first ..< last, of which each has `lanes` floats, at most isa->lanes, in the caller's array and a
   whole vector inside. */
typedef struct rk_row_functions {
  /* inner = caller, zeros where `caller` is null and in the lanes past the last. */
  void (*copy_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows,
                  rk_inner_rows inner);
  /* inner += caller */
  void (*add_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows, rk_inner_rows inner);
  /* inner = x * caller, lanes past the last being zero; x may be inner. */
  void (*multiply_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows, rk_inner_rows x,
                      rk_inner_rows inner);
  /* caller = inner */
  void (*copy_out)(int64_t first, int64_t last, int lanes, rk_inner_rows inner, float *caller, rk_caller_rows rows);
  /* caller += inner */
  void (*add_out)(int64_t first, int64_t last, int lanes, rk_inner_rows inner, float *caller, rk_caller_rows rows);
  /* sums[j] += the sum over rows of x[row * stride + j], j < columns */
  void (*add_column_sums)(int64_t rows, int64_t columns, const float *x, int64_t stride, float *sums);
} rk_row_functions;

/* A cache line of each row, to be there when a product is done and the rows are read or written. */
static inline void rk_fetch_inner(int64_t first, int64_t last, rk_inner_rows inner) {
  for (int64_t n = first; n < last; n++)
    __builtin_prefetch(inner.data + n * inner.stride);
}

static inline void rk_fetch_caller(int64_t first, int64_t last, const float *caller, rk_caller_rows rows) {
  for (int64_t n = first; n < last; n++)
    __builtin_prefetch(caller + (rows.order ? rows.order[n] : n) * rows.stride);
}

#endif
