/* Softmax, its logarithm and their gradients against plain loops in double, with 1, 2, 3 and 4 threads and in place,
   which must agree bit for bit; what is past a row's length is NaN, and must not be seen. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 4, ROWS_A_LENGTH = 3 };

/* An exponential within 2 ulp over a sum of such, and a few roundings. */
static const double tolerance = 16 * 0x1p-24;

typedef struct problem {
  int64_t rows, width;
  bool is_logarithm;
  int32_t *lengths; /* null: none */
  float *x, *dy;
  double *y, *dx, *log_sums, magnitude; /* what is expected; of the logits */
} problem;

static int64_t length_of(const problem *p, int64_t row) {
  return p->lengths ? p->lengths[row / ROWS_A_LENGTH] : p->width;
}

static void expect_row(problem *p, int64_t row) {
  const float *x = p->x + row * p->width, *dy = p->dy + row * p->width;
  double *y = p->y + row * p->width, *dx = p->dx + row * p->width, maximum = -INFINITY, sum = 0, of_gradients = 0;
  int64_t length = length_of(p, row);
  for (int64_t i = 0; i < length; i++)
    maximum = fmax(maximum, x[i]);
  for (int64_t i = 0; i < length; i++)
    sum += exp(x[i] - maximum);
  p->log_sums[row] = length > 0 ? maximum + log(sum) : -INFINITY;
  for (int64_t i = 0; i < p->width; i++)
    y[i] = i >= length ? p->is_logarithm ? -INFINITY : 0 : x[i] - p->log_sums[row];
  for (int64_t i = 0; i < length; i++) {
    y[i] = p->is_logarithm ? y[i] : exp(y[i]);
    of_gradients += p->is_logarithm ? dy[i] : dy[i] * y[i];
  }
  for (int64_t i = 0; i < length; i++)
    dx[i] = p->is_logarithm ? dy[i] - exp(y[i]) * of_gradients : y[i] * (dy[i] - of_gradients);
}

static problem make_problem(int64_t rows, int64_t width, float magnitude, bool is_logarithm, bool has_lengths) {
  problem p = {.rows = rows, .width = width, .is_logarithm = is_logarithm, .magnitude = magnitude};
  p.x = random_floats(rows * width, magnitude), p.dy = random_floats(rows * width, 1);
  p.y = calloc((size_t)(rows * width) + 1, sizeof(double)), p.dx = calloc((size_t)(rows * width) + 1, sizeof(double));
  p.log_sums = calloc((size_t)rows + 1, sizeof(double));
  if (has_lengths) {
    p.lengths = guarded((size_t)(rows / ROWS_A_LENGTH) * sizeof(int32_t));
    for (int64_t i = 0; i < rows / ROWS_A_LENGTH; i++)
      p.lengths[i] = i == 0 ? 0 : i == 1 ? (int32_t)width : (int32_t)random_below((uint32_t)width + 1);
  }
  for (int64_t row = 0; row < rows; row++) {
    int64_t length = length_of(&p, row);
    fill_nan(p.x + row * width + length, (size_t)(width - length) * sizeof(float));
    fill_nan(p.dy + row * width + length, (size_t)(width - length) * sizeof(float));
    expect_row(&p, row);
  }
  return p;
}

static double largest_error(const float *got, const double *expected, int64_t count) {
  double difference = 0;
  for (int64_t i = 0; i < count; i++) {
    double distance = got[i] == expected[i] ? 0 : fabs(got[i] - expected[i]);
    difference = isnan(distance) ? INFINITY : fmax(difference, distance);
  }
  return difference;
}

static void run(const rk_backend *backend, const problem *p, int threads, bool in_place, float *y, float *log_sums,
                float *dx) {
  const float *x = p->x, *dy = p->dy;
  size_t bytes = (size_t)(p->rows * p->width) * sizeof(float);
  if (in_place)
    x = memcpy(y, p->x, bytes), dy = memcpy(dx, p->dy, bytes);
  rk_softmax_arguments forward = {.size = sizeof forward, .threads = threads, .is_logarithm = p->is_logarithm};
  forward.rows = p->rows, forward.width = p->width, forward.lengths = p->lengths;
  forward.rows_a_length = ROWS_A_LENGTH, forward.x = x, forward.y = y, forward.log_sums = log_sums;
  rk_softmax_gradient_arguments backward = {.size = sizeof backward, .threads = threads};
  backward.is_logarithm = p->is_logarithm, backward.rows = p->rows, backward.width = p->width;
  backward.lengths = p->lengths, backward.rows_a_length = ROWS_A_LENGTH;
  backward.y = y, backward.dy = dy, backward.dx = dx;
  check(backend->softmax(&forward) == RK_OK && backend->softmax_gradient(&backward) == RK_OK, "%s softmax: status",
        backend_label(backend));
}

static void check_problem(const rk_backend *backend, problem p) {
  const char *label = backend_label(backend);
  int64_t count = p.rows * p.width;
  float *y = guarded_floats(count), *log_sums = guarded_floats(p.rows), *dx = guarded_floats(count);
  run(backend, &p, 1, false, y, log_sums, dx);
  double y_error = largest_error(y, p.y, count), log_error = largest_error(log_sums, p.log_sums, p.rows);
  double dx_error = largest_error(dx, p.dx, count), of_logits = tolerance * (1 + p.magnitude);
  check(y_error <= (p.is_logarithm ? of_logits : tolerance) && log_error <= of_logits && dx_error <= 4 * tolerance,
        "%s softmax [%lld, %lld]%s%s: off by %g, log sums by %g, gradient by %g", label, (long long)p.rows,
        (long long)p.width, p.is_logarithm ? ", logarithm" : "", p.lengths ? ", lengths" : "", y_error, log_error,
        dx_error);
  for (int threads = 2; threads <= MOST_THREADS; threads++) {
    float *other = guarded_floats(count), *other_sums = guarded_floats(p.rows), *other_dx = guarded_floats(count);
    run(backend, &p, threads, threads == 2, other, other_sums, other_dx);
    check(same_bits(y, other, count) && same_bits(log_sums, other_sums, p.rows) && same_bits(dx, other_dx, count),
          "%s softmax [%lld, %lld]: %d threads, or in place, change the result", label, (long long)p.rows,
          (long long)p.width, threads);
  }
  check(guards_intact(), "%s softmax: wrote outside its arrays", label);
  release_guarded();
  free(p.y), free(p.dx), free(p.log_sums);
}

/* One NaN among those that count makes its row NaN, and no other. */
static void check_nan(const rk_backend *backend) {
  enum { WIDTH = 37 };
  float x[2 * WIDTH] = {0}, y[2 * WIDTH];
  for (int place = 0; place < WIDTH; place++)
    for (int logarithm = 0; logarithm < 2; logarithm++) {
      x[WIDTH + place] = NAN;
      rk_softmax_arguments a = {.size = sizeof a, .rows = 2, .width = WIDTH, .x = x, .y = y};
      a.is_logarithm = logarithm;
      int right = backend->softmax(&a) == RK_OK;
      for (int i = 0; i < WIDTH; i++)
        right &= !isnan(y[i]) && isnan(y[WIDTH + i]);
      check(right, "%s softmax: a NaN at %d", backend_label(backend), place);
      x[WIDTH + place] = 0;
    }
}

void check_softmax(const rk_backend *backend) {
  static const int64_t widths[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 65, 100, 1003};
  for (int form = 0; form < 4; form++) {
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
      check_problem(backend, make_problem(12, widths[i], 4, form & 1, form >> 1));
      check_problem(backend, make_problem(3, widths[i], 300, form & 1, form >> 1));
    }
    check_problem(backend, make_problem(900, 65, 10, form & 1, form >> 1));
    check_problem(backend, make_problem(6, 10007, 10, form & 1, form >> 1));
  }
  check_nan(backend);
}
