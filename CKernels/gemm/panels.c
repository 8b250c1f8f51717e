#include "gemm/panels.h"

#include "isa/isa.h"

/* Two panels of two vectors at a time. */
static void thin_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                         const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  int vectors = b->width / isa->lanes;
  for (int64_t done = 0; done < count;) {
    const float *panel = b->data + (first + done) * b->panel_stride;
    int64_t together = vectors == 2 && done + 1 < count ? 2 : 1;
    isa->multiply_thin(rows, b->depth, a, lda, panel, panel + b->panel_stride, (int)together * vectors, b->row_stride,
                       c + done * b->width, ldc, accumulate);
    done += together;
  }
}

void rk_native_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                             const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  if (rows <= isa->thin_rows) {
    if (rows > 0)
      thin_product(isa, b, first, count, rows, a, lda, c, ldc, accumulate);
    return;
  }
  const rk_left_operand left = {.data = a, .row_stride = lda, .depth_stride = 1};
  rk_tile_output output = {.data = c, .row_stride = ldc, .columns = b->width, .beta = accumulate ? 1.0f : 0.0f};
  for (int64_t panel = first; panel < first + count; panel++) {
    const float *data = b->data + panel * b->panel_stride;
    rk_next next = {panel + 1 < b->count ? data + b->panel_stride : b->data, b->row_stride, b->width};
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
