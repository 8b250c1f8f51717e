/* Passes over the rows of one vector of units, between the caller's arrays and those inside. */
#ifndef RK_ROWS_H
#define RK_ROWS_H

#include <stdint.h>

/* Rows of the caller's: the one that is row n inside begins at data + (order ? order[n] : n) * stride. */
typedef struct rk_caller_rows {
  const int32_t *order;
  int64_t stride;
} rk_caller_rows;

/* Rows inside: `data` is row 0. */
typedef struct rk_inner_rows {
  float *data;
  int64_t stride;
} rk_inner_rows;

/* Each works on rows first ..< last. A row has `lanes` floats in the caller's array, at most isa->lanes, and a whole
   vector inside. */
typedef struct rk_row_functions {
  /* inner = caller, zeros where `caller` is null and in the lanes past the last. */
  void (*copy_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows,
                  rk_inner_rows inner);
  /* inner += caller */
  void (*add_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows, rk_inner_rows inner);
  /* inner = x * caller, zeros in the lanes past the last; x may be inner. */
  void (*multiply_in)(int64_t first, int64_t last, int lanes, const float *caller, rk_caller_rows rows, rk_inner_rows x,
                      rk_inner_rows inner);
  /* caller = inner */
  void (*copy_out)(int64_t first, int64_t last, int lanes, rk_inner_rows inner, float *caller, rk_caller_rows rows);
  /* caller += inner */
  void (*add_out)(int64_t first, int64_t last, int lanes, rk_inner_rows inner, float *caller, rk_caller_rows rows);
  /* sums[j] += the sum over rows of x[row * stride + j], j < columns */
  void (*add_column_sums)(int64_t rows, int64_t columns, const float *x, int64_t stride, float *sums);
} rk_row_functions;

/* The caller's rows with `row` as row 0. Its data is to begin rk_rows_shift floats further on. */
static inline rk_caller_rows rk_rows_from(rk_caller_rows rows, int64_t row) {
  return (rk_caller_rows){rows.order ? rows.order + row : rows.order, rows.stride};
}

static inline int64_t rk_rows_shift(rk_caller_rows rows, int64_t row) {
  return rows.order ? 0 : row * rows.stride;
}

/* Fetches a cache line of each row, to be there when a product is done and the rows are read or written. */
static inline void rk_fetch_inner(int64_t first, int64_t last, rk_inner_rows inner) {
  for (int64_t n = first; n < last; n++)
    __builtin_prefetch(inner.data + n * inner.stride);
}

static inline void rk_fetch_caller(int64_t first, int64_t last, const float *caller, rk_caller_rows rows) {
  for (int64_t n = first; n < last; n++)
    __builtin_prefetch(caller + (rows.order ? rows.order[n] : n) * rows.stride);
}

#endif
