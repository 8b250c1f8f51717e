#include "gemm/panels.h"

#include "gemm/parts.h"
#include "isa/isa.h"

/* Panels of two vectors go by twos; the last of an odd number goes by itself. */
static void thin_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                         const rk_left_rows a[2], float *c, int64_t ldc, int continues) {
  int vectors = b->width / isa->lanes, together = vectors == 2 && count > 1 ? 2 : 1;
  rk_thin_product p = {.rows = rows,
                       .depth = a[0].depth,
                       .a = a[0].data,
                       .lda = a[0].stride,
                       .second_depth = a[1].depth,
                       .second = a[1].data,
                       .second_ld = a[1].stride,
                       .panel = b->data + first * b->panel_stride,
                       .vectors = together * vectors,
                       .half = b->panel_stride,
                       .tiles = count / together,
                       .panel_stride = together * b->panel_stride,
                       .c_stride = together * b->width,
                       .c = c,
                       .ldc = ldc,
                       .continues = continues};
  isa->multiply_thin(&p);
  if (count % together)
    thin_product(isa, b, first + count - 1, 1, rows, a, c + (count - 1) * b->width, ldc, continues);
}

void rk_native_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                             const rk_left_rows a[2], float *c, int64_t ldc, int continues) {
  if (rows <= isa->thin_rows && b->row_stride == b->width) {
    if (rows > 0)
      thin_product(isa, b, first, count, rows, a, c, ldc, continues);
    return;
  }
  const rk_left_operand left = {.data = a[0].data,
                                .row_stride = a[0].stride,
                                .depth_stride = 1,
                                .second = a[1].data,
                                .second_row_stride = a[1].stride,
                                .second_depth = a[1].depth};
  rk_tile_output output = {.data = c, .row_stride = ldc, .columns = b->width, .continues = continues};
  int64_t tiles = rk_parts(rows, isa->tile_rows[b->width / isa->lanes - 1]);
  for (int64_t panel = first; panel < first + count; panel++) {
    const float *data = b->data + panel * b->panel_stride;
    const float *following = panel + 1 < b->count ? data + b->panel_stride : b->data;
    rk_next next = b->row_stride == b->width ? rk_next_stretch(following, b->width, b->depth, tiles)
                                             : (rk_next){following, RK_ALIGNMENT / sizeof(float), b->row_stride};
    isa->multiply_panel(rows, a[0].depth, left, data, b->width / isa->lanes, b->row_stride, next, output);
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
