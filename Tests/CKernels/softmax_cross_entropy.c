/* Softmax and cross-entropy against plain loops in double, and at the edges of float. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 4, IGNORED = -100 };

/* A probability is an exponential within 4 ulp over a sum of such; a loss is a logarithm of one, rounded at the size of
   the logits. */
static const double tolerance = 32 * 0x1p-24;

static double loss_of(const float *x, int64_t classes, int32_t target, double *probabilities) {
  double maximum = -INFINITY, sum = 0;
  for (int64_t j = 0; j < classes; j++)
    maximum = fmax(maximum, x[j]);
  for (int64_t j = 0; j < classes; j++)
    sum += probabilities[j] = exp(x[j] - maximum);
  for (int64_t j = 0; j < classes; j++)
    probabilities[j] /= sum;
  return log(sum) + maximum - x[target];
}

typedef struct problem {
  rk_softmax_cross_entropy_arguments arguments;
  double *losses, *gradient; /* what is expected */
  double magnitude;          /* of the logits */
} problem;

static problem make_problem(int64_t rows, int64_t classes, float magnitude, int weighted) {
  problem p = {.magnitude = magnitude};
  int32_t *targets = guarded((size_t)rows * sizeof(int32_t));
  const float *logits = random_floats(rows * classes, magnitude);
  const float *weights = weighted ? random_floats(rows, 2) : NULL;
  p.losses = calloc((size_t)rows, sizeof(double));
  p.gradient = calloc((size_t)(rows * classes), sizeof(double));
  p.arguments = (rk_softmax_cross_entropy_arguments){
      .size = sizeof p.arguments, .rows = rows, .classes = classes, .logits = logits, .targets = targets};
  p.arguments.ignored = IGNORED, p.arguments.row_weights = weights, p.arguments.scale = 0.25f;
  for (int64_t i = 0; i < rows; i++) {
    targets[i] = i % 5 == 3 ? IGNORED : (int32_t)random_below((uint32_t)classes);
    if (targets[i] == IGNORED)
      continue;
    double w = weights ? weights[i] : 1, *gradient = p.gradient + i * classes;
    p.losses[i] = w * loss_of(logits + i * classes, classes, targets[i], gradient);
    gradient[targets[i]] -= 1;
    for (int64_t j = 0; j < classes; j++)
      gradient[j] *= w * p.arguments.scale;
  }
  return p;
}

static double largest_error(const float *got, const double *expected, int64_t count) {
  double difference = 0;
  for (int64_t i = 0; i < count; i++) {
    double distance = fabs(got[i] - expected[i]);
    difference = isnan(distance) ? INFINITY : fmax(difference, distance);
  }
  return difference;
}

static void check_sizes(const rk_backend *backend, const char *label, int64_t rows, int64_t classes, float magnitude,
                        int weighted) {
  problem p = make_problem(rows, classes, magnitude, weighted);
  float *first_losses = NULL, *first_gradient = NULL;
  for (int t = 1; t <= MOST_THREADS; t++) {
    rk_softmax_cross_entropy_arguments a = p.arguments;
    a.threads = t;
    a.losses = guarded_floats(rows);
    a.d_logits = guarded_floats(rows * classes);
    if (t == 2) { /* over the logits themselves */
      memcpy(a.d_logits, a.logits, (size_t)(rows * classes) * sizeof(float));
      a.logits = a.d_logits;
    }
    check(backend->softmax_cross_entropy(&a) == RK_OK, "%s softmax_cross_entropy: status", label);
    double loss_error = largest_error(a.losses, p.losses, rows);
    double gradient_error = largest_error(a.d_logits, p.gradient, rows * classes);
    check(loss_error <= tolerance * (1 + p.magnitude), "%s losses [%lld, %lld]: off by %g", label, (long long)rows,
          (long long)classes, loss_error);
    check(gradient_error <= tolerance, "%s d_logits [%lld, %lld]: off by %g", label, (long long)rows,
          (long long)classes, gradient_error);
    if (t == 1)
      first_losses = a.losses, first_gradient = a.d_logits;
    check(same_bits(first_losses, a.losses, rows) && same_bits(first_gradient, a.d_logits, rows * classes),
          "%s softmax_cross_entropy [%lld, %lld]: %d threads, or in place, change the result", label, (long long)rows,
          (long long)classes, t);
    if (t == 1) { /* one without the other */
      float *alone = guarded_floats(rows);
      a.losses = alone, a.d_logits = NULL;
      check(backend->softmax_cross_entropy(&a) == RK_OK && same_bits(alone, first_losses, rows),
            "%s losses without a gradient", label);
      a.losses = NULL;
      check(backend->softmax_cross_entropy(&a) == RK_OK, "%s neither losses nor gradient", label);
    }
  }
  check(guards_intact(), "%s softmax_cross_entropy: wrote outside its arrays", label);
  release_guarded();
  free(p.losses);
  free(p.gradient);
}

/* One row of three classes, target 1. */
static float loss_of_three(const rk_backend *backend, float x0, float x1, float x2, float d_logits[3]) {
  float x[3] = {x0, x1, x2}, loss = -1;
  int32_t target = 1;
  rk_softmax_cross_entropy_arguments a = {.size = sizeof a, .rows = 1, .classes = 3, .logits = x, .targets = &target};
  a.ignored = IGNORED, a.scale = 1, a.losses = &loss, a.d_logits = d_logits;
  return backend->softmax_cross_entropy(&a) == RK_OK ? loss : -1;
}

static void check_edges(const rk_backend *backend, const char *label) {
  const float huge = 3e38f, none = -INFINITY;
  float d[3];
  check(loss_of_three(backend, -huge, huge, 0, d) == 0 && d[0] == 0 && d[1] == 0 && d[2] == 0,
        "%s: a certain class of a huge logit", label);
  check(loss_of_three(backend, 1e30f, -1e30f, 0, d) == 2e30f && d[0] == 1 && d[1] == -1, "%s: a hopeless class", label);
  check(fabsf(loss_of_three(backend, none, 0, 0, d) - logf(2)) < 1e-6f && d[0] == 0, "%s: a class ruled out by -inf",
        label);
  for (int place = 0; place < 3; place++) {
    float x[3] = {1, 2, 3};
    x[place] = NAN;
    check(isnan(loss_of_three(backend, x[0], x[1], x[2], d)), "%s: a NaN logit at %d gives a NaN loss", label, place);
  }
  float *wide = random_floats(67, 1), loss;
  for (int place = 0; place < 67; place++) {
    float kept = wide[place];
    wide[place] = NAN;
    int32_t target = 66 - place;
    rk_softmax_cross_entropy_arguments a = {.size = sizeof a, .rows = 1, .classes = 67, .logits = wide};
    a.targets = &target, a.ignored = IGNORED, a.scale = 1, a.losses = &loss;
    check(backend->softmax_cross_entropy(&a) == RK_OK && isnan(loss), "%s: a NaN at %d of 67 gives a NaN loss", label,
          place);
    wide[place] = kept;
  }
  release_guarded();
}

void check_softmax_cross_entropy(const rk_backend *backend) {
  static const int64_t classes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 65, 100, 1003};
  const char *label = backend_label(backend);
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    check_sizes(backend, label, 1 + (int64_t)i, classes[i], 4, (int)i % 2);
    check_sizes(backend, label, 37, classes[i], 300, 1);
  }
  check_sizes(backend, label, 400, 65, 10, 0);
  check_sizes(backend, label, 5, 10007, 10, 0);
  check_edges(backend, label);
}
