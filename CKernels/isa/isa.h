/* The instruction sets: a table of the functions compiled for each, and the choice at run time. */
#ifndef RK_ISA_H
#define RK_ISA_H

#include "cells/cells.h"
#include "elementwise/program.h"
#include "gemm/tiles.h"
#include "recurrent_kernels.h"
#include "sequence/rows.h"

typedef struct rk_isa {
  const char *name; /* as rk_backend_native_isa takes it */
  int lanes;        /* floats in a vector */
  const rk_micro_kernels *float_kernels, *bfloat16_kernels, *int8_kernels;
  const rk_cell_definition *const *cells; /* [RK_CELL_COUNT] */
  const rk_row_functions *rows;
  const rk_backend *native, *blas; /* the backends' tables */
} rk_isa;

/* The micro-kernels of a precision, rk_precision: the best this machine has for the instruction set. */
const rk_micro_kernels *rk_kernels_of(const rk_isa *isa, int32_t precision);

/* The best this machine has; never null, the same at every call. */
const rk_isa *rk_isa_best(void);

/* By name; null where this machine or this build does not have it. */
const rk_isa *rk_isa_named(const char *name);

#endif
