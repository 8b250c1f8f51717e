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
 * A B that was packed ahead has those panels already: all of the first block of the depth, then all of the next.
 */
#include "gemm/products.h"

/* How far the depth is cut, in words. Another cut would change the bits of C. */
enum {
  MOST_DEPTH = 384,  /* of a block; a panel of it streams from the second-level cache */
  SHORT_DEPTH = 224, /* where A is transposed, whose packed rows cost more to load: a panel stays in the first level */
};

/* How large the other blocks are. */
enum {
  FEW_PACKED = 27648,    /* the same where few rows of A use a panel of transposed rows: it is still near then */
  MOST_ROWS = 256,       /* of a block of A as it lies: 384 KiB */
  MOST_PACKED_ROWS = 64, /* of a block of A transposed: 56 KiB */
  MOST_ON_STACK = 1024,  /* floats that a small product packs without a workspace, as the step of a small dense layer */
  MOST_UNPACKED = 256,   /* columns of B, and rows times it, for which packing would cost more than it gains */
};

/* The most rows of a tile. */
static int64_t tile_rows(const rk_micro_kernels *kernels) {
  return kernels->tile_rows[kernels->gemm_vectors - 1];
}

/* Floats of a group of panels: 27 of 32 parts of the second-level cache. The rest is for rows of A and of C. */
static int64_t most_packed(void) {
  return (int64_t)(rk_second_level_bytes() / sizeof(float) / 32 * 27);
}

static int64_t most_depth(const rk_gemm_arguments *g) {
  return g->transpose_a ? SHORT_DEPTH : MOST_DEPTH;
}

/* How C and the depth are cut: C's columns into vectors, and those into panels as even as can be. */
typedef struct cut {
  int64_t vectors, panels, words, depths;
} cut;

static cut cut_of(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  int64_t vectors = rk_divide_up(g->n, kernels->lanes), words = rk_words_of(kernels, g->k);
  return (cut){.vectors = vectors,
               .panels = rk_divide_up(vectors, kernels->gemm_vectors),
               .words = words,
               .depths = words > 0 ? rk_divide_up(words, most_depth(g)) : 1};
}

/* A group of panels, and one block of the depth: where it begins and how long it is, in floats, and its words. */
typedef struct block {
  int64_t first_panel, last_panel;
  int64_t first_depth, depth, words;
  bool in_place; /* panels of B are multiplied by as they lie, where they are whole */
} block;

/* The first column of panel `index`; past the last panel, n rounded up to whole vectors. */
static int64_t panel_column(const rk_micro_kernels *kernels, const cut *c, int64_t index) {
  return rk_part_begin(c->vectors, c->panels, index) * kernels->lanes;
}

/* --- the workspace --- */

static int64_t packed_b_floats(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  if (g->packed_b)
    return 0;
  int64_t columns = rk_divide_up(g->n, kernels->lanes) * kernels->lanes;
  int64_t rows = rk_min(rk_words_of(kernels, g->k), most_depth(g)) + kernels->panel_tail;
  return rk_min(columns * rows, most_packed());
}

/* Whether A is packed: it is transposed, or its words have to be made. */
static bool packs_a(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  return g->transpose_a || kernels->narrow_row;
}

static int64_t gemm_floats(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  int64_t words = rk_min(rk_words_of(kernels, g->k), most_depth(g));
  int64_t packed_a = packs_a(kernels, g) ? MOST_PACKED_ROWS * (kernels->left_head + words) : 0;
  int64_t floats = packed_b_floats(kernels, g) + packed_a;
  return floats <= MOST_ON_STACK ? 0 : rk_divide_up(floats, RK_LINE) * RK_LINE;
}

/* --- packing --- */

/* Whether B serves as it lies: a single tile reads each panel once, or its rows are whole cache lines and close
   together and few rows of A use a panel. */
static bool can_stay(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, int64_t rows) {
  if (g->transpose_b || kernels->narrow_row)
    return false;
  return rows <= tile_rows(kernels) || (g->ldb % RK_LINE == 0 && g->ldb <= MOST_UNPACKED && rows <= MOST_UNPACKED);
}

/* Whether the panel that ends before column `last` is not packed. */
static bool is_in_place(const rk_gemm_arguments *g, const block *part, int64_t last) {
  return part->in_place && last <= g->n;
}

/* Rows first ..< last of the block, into panels that follow one another in memory, panel by panel (panels.h). */
static void pack_rows_of_b(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, const block *part,
                           rk_range rows, float *packed) {
  for (int64_t panel = part->first_panel; panel < part->last_panel; panel++) {
    int64_t first = panel_column(kernels, c, panel), width = panel_column(kernels, c, panel + 1) - first;
    int64_t n = rk_min(width, g->n - first), depth = rows.last - rows.first, row = part->first_depth + rows.first;
    float *to = packed + rk_words_of(kernels, rows.first) * width;
    if (!g->transpose_b && !is_in_place(g, part, first + width))
      kernels->pack_columns(g->b + row * g->ldb + first, g->ldb, n, depth, to, width, width);
    for (int64_t v = 0; g->transpose_b && v < width; v += kernels->lanes)
      kernels->pack_rows(g->b + (first + v) * g->ldb + row, g->ldb, rk_min(kernels->lanes, n - v), depth, to + v,
                         width);
    packed += width * (part->words + kernels->panel_tail);
  }
}

static void pack_b(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, const block *part,
                   float *packed) {
  int64_t rows = g->transpose_b ? part->depth : RK_PACKED_ROWS;
  for (int64_t row = 0; row < part->depth; row += rows)
    pack_rows_of_b(kernels, g, c, part, (rk_range){row, rk_min(row + rows, part->depth)}, packed);
}

/* The block of the depth of that index, of the panels first ..< last. */
static block block_of(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, rk_range panels,
                      int64_t index) {
  int64_t first = rk_part_begin(c->words, c->depths, index);
  block part = {.first_panel = panels.first,
                .last_panel = panels.last,
                .first_depth = first * kernels->word_floats,
                .words = rk_part_begin(c->words, c->depths, index + 1) - first};
  part.depth = rk_min(part.words * kernels->word_floats, g->k - part.first_depth);
  return part;
}

/* Where a block of panels begins in a B that is packed ahead. */
static int64_t packed_place(const rk_micro_kernels *kernels, const cut *c, const block *part, int64_t index) {
  int64_t rows_before = rk_part_begin(c->words, c->depths, index) + index * kernels->panel_tail;
  return rows_before * c->vectors * kernels->lanes +
         panel_column(kernels, c, part->first_panel) * (part->words + kernels->panel_tail);
}

static int64_t packed_floats(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  cut c = cut_of(kernels, g);
  return c.vectors * kernels->lanes * (c.words + c.depths * kernels->panel_tail);
}

static void pack_part(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, float *packed, int part, int parts) {
  cut c = cut_of(kernels, g);
  for (int64_t d = 0; d < c.depths; d++) {
    block own = block_of(kernels, g, &c, rk_part_of(c.panels, 1, part, parts), d);
    pack_b(kernels, g, &c, &own, packed + packed_place(kernels, &c, &own, d));
  }
}

/* A block's panels: packed ahead, or now into the workspace, but for those that serve `rows` rows of A as they lie. */
static const float *panels_of_b(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, block *part,
                                int64_t index, int64_t rows, float *workspace) {
  if (g->packed_b)
    return (const float *)g->packed_b + packed_place(kernels, c, part, index);
  part->in_place = can_stay(kernels, g, rows);
  pack_b(kernels, g, c, part, workspace);
  return workspace;
}

/* Some rows of A: as they lie, or packed. */
static rk_left_operand left_operand(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const block *part,
                                    int64_t row, int64_t rows, float *packed) {
  const float *first = g->a + row * g->lda + part->first_depth;
  if (!packs_a(kernels, g))
    return (rk_left_operand){.data = first, .row_stride = g->lda, .depth_stride = 1};
  if (!g->transpose_a) {
    int64_t stride = kernels->left_head + part->words;
    for (int64_t i = 0; i < rows; i++)
      kernels->narrow_row(first + i * g->lda, NULL, part->depth, packed + i * stride);
    return (rk_left_operand){.data = packed + kernels->left_head, .row_stride = stride, .depth_stride = 1};
  }
  if (kernels->pack_left) {
    kernels->pack_left(g->a + part->first_depth * g->lda + row, g->lda, rows, part->depth, packed, part->words);
    return (rk_left_operand){.data = packed, .row_stride = part->words, .depth_stride = 1};
  }
  int64_t width = rk_divide_up(rows, kernels->lanes) * kernels->lanes;
  kernels->pack_columns(g->a + part->first_depth * g->lda + row, g->lda, rows, part->depth, packed, width, width);
  return (rk_left_operand){.data = packed, .row_stride = 1, .depth_stride = width};
}

/* --- one thread's rectangle --- */

static rk_range panel_columns(const rk_micro_kernels *kernels, const cut *c, int64_t index) {
  return (rk_range){panel_column(kernels, c, index), panel_column(kernels, c, index + 1)};
}

/* Where a panel of the block is, of which `packed_b` is the first. */
static const float *packed_panel(const rk_micro_kernels *kernels, const cut *c, const block *part, int64_t index,
                                 const float *packed_b) {
  int64_t columns = panel_column(kernels, c, index) - panel_column(kernels, c, part->first_panel);
  return packed_b + columns * (part->words + kernels->panel_tail);
}

/* What is fetched during the product of one panel: the next of the block, or again the first, should it have left the
   second-level cache. */
static rk_prefetch prefetch_after(const rk_micro_kernels *kernels, const cut *c, const block *part, int64_t panel,
                                  const float *packed_b, int64_t tiles) {
  int64_t next = panel + 1 < part->last_panel ? panel + 1 : part->first_panel;
  rk_range columns = panel_columns(kernels, c, next);
  return rk_prefetch_stretch(packed_panel(kernels, c, part, next, packed_b), columns.last - columns.first,
                             part->words + kernels->panel_tail, tiles);
}

/* Whether so few rows have micro-kernels of their own, which read several packed panels side by side. */
static bool is_few(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const block *part, int64_t rows) {
  return rows <= kernels->thin_rows && !part->in_place && !g->transpose_a && (g->beta == 0 || g->beta == 1);
}

/* Panels from `first` on that are as wide as it is: of two widths the last ones have one, or they take turns. */
static int64_t equal_panels(const rk_micro_kernels *kernels, const cut *c, int64_t first, int64_t last) {
  int64_t width = panel_column(kernels, c, first + 1) - panel_column(kernels, c, first), panel = first + 1;
  while (panel < last && panel_column(kernels, c, panel + 1) - panel_column(kernels, c, panel) == width)
    panel++;
  return panel - first;
}

/* Sums into C, as a tile does it. */
static void add_sums(const rk_gemm_arguments *g, const block *part, int64_t row, int64_t rows, rk_range columns,
                     const float *sums, int64_t stride) {
  bool is_first = part->first_depth == 0, adds = !is_first || g->beta == 1;
  for (int64_t i = 0; i < rows; i++) {
    float *to = g->c + (row + i) * g->ldc;
    const float *sum = sums + i * stride - columns.first;
    for (int64_t j = columns.first; j < columns.last; j++) {
      float result = adds ? to[j] + sum[j] : sum[j];
      to[j] = is_first && g->bias ? result + g->bias[j] : result;
    }
  }
}

/* The same as `multiply`, to the bit, of few rows. */
static void multiply_few(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, const block *part,
                         int64_t row, int64_t rows, rk_left_operand a, const float *packed_b) {
  _Alignas(RK_ALIGNMENT) float sums[MOST_ON_STACK];
  const rk_left_rows left[2] = {{.data = a.data, .stride = a.row_stride, .depth = part->words}};
  for (int64_t panel = part->first_panel, count; panel < part->last_panel; panel += count) {
    rk_range columns = panel_columns(kernels, c, panel);
    int width = (int)(columns.last - columns.first);
    count = rk_min(equal_panels(kernels, c, panel, part->last_panel), MOST_ON_STACK / (rows * width));
    const rk_panels panels = {.data = packed_panel(kernels, c, part, panel, packed_b),
                              .depth = part->words,
                              .count = count,
                              .width = width,
                              .last_width = width,
                              .row_stride = width,
                              .panel_stride = width * (part->words + kernels->panel_tail)};
    rk_native_panel_product(kernels, &panels, 0, count, rows, left, sums, count * width, false);
    columns.last = rk_min(columns.first + count * width, g->n);
    add_sums(g, part, row, rows, columns, sums, count * width);
  }
}

/* C's rows from `row` on, and the columns of the block's panels. With the first panel the next rows of a transposed A
   are fetched, which lie far apart. */
static void multiply(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, const block *part,
                     int64_t row, int64_t rows, rk_left_operand a, const float *packed_b) {
  if (is_few(kernels, g, part, rows)) {
    multiply_few(kernels, g, c, part, row, rows, a, packed_b);
    return;
  }
  bool is_first = part->first_depth == 0, is_last = part->first_depth + part->depth == g->k;
  int64_t tiles = rk_divide_up(rows, tile_rows(kernels));
  for (int64_t panel = part->first_panel; panel < part->last_panel; panel++) {
    rk_range columns = panel_columns(kernels, c, panel);
    int64_t width = columns.last - columns.first;
    rk_tile_output output = {.data = g->c + row * g->ldc + columns.first,
                             .row_stride = g->ldc,
                             .columns = rk_min(width, g->n - columns.first),
                             .beta = is_first ? g->beta : 1.0f,
                             .bias = is_first && g->bias ? g->bias + columns.first : NULL};
    bool in_place = is_in_place(g, part, columns.last);
    const float *data =
        in_place ? g->b + part->first_depth * g->ldb + columns.first : packed_panel(kernels, c, part, panel, packed_b);
    int64_t stride = in_place ? g->ldb : width;
    rk_prefetch next;
    if (g->transpose_a && panel == part->first_panel)
      next = rk_prefetch_rows(g->a, part->first_depth * g->lda + row + rows, g->lda);
    else if (in_place)
      next = rk_prefetch_rows(data, is_last ? 0 : part->words * stride, stride);
    else
      next = prefetch_after(kernels, c, part, panel, packed_b, tiles);
    kernels->multiply_panel(rows, part->words, a, data, (int)(width / kernels->lanes), stride, next, output);
  }
}

/* What a thread computes of C. */
typedef struct rectangle {
  rk_range rows, panels;
} rectangle;

static void multiply_rectangle(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c,
                               const rectangle *r, float *packed_b) {
  float *packed_a = packed_b + packed_b_floats(kernels, g);
  int64_t depth = rk_min(rk_max(c->words, 1), most_depth(g));
  int64_t rows = r->rows.last - r->rows.first, tiles = rk_divide_up(rows, tile_rows(kernels));
  int64_t most = g->transpose_b && rows <= MOST_PACKED_ROWS ? FEW_PACKED : most_packed();
  int64_t most_panels = most / ((depth + kernels->panel_tail) * kernels->gemm_vectors * kernels->lanes);
  int64_t panels = r->panels.last - r->panels.first, groups = rk_divide_up(panels, most_panels);
  int64_t row_blocks = rk_divide_up(tiles, (packs_a(kernels, g) ? MOST_PACKED_ROWS : MOST_ROWS) / tile_rows(kernels));

  for (int64_t group = 0; group < groups; group++)
    for (int64_t d = 0; d < c->depths; d++) {
      rk_range members = {r->panels.first + rk_part_begin(panels, groups, group),
                          r->panels.first + rk_part_begin(panels, groups, group + 1)};
      block part = block_of(kernels, g, c, members, d);
      const float *b = panels_of_b(kernels, g, c, &part, d, rows, packed_b);
      for (int64_t i = 0; i < row_blocks; i++) {
        int64_t first = rk_part_begin(tiles, row_blocks, i) * tile_rows(kernels);
        int64_t last = rk_min(rows, rk_part_begin(tiles, row_blocks, i + 1) * tile_rows(kernels));
        rk_left_operand a = left_operand(kernels, g, &part, r->rows.first + first, last - first, packed_a);
        multiply(kernels, g, c, &part, r->rows.first + first, last - first, a, b);
      }
    }
}

/* How many of the threads share the rows of C, the others its columns: where all of them together pack least. Threads
   over columns repeat the packing of A, threads over rows that of B. */
static int threads_over_rows(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, int threads) {
  if (threads == 1)
    return 1;
  int best = 1;
  double least = 0;
  for (int over_rows = 1; over_rows <= threads; over_rows++)
    if (threads % over_rows == 0) {
      double rows = (double)rk_divide_up(rk_divide_up(g->m, tile_rows(kernels)), over_rows) * tile_rows(kernels);
      double columns = (double)rk_divide_up(c->panels, threads / over_rows) * kernels->gemm_vectors * kernels->lanes;
      /* In multiply-adds; an element packed costs about as much as eight. */
      double cost = rows * columns + 8 * columns + (g->transpose_a ? 8 * rows : rows);
      if (over_rows == 1 || cost < least) {
        best = over_rows;
        least = cost;
      }
    }
  return best;
}

/* Whether a thread has one tile's rows, as they lie, and a single block of panels that were packed ahead: a step of a
   stream's dense layer, which takes less time than to cut it. */
static bool is_uncut(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, const cut *c, int parts) {
  return g->packed_b && parts == 1 && c->depths == 1 && g->m <= tile_rows(kernels) && !packs_a(kernels, g);
}

static void gemm_part(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, int part, int parts) {
  cut c = cut_of(kernels, g);
  if (is_uncut(kernels, g, &c, parts)) {
    block whole = {.last_panel = c.panels, .depth = g->k, .words = c.words};
    rk_left_operand a = {.data = g->a, .row_stride = g->lda, .depth_stride = 1};
    multiply(kernels, g, &c, &whole, 0, g->m, a, g->packed_b);
    return;
  }
  int over_rows = threads_over_rows(kernels, g, &c, parts), over_columns = parts / over_rows;
  rectangle own = {.rows = rk_part_of(g->m, tile_rows(kernels), part / over_columns, over_rows),
                   .panels = rk_part_of(c.panels, 1, part % over_columns, over_columns)};
  if (gemm_floats(kernels, g) > 0) {
    multiply_rectangle(kernels, g, &c, &own, g->workspace);
  } else {
    _Alignas(RK_ALIGNMENT) float packed[MOST_ON_STACK];
    multiply_rectangle(kernels, g, &c, &own, packed);
  }
}

const rk_products rk_native_products = {
    .panel_product = rk_native_panel_product,
    .gemm_part = gemm_part,
    .gemm_floats = gemm_floats,
    .packed_floats = packed_floats,
    .pack_part = pack_part,
    .has_thin = true,
    .has_precisions = true,
    .splits_freely = true,
    .most_index = INT64_MAX,
};
