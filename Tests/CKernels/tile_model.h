/*
 * The instructions of tile registers as Intel's manual describes them (Intel 64 and IA-32 Architectures Software
 * Developer's Manual, volume 2: LDTILECFG, TILELOADD, TDPBF16PS, TDPBUSD and so on), in plain C. They take the place of
 * the processor's where this is included before gemm/tile_registers.h.
 */
#ifndef TILE_MODEL_H
#define TILE_MODEL_H

#include <stddef.h>

void model_configure(const void *shapes);
void model_release(void);
void model_zero(int tile);
void model_load(int tile, const void *from, size_t bytes);
void model_store(int tile, void *to, size_t bytes);
void model_dot_bfloat16(int sum, int a, int b);
void model_dot_int8(int sum, int a, int b);

/* Whether this thread has tiles configured. */
int model_is_configured(void);

/* Uses of tiles, by any thread, at which a processor would have stopped the program. */
int model_faults(void);

#define RK_TILE_CONFIGURE model_configure
#define RK_TILE_RELEASE model_release
#define RK_TILE_ZERO model_zero
#define RK_TILE_LOAD model_load
#define RK_TILE_STORE model_store
#define RK_TILE_DOT_BFLOAT16 model_dot_bfloat16
#define RK_TILE_DOT_INT8 model_dot_int8

#endif
