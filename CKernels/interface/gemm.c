/* The general product as an entry of the table: arguments checked, threads chosen. */
#include "interface/arguments.h"
#include "interface/table.h"
#include "team/team.h"

/* A thread is woken for at least this many multiply-adds: some microseconds of work. */
static const double LEAST_WORK = 400e3;

static int threads_for(const rk_gemm_arguments *g) {
  double useful = (double)g->m * (double)g->n * (double)g->k / LEAST_WORK;
  int threads = rk_threads_for(g->threads);
  return useful < 1 ? 1 : useful < threads ? (int)useful : threads;
}

/* Whether `rows` rows of `columns`, `ld` apart, can be addressed. */
static bool is_addressable(int64_t rows, int64_t columns, int64_t ld) {
  int64_t elements;
  return !__builtin_mul_overflow(rows, ld, &elements) && !__builtin_add_overflow(elements, columns, &elements) &&
         elements <= PTRDIFF_MAX / (int64_t)sizeof(float);
}

/* Checks sizes and flags. */
static rk_status check_sizes(const rk_products *products, const rk_gemm_arguments *g) {
  int64_t a_rows = g->transpose_a ? g->k : g->m, a_columns = g->transpose_a ? g->m : g->k;
  int64_t b_rows = g->transpose_b ? g->n : g->k, b_columns = g->transpose_b ? g->k : g->n;
  if (g->m < 1 || g->n < 1 || g->k < 0 || g->threads < 0 || g->lda < a_columns || g->ldb < b_columns || g->ldc < g->n)
    return RK_INVALID_ARGUMENT;
  if (!is_addressable(a_rows, a_columns, g->lda) || !is_addressable(b_rows, b_columns, g->ldb) ||
      !is_addressable(g->m, g->n, g->ldc))
    return RK_TOO_LARGE;
  int64_t largest = rk_max(rk_max(rk_max(g->m, g->n), rk_max(g->k, g->lda)), rk_max(g->ldb, g->ldc));
  return largest > products->most_index ? RK_TOO_LARGE : RK_OK;
}

static size_t workspace_bytes(const rk_micro_kernels *kernels, const rk_products *products,
                              const rk_gemm_arguments *g) {
  return (size_t)(threads_for(g) * products->gemm_floats(kernels, g)) * sizeof(float);
}

size_t rk_gemm_workspace(const rk_micro_kernels *kernels, const rk_products *products,
                         const rk_gemm_arguments *arguments) {
  rk_gemm_arguments g;
  if (!rk_take_arguments(&g, sizeof g, arguments) || check_sizes(products, &g) != RK_OK)
    return 0;
  return workspace_bytes(kernels, products, &g);
}

typedef struct region {
  const rk_micro_kernels *kernels;
  const rk_products *products;
  const rk_gemm_arguments *arguments;
} region;

static void run_part(void *context, int thread, int threads) {
  const region *r = context;
  rk_gemm_arguments own = *r->arguments;
  own.workspace = (float *)own.workspace + thread * r->products->gemm_floats(r->kernels, &own);
  r->products->gemm_part(r->kernels, &own, thread, threads);
}

rk_status rk_gemm(const rk_micro_kernels *kernels, const rk_products *products, const rk_gemm_arguments *arguments) {
  rk_gemm_arguments g;
  if (!rk_take_arguments(&g, sizeof g, arguments))
    return RK_INVALID_ARGUMENT;
  rk_status status = check_sizes(products, &g);
  if (status != RK_OK)
    return status;
  if ((g.k > 0 && (!g.a || !g.b)) || !g.c || (!g.workspace && workspace_bytes(kernels, products, &g) > 0))
    return RK_INVALID_ARGUMENT;
  region context = {.kernels = kernels, .products = products, .arguments = &g};
  rk_team_run(threads_for(&g), run_part, &context);
  return RK_OK;
}
