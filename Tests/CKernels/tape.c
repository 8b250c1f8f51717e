#include "tape.h"

#include "check.h"

#include <math.h>
#include <stdlib.h>

typedef struct product {
  value_id x, y;
  rk_precision precision;
} product;

typedef struct node {
  int64_t products_end; /* its products begin where those of the node before end */
  rk_activation f;
  double sum, value, gradient;
} node;

struct tape {
  node *nodes;
  product *products;
  int64_t count, room, product_count, product_room;
  rk_precision precision;
};

static void *with_room(void *array, int64_t count, int64_t *room, size_t size) {
  if (count < *room)
    return array;
  *room = 2 * *room + 1024;
  array = realloc(array, (size_t)*room * size);
  if (!array)
    abort();
  return array;
}

tape *new_tape(rk_precision precision) {
  tape *t = calloc(1, sizeof *t);
  if (!t)
    abort();
  t->precision = precision;
  return t;
}

void free_tape(tape *t) {
  free(t->nodes);
  free(t->products);
  free(t);
}

static value_id add_node(tape *t, rk_activation f, double sum, double value) {
  t->nodes = with_room(t->nodes, t->count, &t->room, sizeof *t->nodes);
  t->nodes[t->count] = (node){.products_end = t->product_count, .f = f, .sum = sum, .value = value};
  return (value_id)t->count++;
}

value_id given(tape *t, const float *values, int64_t count) {
  value_id first = (value_id)t->count;
  for (int64_t i = 0; i < count; i++)
    add_node(t, RK_ACTIVATION_LINEAR, values[i], values[i]);
  return first;
}

static int64_t products_begin(const tape *t, int64_t id) {
  return id == 0 ? 0 : t->nodes[id - 1].products_end;
}

static void add_rounded_product(tape *t, value_id x, value_id y, rk_precision precision) {
  t->products = with_room(t->products, t->product_count, &t->product_room, sizeof *t->products);
  t->products[t->product_count++] = (product){x, y, precision};
}

void add_product(tape *t, value_id x, value_id y) {
  add_rounded_product(t, x, y, RK_PRECISION_FLOAT32);
}

void add_weight_product(tape *t, value_id weight, value_id x) {
  add_rounded_product(t, weight, x, t->precision);
}

/* Float32 stands for what is not rounded. */
static double rounded(double x, rk_precision precision) {
  return precision == RK_PRECISION_BFLOAT16 ? bfloat16_of((float)x) : x;
}

static double apply(rk_activation f, double x) {
  switch (f) {
  case RK_ACTIVATION_TANH:
    return tanh(x);
  case RK_ACTIVATION_SIGMOID:
    return 1 / (1 + exp(-x));
  case RK_ACTIVATION_RELU:
    return fmax(x, 0);
  case RK_ACTIVATION_HARD_SIGMOID:
    return fmin(fmax(x / 6 + 0.5, 0), 1);
  case RK_ACTIVATION_STEEP_HARD_SIGMOID:
    return fmin(fmax(x / 5 + 0.5, 0), 1);
  default:
    return x;
  }
}

/* f'(x), from x itself: the kernels take it from f(x). */
static double slope(rk_activation f, double x) {
  switch (f) {
  case RK_ACTIVATION_TANH:
    return 1 / (cosh(x) * cosh(x));
  case RK_ACTIVATION_SIGMOID:
    return 1 / (2 + exp(x) + exp(-x));
  case RK_ACTIVATION_RELU:
    return x > 0;
  case RK_ACTIVATION_HARD_SIGMOID:
    return fabs(x) < 3 ? 1.0 / 6 : 0;
  case RK_ACTIVATION_STEEP_HARD_SIGMOID:
    return fabs(x) < 2.5 ? 1.0 / 5 : 0;
  default:
    return 1;
  }
}

value_id end_sum(tape *t, rk_activation f) {
  double sum = 0;
  for (int64_t i = products_begin(t, t->count); i < t->product_count; i++)
    sum += rounded(t->nodes[t->products[i].x].value, t->products[i].precision) *
           rounded(t->nodes[t->products[i].y].value, t->products[i].precision);
  return add_node(t, f, sum, apply(f, sum));
}

double value_of(const tape *t, value_id id) {
  return t->nodes[id].value;
}

void add_gradient(tape *t, value_id id, double weight) {
  t->nodes[id].gradient += weight;
}

void run_backward(tape *t) {
  for (int64_t id = t->count - 1; id >= 0; id--) {
    const node *n = &t->nodes[id];
    double gradient = n->gradient * slope(n->f, n->sum);
    for (int64_t i = products_begin(t, id); i < n->products_end; i++) {
      node *x = &t->nodes[t->products[i].x], *y = &t->nodes[t->products[i].y];
      rk_precision precision = t->products[i].precision;
      double d = rounded(gradient, precision);
      double dx = d * rounded(y->value, precision), dy = d * rounded(x->value, precision);
      x->gradient += dx, y->gradient += dy;
    }
  }
}

double gradient_of(const tape *t, value_id id) {
  return t->nodes[id].gradient;
}
