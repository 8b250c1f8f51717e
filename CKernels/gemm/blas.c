/* The products through CBLAS: the only file that includes cblas.h, which may bring complex.h and its macro I. */
#define _GNU_SOURCE
#include "gemm/panels.h"

#include <cblas.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "recurrent_kernels.h"

void rk_blas_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                           const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  (void)isa;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)(count * b->width), (int)b->depth, 1.0f, a,
              (int)lda, b->data + first * b->panel_stride, (int)b->row_stride, accumulate ? 1.0f : 0.0f, c, (int)ldc);
}

static char blas_library[PATH_MAX];

static void find_blas_library(void) {
  /* Through dlsym, because the address in this file may be that of a stub; Debian's libblas.so.3 is a link. */
  Dl_info info;
  if (dladdr(dlsym(RTLD_DEFAULT, "cblas_sgemm"), &info) && info.dli_fname && !realpath(info.dli_fname, blas_library))
    blas_library[0] = 0;
}

const char *rk_blas_library(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find_blas_library);
  return blas_library;
}
