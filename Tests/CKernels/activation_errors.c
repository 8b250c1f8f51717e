/* The largest errors that math/activations.inc states, at floats of every size and sign. */
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
  int32_t kind;
  double (*exact)(double);
  double most_ulps; /* of the instruction set that is worst */
  float least;      /* of all results */
} tested;

static const tested functions[] = {
    {"sigmoid", RK_ACTIVATION_SIGMOID, sigmoid, 2.43, 0},
    {"tanh", RK_ACTIVATION_TANH, tanh, 2.96, -1},
};

/* In units of the last place of the exact result, which is normal. */
static double ulps(float y, double exact) {
  int exponent;
  frexp(exact, &exponent);
  return fabs(y - exact) / ldexp(1, exponent - 24);
}

static int is_right(const tested *t, float x, float y) {
  if (isnan(x))
    return isnan(y);
  double exact = t->exact(x);
  int in_range = y >= t->least && y <= 1;
  return in_range && (fabs(exact) < 0x1p-126 ? fabsf(y) <= 0x1p-125f : ulps(y, exact) <= t->most_ulps);
}

void check_activation_errors(const rk_backend *backend) {
  static float x[BLOCK], y[BLOCK];
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
    for (uint64_t bits = 0; bits < floats;) {
      int count = 0, wrong = -1;
      for (; count < BLOCK && bits < floats; bits += apart, count++)
        memcpy(&x[count], &(uint32_t){(uint32_t)bits}, sizeof *x);
      rk_status status = backend->activation_forward(functions[f].kind, count, x, y, 1);
      for (int i = 0; i < count && wrong < 0; i++)
        wrong = is_right(&functions[f], x[i], y[i]) ? -1 : i;
      check(status == RK_OK && wrong < 0, "%s %s of %a is %a", backend_label(backend), functions[f].name,
            wrong < 0 ? 0.0 : (double)x[wrong], wrong < 0 ? 0.0 : (double)y[wrong]);
    }
}
