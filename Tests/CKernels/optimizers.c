/* Three steps of each optimiser against a plain loop in double, with 1, 2, 3 and 4 threads. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 3, MOST_THREADS = 4, STATES = 3 };

/* Three steps of a dozen roundings each, of numbers near 1. */
static const double tolerance = 64 * 0x1p-24;

/* Weights and what the optimiser keeps beside them: Adam two moments, SGD a velocity. */
typedef struct states {
  float *array[STATES];
  double *expected[STATES];
  int64_t count;
  int used;
} states;

static states make_states(int64_t count, int used) {
  states s = {.count = count, .used = used};
  for (int k = 0; k < used; k++) {
    s.array[k] = random_floats(count, 1);
    if (k > 0) /* moments begin at zero */
      fill_with(s.array[k], count, 0);
    s.expected[k] = calloc((size_t)count + 1, sizeof(double));
    for (int64_t i = 0; i < count; i++)
      s.expected[k][i] = s.array[k][i];
  }
  return s;
}

static states copy_states(const states *s) {
  states copy = *s;
  for (int k = 0; k < s->used; k++) {
    copy.array[k] = guarded_floats(s->count);
    memcpy(copy.array[k], s->array[k], (size_t)s->count * sizeof(float));
  }
  return copy;
}

static void judge(const char *label, const char *name, const states *first, const states *got, int threads) {
  for (int k = 0; k < got->used; k++) {
    double difference = 0;
    for (int64_t i = 0; i < got->count; i++) {
      double distance = fabs(got->array[k][i] - got->expected[k][i]);
      difference = isnan(distance) ? INFINITY : fmax(difference, distance);
    }
    check(difference <= tolerance, "%s %s of %lld, state %d: off by %g", label, name, (long long)got->count, k,
          difference);
    check(same_bits(first->array[k], got->array[k], got->count), "%s %s of %lld: %d threads change the result", label,
          name, (long long)got->count, threads);
  }
}

static void finish(const char *label, states *s) {
  check(guards_intact(), "%s optimisers: wrote outside their arrays", label);
  release_guarded();
  for (int k = 0; k < s->used; k++)
    free(s->expected[k]);
}

static void adam_in_double(states *s, const float *gradient, const rk_adam_arguments *a) {
  double b1 = a->beta1, b2 = a->beta2;
  for (int64_t i = 0; i < s->count; i++) {
    double *w = &s->expected[0][i], *m = &s->expected[1][i], *v = &s->expected[2][i];
    double g = (double)gradient[i] * a->gradient_scale;
    *m = b1 * *m + (1 - b1) * g;
    *v = b2 * *v + (1 - b2) * g * g;
    double update = (*m / (1 - pow(b1, (double)a->step))) / (sqrt(*v / (1 - pow(b2, (double)a->step))) + a->epsilon);
    *w -= a->learning_rate * (update + a->weight_decay * *w);
  }
}

static void check_adam(const rk_backend *backend, const char *label, int64_t n, float decay) {
  states start = make_states(n, 3);
  rk_adam_arguments a = {.size = sizeof a, .count = n, .learning_rate = 0.01f, .beta1 = 0.9f, .beta2 = 0.999f};
  a.epsilon = 1e-8f, a.weight_decay = decay, a.gradient_scale = 0.5f;
  float *gradients[STEPS];
  for (int step = 0; step < STEPS; step++) {
    gradients[step] = random_floats(n, 1);
    a.step = step + 1;
    adam_in_double(&start, gradients[step], &a);
  }
  states first = {0};
  for (a.threads = 1; a.threads <= MOST_THREADS; a.threads++) {
    states s = copy_states(&start);
    a.weights = s.array[0], a.first_moment = s.array[1], a.second_moment = s.array[2];
    for (int step = 0; step < STEPS; step++) {
      a.step = step + 1;
      a.gradient = gradients[step];
      check(backend->adam(&a) == RK_OK, "%s adam: status", label);
    }
    first = a.threads == 1 ? s : first;
    judge(label, "adam", &first, &s, a.threads);
  }
  finish(label, &start);
}

static void sgd_in_double(states *s, const float *gradient, const rk_sgd_arguments *a) {
  for (int64_t i = 0; i < s->count; i++) {
    double *w = &s->expected[0][i];
    double g = (double)gradient[i] * a->gradient_scale + (double)a->weight_decay * *w;
    double step = g;
    if (s->used > 1) {
      double *v = &s->expected[1][i];
      *v = a->momentum * *v + g;
      step = a->nesterov ? g + a->momentum * *v : *v;
    }
    *w -= a->learning_rate * step;
  }
}

static void check_sgd(const rk_backend *backend, const char *label, int64_t n, int momentum, int nesterov) {
  states start = make_states(n, momentum ? 2 : 1);
  rk_sgd_arguments a = {.size = sizeof a, .count = n, .learning_rate = 0.1f, .gradient_scale = 2, .nesterov = nesterov};
  a.momentum = momentum ? 0.9f : 0, a.weight_decay = nesterov ? 0.01f : 0;
  float *gradients[STEPS];
  for (int step = 0; step < STEPS; step++) {
    gradients[step] = random_floats(n, 1);
    sgd_in_double(&start, gradients[step], &a);
  }
  states first = {0};
  for (a.threads = 1; a.threads <= MOST_THREADS; a.threads++) {
    states s = copy_states(&start);
    a.weights = s.array[0], a.velocity = s.array[1];
    for (int step = 0; step < STEPS; step++) {
      a.gradient = gradients[step];
      check(backend->sgd(&a) == RK_OK, "%s sgd: status", label);
    }
    first = a.threads == 1 ? s : first;
    judge(label, "sgd", &first, &s, a.threads);
  }
  finish(label, &start);
}

/* Whether all are so far from zero. */
static int all_at(const float *x, int64_t count, float distance) {
  int result = 1;
  for (int64_t i = 0; i < count; i++)
    result &= fabsf(x[i]) == distance;
  return result;
}

/* Without gradients moments fade, halved at each step here: not to subnormal numbers, which would stay. */
static void check_fading(const rk_backend *backend, const char *label) {
  enum { COUNT = 33 };
  float *w = random_floats(COUNT, 1), *m = random_floats(COUNT, 1), *v = random_floats(COUNT, 1);
  float *gradient = random_floats(COUNT, 1);
  fill_with(gradient, COUNT, 0);
  rk_adam_arguments adam = {.size = sizeof adam, .threads = 1, .count = COUNT, .step = 1, .learning_rate = 0.01f};
  adam.beta1 = 0.5f, adam.epsilon = 1e-8f;
  adam.weights = w, adam.first_moment = m, adam.second_moment = v, adam.gradient = gradient;
  rk_sgd_arguments sgd = {.size = sizeof sgd, .threads = 1, .count = COUNT, .learning_rate = 0.01f, .momentum = 0.5f};
  sgd.weights = w, sgd.velocity = m, sgd.gradient = gradient;
  for (int is_sgd = 0; is_sgd < 2; is_sgd++) {
    fill_with(m, COUNT, is_sgd ? 0x1p-99f : -0x1p-99f);
    for (int step = 0; step < 2; step++) {
      check((is_sgd ? backend->sgd(&sgd) : backend->adam(&adam)) == RK_OK, "%s fading: status", label);
      check(all_at(m, COUNT, step ? 0 : 0x1p-100f), "%s %s: 2^-99 fades to %g in %d steps", label,
            is_sgd ? "velocity" : "first moment", m[0], step + 1);
    }
  }
  check(guards_intact(), "%s fading: wrote outside its arrays", label);
  release_guarded();
}

void check_optimizers(const rk_backend *backend) {
  static const int64_t counts[] = {0, 1, 3, 4, 7, 9, 15, 16, 17, 33, 1000, 50003};
  const char *label = backend_label(backend);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    check_adam(backend, label, counts[i], 0);
    check_adam(backend, label, counts[i], 0.1f);
    check_sgd(backend, label, counts[i], 0, 0);
    check_sgd(backend, label, counts[i], 1, 0);
    check_sgd(backend, label, counts[i], 1, 1);
  }
  check_fading(backend, label);
}
