/* Products against plain loops in double: every transposition, rows further apart than they are long, tails of every
   tile, with 1, 2, 3 and 4 threads. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 4, FORMS = 8 };

typedef struct matrix {
  float *values;
  int64_t rows, columns, stride; /* as stored */
} matrix;

/* What lies between the rows is NaN: whoever reads it shows. */
static matrix random_matrix(int64_t rows, int64_t columns, int64_t gap) {
  matrix m = {.rows = rows, .columns = columns, .stride = columns + gap};
  m.values = guarded_floats(rows > 0 ? (rows - 1) * m.stride + columns : 0);
  for (int64_t i = 0; i < rows; i++)
    fill_random(m.values + i * m.stride, columns, 1);
  return m;
}

/* As a product of the precision reads it. */
static double element(const matrix *m, int transposed, int64_t i, int64_t j, int precision) {
  float x = transposed ? m->values[j * m->stride + i] : m->values[i * m->stride + j];
  return precision == RK_PRECISION_BFLOAT16 ? bfloat16_of(x) : x;
}

static int gaps_untouched(const matrix *c) {
  int untouched = 1;
  for (int64_t i = 0; i + 1 < c->rows; i++)
    for (int64_t j = c->columns; j < c->stride; j++)
      untouched &= isnan(c->values[i * c->stride + j]);
  return untouched;
}

/* With B packed ahead a product has the same bits. */
static void check_packed_ahead(const rk_backend *backend, const char *label, rk_gemm_arguments g,
                               const float *expected) {
  size_t bytes = backend->gemm_packed_b(&g);
  bool offered = backend != rk_backend_blas() && !g.transpose_a;
  check(offered ? bytes > 0 || g.k == 0 : bytes == 0, "%s gemm: %zu bytes of a packed B", label, bytes);
  void *packed = guarded(bytes);
  rk_status status = backend->gemm_pack_b(&g, packed);
  check(status == (offered ? RK_OK : RK_UNSUPPORTED), "%s gemm: packing ends with %d", label, status);
  g.packed_b = packed;
  g.workspace = guarded(backend->gemm_workspace(&g));
  check(backend->gemm(&g) == RK_OK, "%s gemm: status with a packed B", label);
  for (int64_t i = 0; i < g.m; i++)
    check(same_bits(g.c + i * g.ldc, expected + i * g.ldc, g.n),
          "%s gemm [%lld, %lld, %lld]: a packed B changes row %lld", label, (long long)g.m, (long long)g.n,
          (long long)g.k, (long long)i);
}

/* The form's bits: whether a, b are transposed; whether there are a bias and gaps between the rows. */
static void check_product(const rk_backend *backend, const char *label, int64_t m, int64_t n, int64_t k, int form,
                          float beta, int precision) {
  bool transpose_a = form & 1, transpose_b = form >> 1 & 1, more = form >> 2 & 1;
  matrix a = random_matrix(transpose_a ? k : m, transpose_a ? m : k, more ? 3 : 0);
  matrix b = random_matrix(transpose_b ? n : k, transpose_b ? k : n, more ? 5 : 0);
  matrix start = random_matrix(m, n, more ? 7 : 0);
  float *bias = more ? random_floats(n, 1) : NULL;
  int64_t span = (m - 1) * start.stride + n;
  double *expected = calloc((size_t)span, sizeof(double));
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      double sum = bias ? bias[j] : 0;
      for (int64_t p = 0; p < k; p++)
        sum += element(&a, transpose_a, i, p, precision) * element(&b, transpose_b, p, j, precision);
      expected[i * start.stride + j] = sum + (beta == 0 ? 0 : beta * start.values[i * start.stride + j]);
    }
  if (beta == 0)
    fill_nan(start.values, (size_t)span * sizeof(float));

  matrix first = {0};
  for (int t = 1; t <= MOST_THREADS; t++) {
    matrix c = start;
    c.values = guarded_floats(span);
    memcpy(c.values, start.values, (size_t)span * sizeof(float));
    rk_gemm_arguments arguments = {.size = sizeof arguments, .transpose_a = transpose_a, .transpose_b = transpose_b};
    arguments.threads = t, arguments.m = m, arguments.n = n, arguments.k = k;
    arguments.a = a.values, arguments.lda = a.stride, arguments.b = b.values, arguments.ldb = b.stride;
    arguments.c = c.values, arguments.ldc = c.stride, arguments.beta = beta, arguments.bias = bias;
    arguments.precision = precision;
    arguments.workspace = guarded(backend->gemm_workspace(&arguments));
    check(backend->gemm(&arguments) == RK_OK, "%s gemm: status", label);
    first = t == 1 ? c : first;
    double difference = 0;
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) {
        double distance = fabs(c.values[i * c.stride + j] - expected[i * c.stride + j]);
        difference = isnan(distance) ? INFINITY : fmax(difference, distance);
      }
    /* k + 2 roundings of partial sums, which are around sqrt(k). */
    check(difference <= (double)(k + 2) * sqrt((double)k + 1) * 0x1p-24,
          "%s gemm [%lld, %lld, %lld] form %d beta %g: off by %g", label, (long long)m, (long long)n, (long long)k,
          form, (double)beta, difference);
    check(gaps_untouched(&c), "%s gemm [%lld, %lld, %lld] form %d: wrote between the rows", label, (long long)m,
          (long long)n, (long long)k, form);
    int same = 1;
    for (int64_t i = 0; i < m; i++)
      same &= same_bits(c.values + i * c.stride, first.values + i * c.stride, n);
    check(same, "%s gemm [%lld, %lld, %lld] form %d: %d threads change the result", label, (long long)m, (long long)n,
          (long long)k, form, t);
    memcpy(c.values, start.values, (size_t)span * sizeof(float));
    check_packed_ahead(backend, label, arguments, first.values);
  }
  check(guards_intact(), "%s gemm [%lld, %lld, %lld] form %d: wrote outside its arrays", label, (long long)m,
        (long long)n, (long long)k, form);
  release_guarded();
  free(expected);
}

/* A batch is its products, one by one, to the bit: with one B for all or one each, and with matrices of C that follow
   each other or have their rows side by side. */
static void check_batch(const rk_backend *backend, const char *label, int64_t m, int64_t n, int64_t k, int64_t batch) {
  for (int form = 0; form < 4; form++) {
    bool shares_b = form & 1, side_by_side = form >> 1;
    rk_gemm_arguments all = {.size = sizeof all, .transpose_b = shares_b, .m = m, .n = n, .k = k, .beta = 0.5f};
    all.lda = k, all.ldb = shares_b ? k : n, all.ldc = side_by_side ? batch * n : n;
    all.batch = batch, all.stride_a = m * k, all.stride_b = shares_b ? 0 : k * n,
    all.stride_c = side_by_side ? n : m * n;
    all.a = random_floats(batch * m * k, 1), all.b = random_floats(shares_b ? k * n : batch * k * n, 1);
    all.bias = random_floats(n, 1);
    const float *before = random_floats(batch * m * n, 1);
    float *expected = memcpy(guarded_floats(batch * m * n), before, (size_t)(batch * m * n) * sizeof(float));
    for (int64_t i = 0; i < batch; i++) {
      rk_gemm_arguments one = all;
      one.batch = i % 2, one.threads = 1; /* 0 is one too */
      one.a += i * all.stride_a, one.b += i * all.stride_b, one.c = expected + i * all.stride_c;
      one.workspace = guarded(backend->gemm_workspace(&one));
      check(backend->gemm(&one) == RK_OK, "%s gemm: status", label);
    }
    for (all.threads = 1; all.threads <= MOST_THREADS; all.threads++) {
      all.c = memcpy(guarded_floats(batch * m * n), before, (size_t)(batch * m * n) * sizeof(float));
      all.workspace = guarded(backend->gemm_workspace(&all));
      check(backend->gemm(&all) == RK_OK && same_bits(all.c, expected, batch * m * n),
            "%s gemm, batch of %lld [%lld, %lld, %lld], form %d, %d threads", label, (long long)batch, (long long)m,
            (long long)n, (long long)k, form, all.threads);
    }
    check(guards_intact(), "%s gemm, batch of %lld: wrote outside its arrays", label, (long long)batch);
    release_guarded();
  }
}

static void check_precision(const rk_backend *backend, const char *label, int precision) {
  static const int64_t sizes[][3] = {
      {1, 1, 1},   {1, 1, 0},    {3, 2, 0},   {1, 17, 5},   {2, 3, 4},     {5, 1, 9},     {7, 16, 1},
      {8, 48, 16}, {9, 49, 17},  {6, 32, 31}, {13, 33, 64}, {31, 15, 65},  {16, 47, 3},   {17, 95, 7},
      {4, 97, 13}, {64, 65, 66}, {1, 300, 7}, {300, 1, 5},  {70, 130, 90}, {33, 10, 300}, {40, 112, 500}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int form = 0; form < FORMS; form++)
      check_product(backend, label, sizes[i][0], sizes[i][1], sizes[i][2], form, (float[]){0, 1, -0.5f}[form % 3],
                    precision);
  for (int form = 0; form < FORMS; form++) /* enough work for several threads */
    check_product(backend, label, 129, 197, 121, form, (float[]){1, 0}[form % 2], precision);
}

/* Numbers at the edges of rounding to bfloat16, times one, as A and as B, transposed and not: as the formula has them,
   whatever packs them. */
static void check_rounding(const rk_backend *backend, const char *label) {
  static const float odd[] = {1,           0x1.01p0f,  0x1.03p0f,        0x1.010002p0f,     0x1.00fffep0f,
                              -0x1.01p0f,  -0x1.03p0f, 0x1.fffffep0f,    0x1.fffffep127f,   -0x1.fffffep127f,
                              0x1.fep127f, 0x1p-126f,  0x1.fffffcp-127f, -0x1.fffffcp-127f, 0x1p-149f,
                              0,           -0.0f,      INFINITY,         -INFINITY,         NAN,
                              -NAN};
  enum { COUNT = sizeof odd / sizeof *odd };
  const float one = 1;
  for (int form = 0; form < 4; form++)
    for (int odd_b = 0; odd_b < 2; odd_b++) {
      bool transpose_a = form & 1, transpose_b = form >> 1;
      rk_gemm_arguments g = {.size = sizeof g, .transpose_a = transpose_a, .transpose_b = transpose_b, .k = 1};
      g.m = odd_b ? 1 : COUNT, g.n = odd_b ? COUNT : 1, g.precision = RK_PRECISION_BFLOAT16;
      g.lda = transpose_a ? g.m : 1, g.ldb = transpose_b ? 1 : g.n, g.ldc = g.n;
      g.a = odd_b ? &one : odd, g.b = odd_b ? odd : &one, g.c = guarded_floats(COUNT), g.threads = 1;
      g.workspace = guarded(backend->gemm_workspace(&g));
      check(backend->gemm(&g) == RK_OK, "%s gemm: status", label);
      for (int i = 0; i < COUNT; i++) {
        float expected = bfloat16_of(odd[i]);
        check(g.c[i] == expected || (isnan(g.c[i]) && isnan(expected)), "%s gemm, form %d: %a as bfloat16 is %a", label,
              form, odd[i], g.c[i]);
      }
      release_guarded();
    }
}

void check_dense_in(const rk_backend *backend, int precision) {
  const char *label = backend_label(backend);
  check_precision(backend, label, precision);
  if (precision == RK_PRECISION_BFLOAT16)
    check_rounding(backend, label);
}

void check_dense(const rk_backend *backend) {
  const char *label = backend_label(backend);
  check_dense_in(backend, RK_PRECISION_FLOAT32);
  if (backend != rk_backend_blas())
    check_dense_in(backend, RK_PRECISION_BFLOAT16);
  check_batch(backend, label, 3, 5, 7, 1);
  check_batch(backend, label, 1, 17, 9, 50);
  check_batch(backend, label, 40, 33, 65, 2);
  check_batch(backend, label, 70, 90, 110, 7);
  check_batch(backend, label, 2, 3, 0, 3);
}
