/* The BLAS library. */
#ifndef RK_BLAS_H
#define RK_BLAS_H

#include "gemm/products.h"

/* Whether this machine has one. It is looked for at the first call. */
bool rk_blas_is_available(void);

#endif
