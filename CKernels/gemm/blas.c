/* The products through a BLAS that this machine has. */
#define _GNU_SOURCE /* dladdr */
#include "gemm/blas.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* --- the library --- */

/* CBLAS's only function here, with its own numbers for its enumerations (netlib.org/blas, cblas.h). */
typedef void cblas_sgemm_function(int layout, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                                  const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
enum { ROW_MAJOR = 101, NOT_TRANSPOSED = 111, TRANSPOSED = 112 };

/* Looked for in this order, in what the program has loaded already first of all. It is found when the program runs, so
   that nobody needs one to build it. */
static const char *const names[] = {
#if defined(__APPLE__)
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
#endif
    "libblas.so.3",
    "libopenblas.so.0",
    "libopenblas.so",
    "libcblas.so.3",
};

/*
 * A sequential OpenBLAS built without locks (Debian's libopenblas0-serial 0.3.21) gives two threads in it at once the
 * same buffer, and now and then both get a wrong product: 26 of 400,000 were measured. So calls into one go one by one.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_locked;
static cblas_sgemm_function *sgemm_found; /* null: there is no library */
static char path[PATH_MAX];

/* Takes the library's function, if it has it. */
static bool take_library(void *library) {
  *(void **)&sgemm_found = library ? dlsym(library, "cblas_sgemm") : NULL;
  if (!sgemm_found)
    return false;
  int (*openblas_get_parallel)(void);
  *(void **)&openblas_get_parallel = dlsym(library, "openblas_get_parallel");
  is_locked = openblas_get_parallel && openblas_get_parallel() == 0;
  Dl_info info; /* Debian's libblas.so.3 is a link to the one that was chosen */
  if (dladdr(*(void **)&sgemm_found, &info) && info.dli_fname && !realpath(info.dli_fname, path))
    path[0] = 0;
  return true;
}

/* RECURRENT_BLAS names a library, and no other is then looked for. */
static void find_library(void) {
  const char *wish = getenv("RECURRENT_BLAS");
  if (wish && *wish) {
    take_library(dlopen(wish, RTLD_NOW | RTLD_LOCAL));
    return;
  }
  bool is_found = take_library(dlopen(NULL, RTLD_NOW));
  for (size_t i = 0; i < sizeof names / sizeof *names && !is_found; i++)
    is_found = take_library(dlopen(names[i], RTLD_NOW | RTLD_LOCAL));
}

bool rk_blas_is_available(void) {
  pthread_once(&once, find_library);
  return sgemm_found;
}

const char *rk_blas_library(void) {
  return rk_blas_is_available() ? path : "";
}

/* C = op(A) op(B) + beta C. Sizes fit int, and there is a library: the entries have checked it. */
static void sgemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                  const float *b, int64_t ldb, float beta, float *c, int64_t ldc) {
  if (is_locked)
    pthread_mutex_lock(&lock);
  sgemm_found(ROW_MAJOR, transpose_a ? TRANSPOSED : NOT_TRANSPOSED, transpose_b ? TRANSPOSED : NOT_TRANSPOSED, (int)m,
              (int)n, (int)k, 1.0f, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
  if (is_locked)
    pthread_mutex_unlock(&lock);
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
    .is_available = rk_blas_is_available,
    .panel_product = rk_blas_panel_product,
    .gemm_part = gemm_part,
    .gemm_floats = gemm_floats,
    .panels_side_by_side = true,
    .units_a_call = 256,
    .most_index = INT_MAX, /* CBLAS counts in int */
};
