/*
 * The tile registers of AMX: eight, each of up to 16 rows of 64 bytes. Included where the target has them, by the
 * bodies of products on them.
 *
 * A product of 17 to 32 rows by two vectors is in four of them over the whole depth. Of A there are 16 words at a time,
 * and of the panel 16 rows:
 *
 *                  6   7   the panel, a vector each
 *        rows of A
 *     0 to 15  4   0   1   C
 *   16 to 31  5   2   3
 *
 * They are configured as a call begins and given back as it ends: a thread keeps none of their eight kilobytes, which
 * the system would have to save with each change of threads.
 */
#ifndef RK_TILE_REGISTERS_H
#define RK_TILE_REGISTERS_H

#include "gemm/tiles.h"

enum {
  RK_REGISTER_ROWS = 16,      /* of a register */
  RK_REGISTER_WORDS = 16,     /* of a row */
  RK_REGISTER_TILE_ROWS = 32, /* of C in registers */
  RK_REGISTER_VECTORS = 2,    /* the same */
};
#define RK_ROWS_OF_REGISTER_TILES                                                                                      \
  { RK_REGISTER_TILE_ROWS, RK_REGISTER_TILE_ROWS, RK_REGISTER_TILE_ROWS, RK_REGISTER_TILE_ROWS }

/* The instructions. The checks have others here, in C. */
#ifndef RK_TILE_CONFIGURE
#define RK_TILE_CONFIGURE(shapes) __builtin_ia32_tile_loadconfig(shapes)
#define RK_TILE_RELEASE() __builtin_ia32_tilerelease()
#define RK_TILE_ZERO(tile) __builtin_ia32_tilezero(tile)
#define RK_TILE_LOAD(tile, from, bytes) __builtin_ia32_tileloadd64(tile, from, bytes)
#define RK_TILE_STORE(tile, to, bytes) __builtin_ia32_tilestored64(tile, to, bytes)
#define RK_TILE_DOT_BFLOAT16(sum, a, b) __builtin_ia32_tdpbf16ps(sum, a, b)
#define RK_TILE_DOT_INT8(sum, a, b) __builtin_ia32_tdpbusd(sum, a, b)
#endif

/* What LDTILECFG reads. */
typedef struct rk_tile_shapes {
  uint8_t palette, first_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} rk_tile_shapes;

_Static_assert(sizeof(rk_tile_shapes) == 64, "the instruction's operand");

/* The registers for so many rows of A, 1 to RK_REGISTER_TILE_ROWS: those of the later rows may be none. */
static inline void rk_configure_tiles(int rows) {
  const int above = rows < RK_REGISTER_ROWS ? rows : RK_REGISTER_ROWS;
  const int of_tile[8] = {above, above, rows - above, rows - above, above, rows - above, 16, 16};
  rk_tile_shapes shapes = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    shapes.rows[i] = (uint8_t)of_tile[i];
    shapes.row_bytes[i] = of_tile[i] > 0 ? 64 : 0;
  }
  RK_TILE_CONFIGURE(&shapes);
}

#endif
