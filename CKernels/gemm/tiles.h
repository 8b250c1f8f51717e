/* The micro-kernels that each instruction set offers to the products of panels.c, native.c and sequence/. */
#ifndef RK_TILES_H
#define RK_TILES_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/cache.h"
#include "math/integers.h"

/*
 * What a product multiplies is cut into words of 32 bits along its depth. A word is a float, two bfloat16 or four int8,
 * the one of lower depth in its lower bits, and zeros where the depth ends within a word. Depths and strides below
 * count words. Words are passed as floats, and nothing but a micro-kernel computes with them.
 *
 * Whole numbers stand for numbers by a scale, which a row of A has in a word before it, and a column of B in a word
 * after it (left_head, panel_tail).
 */

/* A. Word (row, k) is data[row * row_stride + k * depth_stride], so that A may be stored either way round, but where a
   table has pack_left. Further columns may come from a second matrix, as those of [x, h] do. */
typedef struct rk_left_operand {
  const float *data;
  int64_t row_stride;
  int64_t depth_stride;
  const float *second;
  int64_t second_row_stride;
  int64_t second_depth; /* 0: no second matrix */
} rk_left_operand;

/* C = A B + beta C + bias. */
typedef struct rk_tile_output {
  float *data;
  int64_t row_stride;
  int64_t columns;   /* C's columns in the panel; those past them are neither read nor written */
  float beta;        /* 0: C is not read */
  const float *bias; /* [columns]; null: zeros */
  bool continues;    /* the sums start from C: whole vectors, beta 0, no bias */
} rk_tile_output;

/*
 * What is needed next, and is fetched into the second-level cache meanwhile: at row k of the panel, tile t of the
 * product fetches the cache line at address + t * tile_stride + k * row_stride, in bytes. It is an address and no
 * pointer, since it may lie a little beyond an array. Much beyond it must not lie: to look for a page that is not there
 * takes longer than a multiplication.
 */
typedef struct rk_prefetch {
  uintptr_t address, tile_stride, row_stride;
} rk_prefetch;

/* Fetches rows that begin `offset` floats past `data` and lie `stride` floats apart. Each tile fetches the next cache
   line of them. */
static inline rk_prefetch rk_prefetch_rows(const float *data, int64_t offset, int64_t stride) {
  return (rk_prefetch){.address = (uintptr_t)data + (uintptr_t)offset * sizeof(float),
                       .tile_stride = RK_LINE * sizeof(float),
                       .row_stride = (uintptr_t)stride * sizeof(float)};
}

/* Fetches `depth` rows of `columns` floats from `data` on, which lie in one stretch of memory. Each tile fetches its
   part, the last one up to the end. */
static inline rk_prefetch rk_prefetch_stretch(const float *data, int64_t columns, int64_t depth, int64_t tiles) {
  int64_t part = rk_divide_up(columns, rk_max(tiles, 1)), others = depth * (columns - part);
  return (rk_prefetch){.address = (uintptr_t)data,
                       .tile_stride = tiles > 1 ? (uintptr_t)(others / (tiles - 1)) * sizeof(float) : 0,
                       .row_stride = (uintptr_t)part * sizeof(float)};
}

/*
 * One panel of 1 to 4 vectors times any number of rows; row k of the panel is at panel[k * row_stride]. Each element is
 * one chain of sums over the depth of A and then of its second matrix, however many rows there are: multiply-adds, or
 * with tile registers additions of sums of sixteen words. Then come beta C and the bias. `depth` does not count the
 * second matrix.
 */
typedef void rk_multiply_panel(int64_t rows, int64_t depth, rk_left_operand a, const float *panel, int vectors,
                               int64_t row_stride, rk_prefetch next, rk_tile_output c);

/*
 * A thin product: few rows, 1 to thin_rows, times several tiles of whole panels one after the other. A tile of 1 to 3
 * vectors is one panel, one of 4 vectors is two panels of 2.
 */
typedef struct rk_thin_product {
  int64_t rows, depth;
  const float *a;
  int64_t lda;
  int64_t second_depth; /* 0: no second matrix */
  const float *second;
  int64_t second_ld;
  float *second_c;    /* where the second matrix's product goes by itself, laid out as C is; null: it is added */
  const float *panel; /* the first tile's */
  int vectors;        /* of a tile */
  bool continues;     /* the sums start from C; else C is not read */
  int64_t half;       /* floats from the first to the second panel of a tile of 4 vectors */
  int64_t tiles;
  int64_t panel_stride, c_stride; /* floats from one tile to the next; negative: backwards through memory */
  float *c;
  int64_t ldc;
} rk_thin_product;

typedef void rk_multiply_thin(const rk_thin_product *product);

/*
 * Packing makes words of floats. It fills columns of a panel, those past n with zeros: word (k, j) goes to the one at
 * [k * row_stride + j]. Here `depth` counts floats.
 */

/* From n rows of [n, depth], as weights are stored: column j is row j. The column is one vector wide: n <= lanes. */
typedef void rk_pack_rows(const float *rows, int64_t ld, int64_t n, int64_t depth, float *column, int64_t row_stride);

/* From [depth, n]: column j is column j. `width`, at least n, is whole vectors. */
typedef void rk_pack_columns(const float *matrix, int64_t ld, int64_t n, int64_t depth, float *panel, int64_t width,
                             int64_t row_stride);

/* A of [depth, n], transposed: column j becomes row j, which begins at [j * row_stride]. Null in a table: A is packed
   as the columns of a panel are, and read with its depth_stride. */
typedef void rk_pack_left(const float *matrix, int64_t ld, int64_t n, int64_t depth, float *rows, int64_t row_stride);

/* A row of A, times a mask unless that is null, as words, its head first; `depth` counts floats. Null in a table: the
   words are the floats. */
typedef void rk_narrow_row(const float *row, const float *mask, int64_t depth, float *words);

/* The same for one vector of each row, of which `lanes` floats count. Rows lie a stride apart. Null in a table of words
   with a scale, which is a whole row's: these have no backward pass. */
typedef void rk_narrow_vectors(int64_t rows, int lanes, const float *from, int64_t from_stride, float *words,
                               int64_t words_stride);

/* The largest depth whose sums of int8 fit 32 bits: 2^31 / (255 * 127), rounded down to a power of two. */
enum { RK_MOST_INT8_DEPTH = 1 << 16 };

/* The micro-kernels of one instruction set and one kind of word. */
typedef struct rk_micro_kernels {
  int lanes;       /* floats in a vector */
  int word_floats; /* floats that a word stands for: 1, 2 as bfloat16, or 4 as int8 */
  int left_head;   /* words before a row of A: its scale */
  int panel_tail;  /* rows after those of a panel: the scales, and what their sums are too large by */
  rk_multiply_panel *multiply_panel;
  rk_multiply_thin *multiply_thin;
  rk_pack_rows *pack_rows;
  rk_pack_columns *pack_columns;
  rk_pack_left *pack_left;
  rk_narrow_row *narrow_row;
  rk_narrow_vectors *narrow_vectors;
  int thin_rows;    /* the most rows of a thin product */
  int tile_rows[4]; /* the most rows of a tile of 1, 2, 3 and 4 vectors */
  int gemm_vectors; /* vectors of the panels that general products are cut into */
} rk_micro_kernels;

/* The words of so many floats. */
static inline int64_t rk_words_of(const rk_micro_kernels *kernels, int64_t floats) {
  return rk_divide_up(floats, kernels->word_floats);
}

/* The words of a row of A, its head among them, and the rows of a panel, of so many floats. */
static inline int64_t rk_row_words(const rk_micro_kernels *kernels, int64_t floats) {
  return kernels->left_head + rk_words_of(kernels, floats);
}

static inline int64_t rk_panel_rows(const rk_micro_kernels *kernels, int64_t floats) {
  return rk_words_of(kernels, floats) + kernels->panel_tail;
}

#endif
