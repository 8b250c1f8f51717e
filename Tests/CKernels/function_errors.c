/* The largest errors that math/ states, at floats of every size and sign, and what pow has to give at its edges. */
#include "check.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 4096 };

static const uint64_t floats = UINT64_C(1) << 32,
                      apart = 9973; /* a prime: every exponent, and mantissas of all kinds */

static double sigmoid(double x) {
  return 1 / (1 + exp(-x));
}

typedef struct tested {
  const char *name;
  int32_t operation;
  double (*exact)(double);
  double most_ulps;   /* of the instruction set that is worst */
  double least, most; /* of all results */
} tested;

static const tested functions[] = {
    {"exp", RK_OPERATION_EXP, exp, 1.26, 0, INFINITY},
    {"expm1", RK_OPERATION_EXPM1, expm1, 1.78, -1, INFINITY},
    {"log", RK_OPERATION_LOG, log, 0.90, -INFINITY, INFINITY},
    {"log1p", RK_OPERATION_LOG1P, log1p, 2.43, -INFINITY, INFINITY},
    {"sqrt", RK_OPERATION_SQRT, sqrt, 0.501, 0, INFINITY},
    {"sigmoid", RK_OPERATION_SIGMOID, sigmoid, 2.43, 0, 1},
    {"tanh", RK_OPERATION_TANH, tanh, 2.96, -1, 1},
    {"erf", RK_OPERATION_ERF, erf, 1.31, -1, 1},
};

/* In units of the last place of the exact result, which is normal. */
static double ulps(float y, double exact) {
  int exponent;
  frexp(exact, &exponent);
  return fabs(y - exact) / ldexp(1, exponent - 24);
}

static int is_near(float y, double exact, double most_ulps) {
  if (isnan(exact))
    return isnan(y);
  if (isinf((float)exact))
    return y == (float)exact;
  return fabs(exact) < 0x1p-125 ? fabsf(y) <= 0x1p-124f : ulps(y, exact) <= most_ulps;
}

static void check_function(const rk_backend *backend, const tested *t) {
  static float x[BLOCK], y[BLOCK];
  for (uint64_t bits = 0; bits < floats;) {
    int count = 0, wrong = -1;
    for (; count < BLOCK && bits < floats; bits += apart, count++)
      memcpy(&x[count], &(uint32_t){(uint32_t)bits}, sizeof *x);
    rk_status status = run_operation(backend, t->operation, count, (const float *[]){x, NULL}, y, 1);
    for (int i = 0; i < count && wrong < 0; i++) {
      int in_range = isnan(x[i]) || isnan(y[i]) || (y[i] >= t->least && y[i] <= t->most);
      wrong = in_range && is_near(y[i], t->exact(x[i]), t->most_ulps) ? -1 : i;
    }
    check(status == RK_OK && wrong < 0, "%s %s of %a is %a", backend_label(backend), t->name,
          wrong < 0 ? 0.0 : (double)x[wrong], wrong < 0 ? 0.0 : (double)y[wrong]);
  }
}

/* --- powers --- */

static void check_power(const rk_backend *backend, const float *a, const float *b, int count) {
  static float y[BLOCK];
  rk_status status = run_operation(backend, RK_OPERATION_POWER, count, (const float *[]){a, b, NULL}, y, 1);
  int wrong = -1;
  for (int i = 0; i < count && wrong < 0; i++) {
    double exact = pow(a[i], b[i]);
    int same_sign = isnan(exact) || !signbit(y[i]) == !signbit(exact);
    wrong = same_sign && is_near(y[i], exact, 0.501) ? -1 : i;
  }
  check(status == RK_OK && wrong < 0, "%s power of %a and %a is %a", backend_label(backend),
        wrong < 0 ? 0.0 : (double)a[wrong], wrong < 0 ? 0.0 : (double)b[wrong], wrong < 0 ? 0.0 : (double)y[wrong]);
}

static void check_powers(const rk_backend *backend) {
  static const float edges[] = {0,         -0.0f,      1,       -1,      2,        -2,          0.5f,       -0.5f,
                                3,         -3,         1e-40f,  -1e-40f, INFINITY, -INFINITY,   NAN,        3e38f,
                                -3e38f,    16777216,   1e10f,   -1e10f,  127,      128,         -149,       -150,
                                0.333333f, 1.0000001f, 2097153, 8388607, 4194305,  -8388609.0f, 0.9999999f, 1e-10f};
  enum { EDGES = sizeof edges / sizeof *edges, ROUNDS = 200 };
  static float a[BLOCK], b[BLOCK];
  for (int i = 0; i < EDGES * EDGES; i++)
    a[i] = edges[i / EDGES], b[i] = edges[i % EDGES];
  check_power(backend, a, b, EDGES * EDGES);
  for (int round = 0; round < ROUNDS; round++) {
    fill_random(a, BLOCK, round % 2 ? 80 : 1);
    fill_random(b, BLOCK, round % 3 ? 2 : 150);
    for (int i = 0; i < BLOCK; i++) {
      a[i] = (i % 8 ? 1.0f : -1.0f) * expf(a[i]);
      b[i] = i % 4 ? b[i] : roundf(b[i]);
    }
    check_power(backend, a, b, BLOCK);
  }
}

void check_function_errors(const rk_backend *backend) {
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
    check_function(backend, &functions[f]);
  check_powers(backend);
}
