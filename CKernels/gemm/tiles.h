/* What the micro-kernels of each instruction set offer to panels.c and gemm.c. */
#ifndef RK_TILES_H
#define RK_TILES_H

#include <stdint.h>

#include "gemm/parts.h"

/* A: element (row, k) is data[row * row_stride + k * depth_stride], so that it may be stored either way round. Further
   columns may come from a second matrix, as those of [x, h] do. */
typedef struct rk_left_operand {
  const float *data;
  int64_t row_stride;
  int64_t depth_stride;
  const float *second;
  int64_t second_row_stride;
  int64_t second_depth; /* 0: no second */
} rk_left_operand;

/* C = A B + beta C + bias. Where it `continues`, the sums start from C instead: whole vectors, beta 0, no bias. */
typedef struct rk_tile_output {
  float *data;
  int64_t row_stride;
  int64_t columns;   /* of the panel, that are C's: those past them are neither read nor written */
  float beta;        /* 0: C is not read */
  const float *bias; /* [columns]; null: zeros */
  int continues;
} rk_tile_output;

/* What is needed next, and is brought into the second cache meanwhile: at row k of the panel, tile t of the product
   fetches the cache line of data[t * tile_stride + k * step]. It may be anything, and is not read. */
typedef struct rk_next {
  const float *data;
  int64_t tile_stride, step;
} rk_next;

/* Rows of `columns` floats, as many as the panel has, in one stretch of memory: each tile fetches its share. */
static inline rk_next rk_next_stretch(const float *data, int64_t columns, int64_t depth, int64_t tiles) {
  int64_t step = rk_parts(columns, tiles > 0 ? tiles : 1);
  return (rk_next){.data = data, .tile_stride = depth * step, .step = step};
}

/* One panel of 1 to 4 vectors times any number of rows; row k of the panel is at panel[k * row_stride]. Each element is
   one chain of multiply-adds over the depth, A's and then its second matrix's, whatever `rows` is; then beta C and bias
   are added. `depth` does not count the second matrix. */
typedef void rk_multiply_panel(int64_t rows, int64_t depth, rk_left_operand a, const float *panel, int vectors,
                               int64_t row_stride, rk_next next, rk_tile_output c);

/* The same for few rows, 1 to isa->thin_rows, and several tiles of whole panels one after the other, panel by
   panel (see panels.h). */
typedef struct rk_thin_product {
  int64_t rows, depth;
  const float *a;
  int64_t lda;
  int64_t second_depth; /* 0: no second matrix */
  const float *second;
  int64_t second_ld;
  float *second_c;    /* where its product goes by itself, laid out as C is; null: it is added */
  const float *panel; /* of the first tile */
  int vectors;        /* of a tile: 1 to 3 are one panel, 4 are two of 2 */
  int continues;      /* else the sums start from zero, and C is not read */
  int64_t half;       /* floats from the first to the second panel of such a tile */
  int64_t tiles;
  int64_t panel_stride, c_stride; /* floats from one tile to the next; negative: backwards through memory */
  float *c;
  int64_t ldc;
} rk_thin_product;

typedef void rk_multiply_thin(const rk_thin_product *product);

/* See rk_pack_rows and rk_pack_columns in panels.h. */
typedef void rk_pack_rows_function(const float *rows, int64_t ld, int64_t n, int64_t depth, float *column,
                                   int64_t row_stride);
typedef void rk_pack_columns_function(const float *matrix, int64_t ld, int64_t n, int64_t depth, float *panel,
                                      int64_t width, int64_t row_stride);

#endif
