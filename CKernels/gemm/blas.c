/* The products through CBLAS: the only file that includes cblas.h, which may bring complex.h and its macro I. */
#define _GNU_SOURCE
#include "gemm/products.h"

#include <cblas.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* --- the library --- */

/*
 * A sequential OpenBLAS built without locks (Debian's libopenblas0-serial 0.3.21) gives two threads in it at once the
 * same buffer, and now and then both get a wrong product: 26 of 400,000 were measured. So calls into one go one by one.
 */
static pthread_mutex_t blas_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t blas_once = PTHREAD_ONCE_INIT;
static bool blas_is_locked;
static char blas_path[PATH_MAX];

static void find_blas(void) {
  int (*openblas_get_parallel)(void);
  *(void **)&openblas_get_parallel = dlsym(RTLD_DEFAULT, "openblas_get_parallel");
  blas_is_locked = openblas_get_parallel && openblas_get_parallel() == 0;
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
static void sgemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                  const float *b, int64_t ldb, float beta, float *c, int64_t ldc) {
  pthread_once(&blas_once, find_blas);
  if (blas_is_locked)
    pthread_mutex_lock(&blas_lock);
  cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, (int)m,
              (int)n, (int)k, 1.0f, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
  if (blas_is_locked)
    pthread_mutex_unlock(&blas_lock);
}

/* --- products --- */

void rk_blas_panel_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                           int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues) {
  (void)kernels;
  const float *panels = b->data + first * b->panel_stride;
  sgemm(false, false, rows, count * b->width, a[0].depth, a[0].data, a[0].stride, panels, b->row_stride,
        continues ? 1.0f : 0.0f, c, ldc);
  if (a[1].depth > 0)
    sgemm(false, false, rows, count * b->width, a[1].depth, a[1].data, a[1].stride, panels + a[0].depth * b->row_stride,
          b->row_stride, 1.0f, c, ldc);
}

/* C is cut into bands of at most this many rows or columns, each one call. Were the bands cut by the threads, their
   number could change the last bits, as a BLAS may take another path for another size. */
enum { MOST_BAND = 512 };

/* C = beta C + bias, for a rectangle: BLAS knows no bias, and its reference no k of 0. */
static void begin_sums(const rk_gemm_arguments *g, rk_range rows, rk_range columns) {
  for (int64_t i = rows.first; i < rows.last; i++)
    for (int64_t j = columns.first; j < columns.last; j++) {
      float *c = g->c + i * g->ldc + j;
      *c = (g->beta != 0 ? g->beta * *c : 0) + (g->bias ? g->bias[j] : 0);
    }
}

static void multiply_band(const rk_gemm_arguments *g, rk_range rows, rk_range columns) {
  begin_sums(g, rows, columns);
  if (g->k > 0)
    sgemm(g->transpose_a, g->transpose_b, rows.last - rows.first, columns.last - columns.first, g->k,
          g->a + rows.first * (g->transpose_a ? 1 : g->lda), g->lda,
          g->b + columns.first * (g->transpose_b ? g->ldb : 1), g->ldb, 1.0f,
          g->c + rows.first * g->ldc + columns.first, g->ldc);
}

static void gemm_part(const rk_micro_kernels *kernels, const rk_gemm_arguments *g, int part, int parts) {
  (void)kernels;
  bool by_rows = g->m > g->n;
  int64_t extent = by_rows ? g->m : g->n, bands = rk_divide_up(extent, MOST_BAND);
  rk_range own = rk_part_of(bands, 1, part, parts), all_rows = {0, g->m}, all_columns = {0, g->n};
  for (int64_t i = own.first; i < own.last; i++) {
    rk_range band = {rk_part_begin(extent, bands, i), rk_part_begin(extent, bands, i + 1)};
    multiply_band(g, by_rows ? band : all_rows, by_rows ? all_columns : band);
  }
}

static int64_t gemm_floats(const rk_micro_kernels *kernels, const rk_gemm_arguments *g) {
  (void)kernels, (void)g;
  return 0;
}

const rk_products rk_blas_products = {
    .panel_product = rk_blas_panel_product,
    .gemm_part = gemm_part,
    .gemm_floats = gemm_floats,
    .panels_side_by_side = true,
    .units_a_call = 256,
    .most_index = INT_MAX, /* CBLAS counts in int */
};
