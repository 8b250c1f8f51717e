/* The products through CBLAS: the only file that includes cblas.h, which may bring complex.h and its macro I. */
#define _GNU_SOURCE
#include "gemm/parts.h"
#include "gemm/products.h"

#include <cblas.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* --- the library --- */

/*
 * A sequential OpenBLAS built without locks (Debian's libopenblas0-serial 0.3.21) gives two threads in it at once the
 * same buffer, and both a wrong product now and then: measured, 26 of 400,000. So calls into one go one at a time.
 */
static pthread_mutex_t blas_turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t blas_once = PTHREAD_ONCE_INIT;
static int blas_takes_turns;
static char blas_path[PATH_MAX];

static void find_blas(void) {
  int (*openblas_get_parallel)(void);
  *(void **)&openblas_get_parallel = dlsym(RTLD_DEFAULT, "openblas_get_parallel");
  blas_takes_turns = openblas_get_parallel && openblas_get_parallel() == 0;
  /* Through dlsym, because the address in this file may be that of a stub; Debian's libblas.so.3 is a link. */
  Dl_info info;
  if (dladdr(dlsym(RTLD_DEFAULT, "cblas_sgemm"), &info) && info.dli_fname && !realpath(info.dli_fname, blas_path))
    blas_path[0] = 0;
}

const char *rk_blas_library(void) {
  pthread_once(&blas_once, find_blas);
  return blas_path;
}

/* C = op(A) op(B) + beta C. Sizes fit int: the entries have checked them. */
static void sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                  const float *b, int64_t ldb, float beta, float *c, int64_t ldc) {
  pthread_once(&blas_once, find_blas);
  if (blas_takes_turns)
    pthread_mutex_lock(&blas_turn);
  cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, (int)m,
              (int)n, (int)k, 1.0f, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
  if (blas_takes_turns)
    pthread_mutex_unlock(&blas_turn);
}

/* --- products --- */

void rk_blas_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                           const rk_left_rows a[2], float *c, int64_t ldc, int continues) {
  (void)isa;
  const float *panels = b->data + first * b->panel_stride;
  sgemm(0, 0, rows, count * b->width, a[0].depth, a[0].data, a[0].stride, panels, b->row_stride,
        continues ? 1.0f : 0.0f, c, ldc);
  if (a[1].depth > 0)
    sgemm(0, 0, rows, count * b->width, a[1].depth, a[1].data, a[1].stride, panels + a[0].depth * b->row_stride,
          b->row_stride, 1.0f, c, ldc);
}

/* C is cut into bands of this many rows or columns, each one call: were the bands cut by the threads, their number
   could change the last bits, as a BLAS may take another path for another size. */
enum { BAND = 512 };

/* C = beta C + bias, for a rectangle: BLAS knows no bias, and its reference no k of 0. */
static void begin_sums(const rk_gemm_arguments *g, int64_t row, int64_t rows, int64_t column, int64_t columns) {
  for (int64_t i = row; i < row + rows; i++)
    for (int64_t j = column; j < column + columns; j++) {
      float *c = g->c + i * g->ldc + j;
      *c = (g->beta != 0 ? g->beta * *c : 0) + (g->bias ? g->bias[j] : 0);
    }
}

static void gemm_slice(const rk_isa *isa, const rk_gemm_arguments *g, int thread, int threads) {
  (void)isa;
  int by_rows = g->m > g->n;
  int64_t extent = by_rows ? g->m : g->n, bands = rk_parts(extent, BAND);
  for (int64_t band = rk_part_begin(bands, threads, thread); band < rk_part_begin(bands, threads, thread + 1); band++) {
    int64_t first = rk_part_begin(extent, bands, band), size = rk_part_begin(extent, bands, band + 1) - first;
    int64_t row = by_rows ? first : 0, rows = by_rows ? size : g->m;
    int64_t column = by_rows ? 0 : first, columns = by_rows ? g->n : size;
    begin_sums(g, row, rows, column, columns);
    if (g->k > 0)
      sgemm(g->transpose_a, g->transpose_b, rows, columns, g->k, g->a + row * (g->transpose_a ? 1 : g->lda), g->lda,
            g->b + column * (g->transpose_b ? g->ldb : 1), g->ldb, 1.0f, g->c + row * g->ldc + column, g->ldc);
  }
}

static int64_t gemm_floats(const rk_isa *isa, const rk_gemm_arguments *g) {
  (void)isa, (void)g;
  return 0;
}

const rk_products rk_blas_products = {
    .panel_product = rk_blas_panel_product, .gemm_slice = gemm_slice, .gemm_floats = gemm_floats, .blas = 1};
