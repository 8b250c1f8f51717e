/*
 * The single passes against plain loops in double. Sizes step over every tail of every vector width and over the sizes
 * at which threads set in. Each pass runs with 1, 2, 3 and 4 threads, which must agree bit for bit.
 */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 63, 65, 100, 257, 4099, 70001};
enum { COUNTS = sizeof counts / sizeof *counts, MOST_THREADS = 4 };

/* A pass does at most a few roundings on numbers of the size of its result. */
static const double few_roundings = 4 * 0x1p-24;

/* What a pass wrote, one copy a thread count. */
typedef struct outcome {
  float *of[MOST_THREADS + 1];
} outcome;

static outcome copies_of(const float *x, int64_t count) {
  outcome copies;
  for (int t = 1; t <= MOST_THREADS; t++) {
    copies.of[t] = guarded_floats(count);
    memcpy(copies.of[t], x, (size_t)count * sizeof(float));
  }
  return copies;
}

/* Off by at most `tolerance` times the largest number expected, or `magnitude` where that is more. */
static void judge(const char *label, const char *pass, const outcome *got, const double *expected, int64_t count,
                  double tolerance, double magnitude) {
  double largest = magnitude, difference = 0;
  for (int64_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(expected[i]));
    double distance = fabs(got->of[1][i] - expected[i]);
    difference = isnan(distance) ? INFINITY : fmax(difference, distance);
  }
  check(difference <= tolerance * largest, "%s %s of %lld: off by %g of %g", label, pass, (long long)count, difference,
        largest);
  for (int t = 2; t <= MOST_THREADS; t++)
    check(same_bits(got->of[1], got->of[t], count), "%s %s of %lld: %d threads change the result", label, pass,
          (long long)count, t);
}

static void finish(const char *label, const char *pass, double *expected) {
  check(guards_intact(), "%s %s: wrote outside its arrays", label, pass);
  release_guarded();
  free(expected);
}

static double *doubles(int64_t count) {
  return calloc((size_t)count + 1, sizeof(double));
}

static void check_table_rows(const rk_backend *backend, const char *label, int64_t table_rows, int64_t width,
                             int64_t count) {
  float *table = random_floats(table_rows * width, 1), *rows = random_floats(count * width, 1);
  int32_t *indices = guarded((size_t)count * sizeof(int32_t));
  for (int64_t i = 0; i < count; i++)
    indices[i] = (int32_t)random_below((uint32_t)table_rows);
  double *expected = doubles((table_rows > count ? table_rows : count) * width);

  for (int64_t i = 0; i < count * width; i++)
    expected[i] = table[indices[i / width] * width + i % width];
  outcome gathered = copies_of(rows, count * width);
  for (int t = 1; t <= MOST_THREADS; t++) {
    rk_gather_rows_arguments a = {.size = sizeof a, .threads = t, .table_rows = table_rows, .width = width};
    a.count = count, a.table = table, a.indices = indices, a.output = gathered.of[t];
    check(backend->gather_rows(&a) == RK_OK, "%s gather_rows: status", label);
  }
  judge(label, "gather_rows", &gathered, expected, count * width, 0, 0);

  /* In float and in the order of i, as the interface says: to the bit. */
  float *sums = guarded_floats(table_rows * width);
  memcpy(sums, table, (size_t)(table_rows * width) * sizeof(float));
  for (int64_t i = 0; i < count * width; i++)
    sums[indices[i / width] * width + i % width] += rows[i];
  outcome scattered = copies_of(table, table_rows * width);
  for (int t = 1; t <= MOST_THREADS; t++) {
    rk_scatter_add_rows_arguments a = {.size = sizeof a, .threads = t, .table_rows = table_rows, .width = width};
    a.count = count, a.rows = rows, a.indices = indices, a.table = scattered.of[t];
    check(backend->scatter_add_rows(&a) == RK_OK, "%s scatter_add_rows: status", label);
    check(same_bits(scattered.of[t], sums, table_rows * width), "%s scatter_add_rows %lld of [%lld, %lld], %d threads",
          label, (long long)count, (long long)table_rows, (long long)width, t);
  }
  finish(label, "table rows", expected);
}

static uint32_t mix(uint32_t h) {
  h = (h ^ h >> 16) * 0x85EBCA6Bu;
  h = (h ^ h >> 13) * 0xC2B2AE35u;
  return h ^ h >> 16;
}

static void check_dropout(const rk_backend *backend, const char *label, int64_t n, int64_t first, int ones) {
  const float probability = 0.3f;
  const uint64_t seed = 0xFEDCBA9876543210u + (uint64_t)n;
  float *x = random_floats(n, 1);
  double *expected = doubles(n);
  uint32_t key = mix(mix((uint32_t)seed) + (uint32_t)(seed >> 32)), threshold = (uint32_t)(probability * 0x1p32);
  for (int64_t i = 0, p = first; i < n; i++, p++)
    if (mix(mix((uint32_t)p + (uint32_t)seed) ^ ((uint32_t)(p >> 32) + key)) >= threshold)
      expected[i] = (ones ? 1 : (double)x[i]) / (1 - (double)probability);
  outcome got = copies_of(x, n);
  for (int t = 1; t <= MOST_THREADS; t++) {
    rk_dropout_arguments a = {.size = sizeof a, .threads = t, .probability = probability, .seed = seed, .count = n};
    a.x = ones ? NULL : got.of[t], a.y = got.of[t], a.first = first;
    check(backend->dropout(&a) == RK_OK, "%s dropout: status", label);
  }
  judge(label, "dropout", &got, expected, n, few_roundings, 0);
  finish(label, "dropout", expected);
}

void check_passes(const rk_backend *backend) {
  const char *label = backend_label(backend);
  for (int i = 0; i < COUNTS; i++) {
    check_dropout(backend, label, counts[i], 0, i % 2);
    check_dropout(backend, label, counts[i], 7 * i, 1 - i % 2);
    check_dropout(backend, label, counts[i], (1ll << 32) - 5 - i, i % 2); /* the lower half begins anew */
    check_table_rows(backend, label, 1 + i, 1 + 3 * i, counts[i] % 5000);
  }
  check_table_rows(backend, label, 65, 131, 1001);
}
