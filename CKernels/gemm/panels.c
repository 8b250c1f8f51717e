/* Our own products with panels. */
#include "gemm/panels.h"

/* Panels of two vectors go by twos; the last of an odd number goes by itself. */
static void thin_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                         int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues) {
  int vectors = b->width / kernels->lanes, panels = vectors == 2 && count > 1 ? 2 : 1;
  rk_thin_product p = {.rows = rows,
                       .depth = a[0].depth,
                       .a = a[0].data,
                       .lda = a[0].stride,
                       .second_depth = a[1].depth,
                       .second = a[1].data,
                       .second_ld = a[1].stride,
                       .panel = b->data + first * b->panel_stride,
                       .vectors = panels * vectors,
                       .half = b->panel_stride,
                       .tiles = count / panels,
                       .panel_stride = panels * b->panel_stride,
                       .c_stride = panels * b->width,
                       .c = c,
                       .ldc = ldc,
                       .continues = continues};
  kernels->multiply_thin(&p);
  if (count % panels)
    thin_product(kernels, b, first + count - 1, 1, rows, a, c + (count - 1) * b->width, ldc, continues);
}

/* What follows panel `panel` in memory, or the first panel after the last. */
static rk_prefetch prefetch_after(const rk_panels *b, int64_t panel, int64_t tiles) {
  int64_t offset = panel + 1 < b->count ? (panel + 1) * b->panel_stride : 0;
  if (b->row_stride == b->width)
    return rk_prefetch_stretch(b->data + offset, b->width, b->depth, tiles);
  return rk_prefetch_rows(b->data, offset, b->row_stride);
}

static void tall_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                         int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues) {
  const rk_left_operand left = {.data = a[0].data,
                                .row_stride = a[0].stride,
                                .depth_stride = 1,
                                .second = a[1].data,
                                .second_row_stride = a[1].stride,
                                .second_depth = a[1].depth};
  rk_tile_output output = {.row_stride = ldc, .continues = continues};
  for (int64_t panel = first; panel < first + count; panel++) {
    output.data = c + (panel - first) * b->width;
    output.columns = panel + 1 < b->count ? b->width : b->last_width;
    int vectors = (int)output.columns / kernels->lanes;
    int64_t tiles = rk_divide_up(rows, kernels->tile_rows[vectors - 1]);
    kernels->multiply_panel(rows, a[0].depth, left, b->data + panel * b->panel_stride, vectors, b->row_stride,
                            prefetch_after(b, panel, tiles), output);
  }
}

/* Sums of whole numbers end with each matrix, whose rows have a scale of their own. */
static void scaled_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                           int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues) {
  const rk_left_rows one[2] = {a[0]}, other[2] = {a[1]};
  tall_product(kernels, b, first, count, rows, one, c, ldc, continues);
  if (a[1].depth == 0)
    return;
  rk_panels below = *b;
  below.data += (a[0].depth + kernels->panel_tail) * b->row_stride;
  tall_product(kernels, &below, first, count, rows, other, c, ldc, true);
}

void rk_native_panel_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                             int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues) {
  if (rows > kernels->thin_rows || b->row_stride != b->width)
    (kernels->panel_tail > 0 ? scaled_product : tall_product)(kernels, b, first, count, rows, a, c, ldc, continues);
  else if (rows > 0)
    thin_product(kernels, b, first, count, rows, a, c, ldc, continues);
}
