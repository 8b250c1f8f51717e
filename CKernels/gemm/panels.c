#include "gemm/panels.h"

#include "gemm/parts.h"
#include "isa/isa.h"

/* Panels of two vectors go by twos; the last of an odd number goes by itself. */
static void thin_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                         const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  int vectors = b->width / isa->lanes, together = vectors == 2 && count > 1 ? 2 : 1;
  rk_thin_product p = {.rows = rows,
                       .depth = b->depth,
                       .a = a,
                       .lda = lda,
                       .panel = b->data + first * b->panel_stride,
                       .vectors = together * vectors,
                       .second = b->panel_stride,
                       .tiles = count / together,
                       .panel_stride = together * b->panel_stride,
                       .c_stride = together * b->width,
                       .c = c,
                       .ldc = ldc,
                       .accumulate = accumulate};
  isa->multiply_thin(&p);
  if (count % together)
    thin_product(isa, b, first + count - 1, 1, rows, a, lda, c + (count - 1) * b->width, ldc, accumulate);
}

void rk_native_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                             const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  if (rows <= isa->thin_rows && b->row_stride == b->width) {
    if (rows > 0)
      thin_product(isa, b, first, count, rows, a, lda, c, ldc, accumulate);
    return;
  }
  const rk_left_operand left = {.data = a, .row_stride = lda, .depth_stride = 1};
  rk_tile_output output = {.data = c, .row_stride = ldc, .columns = b->width, .beta = accumulate ? 1.0f : 0.0f};
  int64_t tiles = rk_parts(rows, isa->tile_rows[b->width / isa->lanes - 1]);
  for (int64_t panel = first; panel < first + count; panel++) {
    const float *data = b->data + panel * b->panel_stride;
    const float *following = panel + 1 < b->count ? data + b->panel_stride : b->data;
    rk_next next = b->row_stride == b->width ? rk_next_stretch(following, b->width, b->depth, tiles)
                                             : (rk_next){following, RK_ALIGNMENT / sizeof(float), b->row_stride};
    isa->multiply_panel(rows, b->depth, left, data, b->width / isa->lanes, b->row_stride, next, output);
    output.data += b->width;
  }
}

void rk_pack_rows(const rk_isa *isa, const float *rows, int64_t ld, int64_t n, int64_t depth, float *column,
                  int64_t row_stride) {
  isa->pack_rows(rows, ld, n, depth, column, row_stride);
}

void rk_pack_columns(const rk_isa *isa, const float *matrix, int64_t ld, int64_t n, int64_t depth, float *panel,
                     int64_t width, int64_t row_stride) {
  isa->pack_columns(matrix, ld, n, depth, panel, width, row_stride);
}
