/* The general product as an entry of the table: arguments checked, threads chosen. */
#include "interface/arguments.h"
#include "interface/table.h"
#include "team/team.h"

/* A thread is woken for at least this many multiply-adds: some microseconds of work. */
static const double LEAST_WORK = 400e3;

/* To pack an element takes as long as so many multiply-adds. */
static const double PACKING_WORK = 32;

static int useful_threads(const rk_gemm_arguments *g, double work) {
  double useful = work / LEAST_WORK;
  int threads = rk_threads_for(g->threads);
  return useful < 1 ? 1 : useful < threads ? (int)useful : threads;
}

static int threads_for(const rk_gemm_arguments *g) {
  return useful_threads(g, (double)g->m * (double)g->n * (double)g->k * (double)g->batch);
}

/* Whether a batch of matrices of `rows` rows of `columns`, `ld` apart, can be addressed. */
static bool is_addressable(const rk_gemm_arguments *g, int64_t rows, int64_t columns, int64_t ld, int64_t stride) {
  const int64_t farthest = PTRDIFF_MAX / (int64_t)sizeof(float);
  int64_t elements, before;
  return !__builtin_mul_overflow(rows, ld, &elements) && !__builtin_add_overflow(elements, columns, &elements) &&
         elements <= farthest && !__builtin_mul_overflow(g->batch - 1, stride, &before) &&
         before <= farthest - elements && before >= -farthest;
}

/* Where B packed ahead gains something: it is one for all, and A as it lies, since a transposed one cuts the depth
   elsewhere. */
static bool packs_ahead(const rk_products *products, const rk_gemm_arguments *g) {
  return products->packed_floats && !g->transpose_a && (g->batch == 1 || g->stride_b == 0);
}

/* Takes the arguments, and checks sizes and flags. */
static rk_status take_sizes(const rk_products *products, const rk_gemm_arguments *arguments, rk_gemm_arguments *g) {
  if (!rk_take_arguments(g, sizeof *g, arguments))
    return RK_INVALID_ARGUMENT;
  g->batch += g->batch == 0;
  int64_t a_rows = g->transpose_a ? g->k : g->m, a_columns = g->transpose_a ? g->m : g->k;
  int64_t b_rows = g->transpose_b ? g->n : g->k, b_columns = g->transpose_b ? g->k : g->n;
  if (g->precision < 0 || g->precision >= RK_PRECISION_COUNT)
    return RK_INVALID_ARGUMENT;
  if (g->m < 1 || g->n < 1 || g->k < 0 || g->threads < 0 || g->lda < a_columns || g->ldb < b_columns || g->ldc < g->n ||
      g->batch < 1)
    return RK_INVALID_ARGUMENT;
  if (!is_addressable(g, a_rows, a_columns, g->lda, g->stride_a) ||
      !is_addressable(g, b_rows, b_columns, g->ldb, g->stride_b) || !is_addressable(g, g->m, g->n, g->ldc, g->stride_c))
    return RK_TOO_LARGE;
  if (!rk_products_have(products, g->precision))
    return RK_UNSUPPORTED;
  if (g->precision == RK_PRECISION_INT8 && (g->transpose_a || !g->transpose_b))
    return RK_UNSUPPORTED;
  if (!packs_ahead(products, g))
    g->packed_b = NULL;
  int64_t largest = rk_max(rk_max(rk_max(g->m, g->n), rk_max(g->k, g->lda)), rk_max(g->ldb, g->ldc));
  return largest > products->most_index ? RK_TOO_LARGE : RK_OK;
}

static size_t workspace_bytes(const rk_micro_kernels *kernels, const rk_products *products,
                              const rk_gemm_arguments *g) {
  return (size_t)(threads_for(g) * products->gemm_floats(kernels, g)) * sizeof(float);
}

size_t rk_gemm_workspace(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments) {
  rk_gemm_arguments g;
  return take_sizes(products, arguments, &g) == RK_OK ? workspace_bytes(rk_kernels_of(isa, g.precision), products, &g)
                                                      : 0;
}

/* --- B packed ahead --- */

size_t rk_gemm_packed_b(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments) {
  rk_gemm_arguments g;
  if (take_sizes(products, arguments, &g) != RK_OK || !packs_ahead(products, &g))
    return 0;
  return (size_t)products->packed_floats(rk_kernels_of(isa, g.precision), &g) * sizeof(float);
}

typedef struct packing {
  const rk_micro_kernels *kernels;
  const rk_products *products;
  const rk_gemm_arguments *arguments;
  float *packed;
} packing;

static void pack_part(void *context, int thread, int threads) {
  const packing *p = context;
  p->products->pack_part(p->kernels, p->arguments, p->packed, thread, threads);
}

rk_status rk_gemm_pack_b(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments,
                         void *packed_b) {
  rk_gemm_arguments g;
  rk_status status = take_sizes(products, arguments, &g);
  if (status != RK_OK)
    return status;
  if (!packs_ahead(products, &g))
    return RK_UNSUPPORTED;
  if ((g.k > 0 && !g.b) || !packed_b)
    return RK_INVALID_ARGUMENT;
  packing context = {
      .kernels = rk_kernels_of(isa, g.precision), .products = products, .arguments = &g, .packed = packed_b};
  rk_team_run(useful_threads(&g, (double)g.n * (double)g.k * PACKING_WORK), pack_part, &context);
  return RK_OK;
}

/* --- the product --- */

typedef struct region {
  const rk_micro_kernels *kernels;
  const rk_products *products;
  const rk_gemm_arguments *arguments;
} region;

/* Part `part` of one product of the batch. */
static void multiply(const region *r, float *workspace, int64_t index, int part, int parts) {
  rk_gemm_arguments own = *r->arguments;
  own.workspace = workspace;
  own.a += index * own.stride_a, own.b += index * own.stride_b, own.c += index * own.stride_c;
  r->products->gemm_part(r->kernels, &own, part, parts);
}

/* Every thread has as many products to itself; what is left over, all share. */
static void run_part(void *context, int thread, int threads) {
  const region *r = context;
  float *workspace = (float *)r->arguments->workspace + thread * r->products->gemm_floats(r->kernels, r->arguments);
  int64_t alone = r->arguments->batch / threads;
  for (int64_t i = thread * alone; i < (thread + 1) * alone; i++)
    multiply(r, workspace, i, 0, 1);
  for (int64_t i = threads * alone; i < r->arguments->batch; i++)
    multiply(r, workspace, i, thread, threads);
}

rk_status rk_gemm(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments) {
  rk_gemm_arguments g;
  rk_status status = take_sizes(products, arguments, &g);
  if (status != RK_OK)
    return status;
  const rk_micro_kernels *kernels = rk_kernels_of(isa, g.precision);
  if ((g.k > 0 && (!g.a || !g.b)) || !g.c || (!g.workspace && workspace_bytes(kernels, products, &g) > 0))
    return RK_INVALID_ARGUMENT;
  region context = {.kernels = kernels, .products = products, .arguments = &g};
  rk_team_run(threads_for(&g), run_part, &context);
  return RK_OK;
}
