/* The instruction sets: a table of the functions compiled for each, and the choice at run time. */
#ifndef RK_ISA_H
#define RK_ISA_H

#include "recurrent_kernels.h"

typedef struct rk_isa {
  const char *name; /* as rk_backend_native_isa takes it */
  int lanes;        /* floats in a vector */

  /* passes/: the entries of rk_backend of the same names, whole */
  rk_status (*softmax_cross_entropy)(const rk_softmax_cross_entropy_arguments *arguments);
  rk_status (*activation_forward)(int32_t activation, int64_t count, const float *x, float *y, int32_t threads);
  rk_status (*activation_backward)(int32_t activation, int64_t count, const float *y, const float *dy, float *dx,
                                   int32_t threads);
  rk_status (*gather_rows)(const float *table, int64_t table_rows, int64_t width, const int32_t *indices, int64_t count,
                           float *output, int32_t threads);
  rk_status (*scatter_add_rows)(float *table, int64_t table_rows, int64_t width, const int32_t *indices, int64_t count,
                                const float *rows, int32_t threads);
  rk_status (*scale_add)(int64_t count, float alpha, const float *x, float beta, float *y, int32_t threads);
  rk_status (*multiply_add)(int64_t count, const float *x, const float *y, float beta, float *z, int32_t threads);
  rk_status (*sum_rows)(int64_t rows, int64_t columns, const float *x, float *y, int32_t threads);
  rk_status (*sum_of_squares)(int64_t count, const float *x, double *result, int32_t threads);
  rk_status (*adam)(const rk_adam_arguments *arguments);
  rk_status (*sgd)(const rk_sgd_arguments *arguments);
} rk_isa;

/* The best this machine has; never null, the same at every call. */
const rk_isa *rk_isa_best(void);

/* By name; null where this machine or this build does not have it. */
const rk_isa *rk_isa_named(const char *name);

#endif
