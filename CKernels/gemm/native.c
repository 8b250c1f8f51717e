/*
 * The general product on the micro-kernels. Each thread computes one rectangle of C. It packs what it needs of B, and
 * of A where that is transposed, into buffers of its own that stay in its second-level cache:
 *
 *   for each group of panels of B
 *     for each block of the depth         pack that block of the group
 *       for each block of rows            pack that block of a transposed A
 *         for each panel of the group     the micro-kernels
 *
 * The depth is cut by k and the form of A alone, so that an element of C is the same sum however the rest is split.
 */
#include "gemm/parts.h"
#include "gemm/products.h"
#include "isa/isa.h"

enum {
  MOST_DEPTH = 384,      /* of a block; a panel of it streams from the second cache */
  SHORT_DEPTH = 224,     /* where A is transposed, whose packed rows cost more to load: a panel stays in the first */
  MOST_PACKED = 221184,  /* floats of a group of panels: 864 KiB */
  FEW_PACKED = 27648,    /* of them where few rows of A use a panel of transposed rows: it is still near then */
  MOST_ROWS = 256,       /* of a block of A as it lies: 384 KiB */
  MOST_PACKED_ROWS = 64, /* of a block of A transposed: 56 KiB */
  MOST_UNPACKED = 256,   /* columns of B, and rows by it, for which packing would cost more than it gains */
  RK_LINE = RK_ALIGNMENT / sizeof(float)
};

/* The most rows of a tile. */
static int64_t tile_rows(const rk_isa *isa) {
  return isa->tile_rows[isa->gemm_vectors - 1];
}

static int64_t most_depth(const rk_gemm_arguments *g) {
  return g->transpose_a ? SHORT_DEPTH : MOST_DEPTH;
}

/* How C is cut: its columns into vectors, those into panels as even as can be. */
typedef struct cut {
  int64_t vectors, panels, depths;
} cut;

static cut cut_of(const rk_isa *isa, const rk_gemm_arguments *g) {
  int64_t vectors = rk_parts(g->n, isa->lanes);
  return (cut){.vectors = vectors,
               .panels = rk_parts(vectors, isa->gemm_vectors),
               .depths = g->k > 0 ? rk_parts(g->k, most_depth(g)) : 1};
}

/* A group's panels of one block of the depth. */
typedef struct block {
  int64_t first_panel, last_panel;
  int64_t first_depth, depth;
  int in_place; /* whether panels of B are multiplied by as they lie, where they are whole */
} block;

/* The first column of panel `index`, or n rounded up to whole vectors. */
static int64_t panel_column(const rk_isa *isa, const cut *c, int64_t index) {
  return rk_part_begin(c->vectors, c->panels, index) * isa->lanes;
}

static int64_t packed_b_floats(const rk_isa *isa, const rk_gemm_arguments *g) {
  return rk_smaller(rk_parts(g->n, isa->lanes) * isa->lanes * rk_smaller(g->k, most_depth(g)), MOST_PACKED);
}

static int64_t gemm_floats(const rk_isa *isa, const rk_gemm_arguments *g) {
  const int64_t line = RK_ALIGNMENT / sizeof(float);
  int64_t packed_a = g->transpose_a ? MOST_PACKED_ROWS * rk_smaller(g->k, most_depth(g)) : 0;
  return rk_parts(packed_b_floats(isa, g) + packed_a, line) * line;
}

/* Whether B serves as it lies: its rows whole cache lines, close together, and few rows of A to use a packed one. */
static int can_stay(const rk_gemm_arguments *g, int64_t rows) {
  return !g->transpose_b && g->ldb % RK_LINE == 0 && g->ldb <= MOST_UNPACKED && rows <= MOST_UNPACKED;
}

/* Whether the panel that ends before column `last` is not packed. */
static int is_in_place(const rk_gemm_arguments *g, const block *part, int64_t last) {
  return part->in_place && last <= g->n;
}

/* The panels one after the other, each as in panels.h: panel by panel. Rows first ..< last of the block. */
static void pack_some_of_b(const rk_isa *isa, const rk_gemm_arguments *g, const cut *c, const block *part,
                           int64_t first_row, int64_t last_row, float *packed) {
  for (int64_t panel = part->first_panel; panel < part->last_panel; panel++) {
    int64_t first = panel_column(isa, c, panel), width = panel_column(isa, c, panel + 1) - first;
    int64_t n = rk_smaller(width, g->n - first), depth = last_row - first_row, row = part->first_depth + first_row;
    float *to = packed + first_row * width;
    if (!g->transpose_b && !is_in_place(g, part, first + width))
      isa->pack_columns(g->b + row * g->ldb + first, g->ldb, n, depth, to, width, width);
    for (int64_t v = 0; g->transpose_b && v < width; v += isa->lanes)
      isa->pack_rows(g->b + (first + v) * g->ldb + row, g->ldb, rk_smaller(isa->lanes, n - v), depth, to + v, width);
    packed += width * part->depth;
  }
}

static void pack_b(const rk_isa *isa, const rk_gemm_arguments *g, const cut *c, const block *part, float *packed) {
  int64_t rows = g->transpose_b ? part->depth : RK_PACKED_ROWS;
  for (int64_t row = 0; row < part->depth; row += rows)
    pack_some_of_b(isa, g, c, part, row, rk_smaller(row + rows, part->depth), packed);
}

/* Some rows of A: as they lie, or packed where A is transposed. */
static rk_left_operand left_operand(const rk_isa *isa, const rk_gemm_arguments *g, const block *part, int64_t row,
                                    int64_t rows, float *packed) {
  if (!g->transpose_a)
    return (rk_left_operand){.data = g->a + row * g->lda + part->first_depth, .row_stride = g->lda, .depth_stride = 1};
  int64_t width = rk_parts(rows, isa->lanes) * isa->lanes;
  isa->pack_columns(g->a + part->first_depth * g->lda + row, g->lda, rows, part->depth, packed, width, width);
  return (rk_left_operand){.data = packed, .row_stride = 1, .depth_stride = width};
}

/* C's rows from `row` on, the columns of the block's panels. The next rows of a transposed A lie far apart, and are
   fetched meanwhile, and so is the next panel, should it have left the second cache. */
static void multiply(const rk_isa *isa, const rk_gemm_arguments *g, const cut *c, const block *part, int64_t row,
                     int64_t rows, rk_left_operand a, const float *packed_b) {
  rk_next next_rows = {g->a + part->first_depth * g->lda + row + rows, RK_LINE, g->lda};
  int is_first = part->first_depth == 0;
  int64_t tiles = rk_parts(rows, tile_rows(isa));
  for (int64_t panel = part->first_panel; panel < part->last_panel; panel++) {
    int64_t first = panel_column(isa, c, panel), width = panel_column(isa, c, panel + 1) - first;
    rk_tile_output output = {.data = g->c + row * g->ldc + first,
                             .row_stride = g->ldc,
                             .columns = rk_smaller(width, g->n - first),
                             .beta = is_first ? g->beta : 1.0f,
                             .bias = is_first && g->bias ? g->bias + first : NULL};
    int in_place = is_in_place(g, part, first + width);
    const float *data = in_place ? g->b + part->first_depth * g->ldb + first : packed_b;
    int64_t stride = in_place ? g->ldb : width;
    rk_next next = in_place ? (rk_next){data + part->depth * stride, RK_LINE, stride}
                            : rk_next_stretch(packed_b + width * part->depth, width, part->depth, tiles);
    isa->multiply_panel(rows, part->depth, a, data, (int)(width / isa->lanes), stride,
                        g->transpose_a && panel == part->first_panel ? next_rows : next, output);
    packed_b += width * part->depth;
  }
}

/* How many of the threads share the rows of C, the others its columns: where all of them together pack least. Threads
   over columns repeat the packing of A, threads over rows that of B. */
static int threads_over_rows(const rk_isa *isa, const rk_gemm_arguments *g, const cut *c, int threads) {
  int best = 1;
  double least = 0;
  for (int over_rows = 1; over_rows <= threads; over_rows++)
    if (threads % over_rows == 0) {
      double rows = (double)rk_parts(rk_parts(g->m, tile_rows(isa)), over_rows) * tile_rows(isa);
      double columns = (double)rk_parts(c->panels, threads / over_rows) * isa->gemm_vectors * isa->lanes;
      /* In multiply-adds; an element packed costs about as much as eight. */
      double cost = rows * columns + 8 * columns + (g->transpose_a ? 8 * rows : rows);
      if (over_rows == 1 || cost < least) {
        best = over_rows;
        least = cost;
      }
    }
  return best;
}

/* What a thread computes of C. */
typedef struct rectangle {
  int64_t first_row, last_row, first_panel, last_panel;
} rectangle;

static void multiply_rectangle(const rk_isa *isa, const rk_gemm_arguments *g, const cut *c, const rectangle *r,
                               float *packed_b) {
  float *packed_a = packed_b + packed_b_floats(isa, g);
  int64_t depth = rk_smaller(g->k > 0 ? g->k : 1, most_depth(g));
  int64_t rows = r->last_row - r->first_row, tiles = rk_parts(rows, tile_rows(isa));
  int64_t most_packed = g->transpose_b && rows <= MOST_PACKED_ROWS ? FEW_PACKED : MOST_PACKED;
  int64_t most_panels = most_packed / (depth * isa->gemm_vectors * isa->lanes);
  int64_t panels = r->last_panel - r->first_panel, groups = rk_parts(panels, most_panels);
  int64_t row_blocks = rk_parts(tiles, (g->transpose_a ? MOST_PACKED_ROWS : MOST_ROWS) / tile_rows(isa));

  for (int64_t group = 0; group < groups; group++)
    for (int64_t d = 0; d < c->depths; d++) {
      block part = {.first_panel = r->first_panel + rk_part_begin(panels, groups, group),
                    .last_panel = r->first_panel + rk_part_begin(panels, groups, group + 1),
                    .first_depth = rk_part_begin(g->k, c->depths, d),
                    .in_place = can_stay(g, rows)};
      part.depth = rk_part_begin(g->k, c->depths, d + 1) - part.first_depth;
      pack_b(isa, g, c, &part, packed_b);
      for (int64_t i = 0; i < row_blocks; i++) {
        int64_t first = rk_part_begin(tiles, row_blocks, i) * tile_rows(isa);
        int64_t last = rk_smaller(rows, rk_part_begin(tiles, row_blocks, i + 1) * tile_rows(isa));
        rk_left_operand a = left_operand(isa, g, &part, r->first_row + first, last - first, packed_a);
        multiply(isa, g, c, &part, r->first_row + first, last - first, a, packed_b);
      }
    }
}

static void gemm_slice(const rk_isa *isa, const rk_gemm_arguments *g, int thread, int threads) {
  cut c = cut_of(isa, g);
  int over_rows = threads_over_rows(isa, g, &c, threads), over_columns = threads / over_rows;
  int64_t tiles = rk_parts(g->m, tile_rows(isa));
  int i = thread / over_columns, j = thread % over_columns;
  rectangle own = {.first_row = rk_smaller(g->m, rk_part_begin(tiles, over_rows, i) * tile_rows(isa)),
                   .last_row = rk_smaller(g->m, rk_part_begin(tiles, over_rows, i + 1) * tile_rows(isa)),
                   .first_panel = rk_part_begin(c.panels, over_columns, j),
                   .last_panel = rk_part_begin(c.panels, over_columns, j + 1)};
  multiply_rectangle(isa, g, &c, &own, g->workspace);
}

const rk_products rk_native_products = {
    .panel_product = rk_native_panel_product, .gemm_slice = gemm_slice, .gemm_floats = gemm_floats};
