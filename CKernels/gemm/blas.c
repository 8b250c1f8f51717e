/* The products through CBLAS: the only file that includes cblas.h, which may bring complex.h and its macro I. */
#define _GNU_SOURCE
#include "gemm/panels.h"

#include <cblas.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "recurrent_kernels.h"

/*
 * A sequential OpenBLAS built without locks (Debian's libopenblas0-serial 0.3.21) gives two threads in it at once the
 * same buffer, and both a wrong product now and then: measured, 26 of 400,000. So calls into one go one at a time.
 */
static pthread_mutex_t blas_turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t blas_once = PTHREAD_ONCE_INIT;
static int blas_takes_turns;

static void find_blas_kind(void) {
  int (*openblas_get_parallel)(void);
  *(void **)&openblas_get_parallel = dlsym(RTLD_DEFAULT, "openblas_get_parallel");
  blas_takes_turns = openblas_get_parallel && openblas_get_parallel() == 0;
}

void rk_blas_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                           const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  (void)isa;
  pthread_once(&blas_once, find_blas_kind);
  if (blas_takes_turns)
    pthread_mutex_lock(&blas_turn);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)(count * b->width), (int)b->depth, 1.0f, a,
              (int)lda, b->data + first * b->panel_stride, (int)b->row_stride, accumulate ? 1.0f : 0.0f, c, (int)ldc);
  if (blas_takes_turns)
    pthread_mutex_unlock(&blas_turn);
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
