/* What the micro-kernels of each instruction set offer to panels.c and gemm.c. */
#ifndef RK_TILES_H
#define RK_TILES_H

#include <stdint.h>

/* A: element (row, k) is data[row * row_stride + k * depth_stride], so that it may be stored either way round. */
typedef struct rk_left_operand {
  const float *data;
  int64_t row_stride;
  int64_t depth_stride;
} rk_left_operand;

/* C = A B + beta C + bias. */
typedef struct rk_tile_output {
  float *data;
  int64_t row_stride;
  int64_t columns;   /* of the panel, that are C's: those past them are neither read nor written */
  float beta;        /* 0: C is not read */
  const float *bias; /* [columns]; null: zeros */
} rk_tile_output;

/* One panel of 1 to 4 vectors times any number of rows; row k of the panel is at panel[k * row_stride]. Each element is
   one chain of multiply-adds over the depth from zero up, whatever `rows` is; then beta C and bias are added. `next` is
   the panel to be multiplied by next, of the same form, fetched ahead meanwhile; it may be anything, and is not read.
 */
typedef void rk_multiply_panel(int64_t rows, int64_t depth, rk_left_operand a, const float *panel, int vectors,
                               int64_t row_stride, const float *next, rk_tile_output c);

/* The same for few rows, 1 to isa->thin_rows, of whole panels: `vectors` 4 are two panels of two, the other at
   `second`. C (+)= A B, C not being read where `accumulate` is 0. */
typedef void rk_multiply_thin(int64_t rows, int64_t depth, const float *a, int64_t lda, const float *panel,
                              const float *second, int vectors, int64_t row_stride, float *c, int64_t ldc,
                              int accumulate);

/* See rk_pack_rows and rk_pack_columns in panels.h. */
typedef void rk_pack_column(const float *source, int64_t ld, int64_t n, int64_t depth, float *column,
                            int64_t row_stride);

#endif
