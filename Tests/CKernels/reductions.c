/* Reductions against plain loops in double, with 1, 2, 3 and 4 threads, which must agree bit for bit. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 4 };

typedef struct reduced {
  double value, magnitude; /* of the terms, summed */
  int64_t place;
} reduced;

static int is_extreme(int32_t operation) {
  return operation == RK_REDUCTION_MAXIMUM || operation == RK_REDUCTION_MINIMUM;
}

static reduced reduce_in_double(int32_t operation, const float *x, int64_t count, int64_t stride) {
  reduced r = {.value = operation == RK_REDUCTION_PRODUCT};
  for (int64_t c = 0; c < count; c++) {
    double term = x[c * stride];
    if (is_extreme(operation)) {
      int beyond = operation == RK_REDUCTION_MAXIMUM ? term > r.value : term < r.value;
      if (c == 0 || beyond)
        r.value = term, r.place = c;
      continue;
    }
    term *= operation == RK_REDUCTION_SUM_OF_SQUARES ? term : 1;
    r.value = operation == RK_REDUCTION_PRODUCT ? r.value * term : r.value + term;
    r.magnitude += operation == RK_REDUCTION_PRODUCT ? 0 : fabs(term);
  }
  if (operation == RK_REDUCTION_MEAN)
    r.value /= (double)count, r.magnitude /= (double)count;
  return r;
}

/* Numbers of which some are equal; near 1 for products of thousands. */
static float *random_terms(int32_t operation, int64_t count) {
  float *x = random_floats(count, 2);
  for (int64_t i = 0; i < count; i++)
    x[i] = operation == RK_REDUCTION_PRODUCT ? 1 + x[i] / 1000 : roundf(x[i] * 512) / 512;
  return x;
}

static void check_reduction(const rk_backend *backend, int32_t operation, int64_t outer, int64_t count, int64_t inner) {
  const char *label = backend_label(backend);
  int64_t results = outer * inner;
  float *x = random_terms(operation, outer * count * inner), *before = random_floats(results, 1), *first = NULL;
  for (int threads = 1; threads <= MOST_THREADS; threads++) {
    float *y = guarded_floats(results);
    double *wide = guarded((size_t)results * sizeof(double));
    int32_t *places = is_extreme(operation) ? guarded((size_t)results * sizeof(int32_t)) : NULL;
    memcpy(y, before, (size_t)results * sizeof(float));
    rk_reduce_arguments a = {.size = sizeof a, .threads = threads, .operation = operation, .outer = outer};
    a.count = count, a.inner = inner, a.x = x, a.beta = 0.5f, a.y = y, a.wide = wide, a.places = places;
    check(backend->reduce(&a) == RK_OK, "%s reduce: status", label);
    first = threads == 1 ? y : first;
    check(same_bits(first, y, results), "%s reduction %d of [%lld, %lld, %lld]: %d threads change the result", label,
          operation, (long long)outer, (long long)count, (long long)inner, threads);
    int right = 1;
    for (int64_t i = 0; i < results && threads == 1; i++) {
      reduced r = reduce_in_double(operation, x + i / inner * count * inner + i % inner, count, inner);
      double bound = 4 * 0x1p-24 * r.magnitude + 1e-12 * fabs(r.value), sum = r.value + 0.5 * before[i];
      right &= isnan(r.value) ? isnan(y[i]) && isnan(wide[i]) : fabs(wide[i] - r.value) <= bound;
      right &= isnan(r.value) || fabs(y[i] - sum) <= bound + 0x1p-24 * fabs(sum);
      right &= !places || places[i] == r.place;
    }
    check(right, "%s reduction %d of [%lld, %lld, %lld]", label, operation, (long long)outer, (long long)count,
          (long long)inner);
  }
  check(guards_intact(), "%s reduce: wrote outside its arrays", label);
  release_guarded();
}

static void check_reductions_of(const rk_backend *backend, int64_t outer, int64_t count, int64_t inner) {
  for (int32_t operation = 0; operation < RK_REDUCTION_COUNT; operation++)
    if (count > 0 || !is_extreme(operation))
      check_reduction(backend, operation, outer, count, inner);
}

/* At every place: a NaN is found, and is the extreme where there are two, from the first on. */
static void check_nans(const rk_backend *backend, int64_t count, int64_t inner) {
  float *x = random_floats(count * inner, 1), *y = guarded_floats(inner);
  int32_t *places = guarded((size_t)inner * sizeof(int32_t));
  for (int32_t operation = 0; operation < RK_REDUCTION_COUNT; operation++)
    for (int64_t c = 0; c < count; c++) {
      float *at = x + c * inner + inner / 2, *later = x + (count - 1) * inner + inner / 2, kept = *at, last = *later;
      *at = *later = NAN;
      rk_reduce_arguments a = {.size = sizeof a, .threads = 2, .operation = operation, .outer = 1, .count = count};
      a.inner = inner, a.x = x, a.y = y, a.places = is_extreme(operation) ? places : NULL;
      int right = backend->reduce(&a) == RK_OK;
      for (int64_t i = 0; i < inner; i++)
        right &= !isnan(y[i]) == (i != inner / 2);
      right &= !is_extreme(operation) || places[inner / 2] == c;
      check(right, "%s reduction %d of [%lld, %lld] with a NaN at %lld", backend_label(backend), operation,
            (long long)count, (long long)inner, (long long)c);
      *later = last, *at = kept;
    }
  check(guards_intact(), "%s reduce: wrote outside its arrays", backend_label(backend));
  release_guarded();
}

void check_reductions(const rk_backend *backend) {
  static const int64_t shapes[][3] = {{0, 3, 3},     {3, 0, 3},    {3, 3, 0},     {1, 0, 1},       {5, 1, 1},
                                      {3, 1, 7},     {2, 8, 16},   {1, 50, 3},    {5, 17, 40},     {2, 7, 33},
                                      {7, 33, 1},    {600, 5, 1},  {3, 5000, 1},  {300, 5000, 1},  {1, 203, 517},
                                      {4, 100, 600}, {2, 1000, 9}, {1, 70001, 1}, {1, 3000001, 1}, {600, 9, 530}};
  for (int64_t n = 1; n <= 35; n++) {
    check_reductions_of(backend, 1, n, 1);
    check_reductions_of(backend, 2, 9, n);
  }
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    check_reductions_of(backend, shapes[i][0], shapes[i][1], shapes[i][2]);
  check_nans(backend, 37, 1);
  check_nans(backend, 20, 21);
}
