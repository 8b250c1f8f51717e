/*
 * Programs element by element: each operation against its formula in double, its results at the edges of float, and
 * whole programs, drawn at random, against themselves: what a program gives over broadcast operands, in place, on any
 * number of threads must be what it gives for each element alone, to the bit.
 */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 4, MOST_ELEMENTS = 20000 };

rk_status run_operation(const rk_backend *backend, int32_t operation, int64_t count, const float *const *operands,
                        float *result, int32_t threads) {
  int inputs = operands[0] ? 1 : 0;
  rk_instruction instruction = {.operation = operation, .operands = {0, 1, 2}};
  while (inputs > 0 && inputs < 3 && operands[inputs])
    inputs++;
  rk_elementwise_program program = {.size = sizeof program, .inputs = inputs, .instructions = 1, .outputs = 1};
  program.code = &instruction, program.results = &(int32_t){inputs};
  rk_elementwise_arguments a = {.size = sizeof a, .threads = threads, .rank = 1, .shape = &count, .program = &program};
  a.inputs = operands, a.outputs = &result;
  return backend->elementwise(&a);
}

/* --- each operation --- */

typedef struct tested {
  const char *name;
  int32_t operation;
  int operands;
  double (*exact)(double a, double b, double c);
  double tolerance; /* relative to the terms' size, which is up to 4 */
} tested;

#define FORMULA(name, value)                                                                                           \
  static double name(double a, double b, double c) {                                                                   \
    (void)a, (void)b, (void)c;                                                                                         \
    return value;                                                                                                      \
  }
FORMULA(add, a + b)
FORMULA(subtract, a - b)
FORMULA(multiply, (a * b))
FORMULA(divide, a / b)
FORMULA(multiply_add, a *b + c)
FORMULA(minimum, a < b ? a : b)
FORMULA(maximum, a > b ? a : b)
FORMULA(less, a < b)
FORMULA(less_equal, a <= b)
FORMULA(equal, a == b)
FORMULA(choose, a != 0 ? b : c)
FORMULA(negate, -a)
FORMULA(absolute, fabs(a))
FORMULA(sign, a > 0 ? 1 : a < 0 ? -1 : a)
FORMULA(round_down, floor(a))
FORMULA(hard_sigmoid, fmin(1, fmax(0, a / 6 + 0.5)))
FORMULA(relu, a < 0 ? 0 : a)
FORMULA(tanh_gradient, a *(1 - b * b))
FORMULA(sigmoid_gradient, a *(b - b * b))
FORMULA(hard_sigmoid_gradient, b > 0 && b < 1 ? a / 6 : 0)
FORMULA(relu_gradient, b > 0 ? a : 0)

/* One rounding each, of numbers up to 4; two or three of numbers up to 20 for sums of products. */
static const tested operations[] = {
    {"add", RK_OPERATION_ADD, 2, add, 0x1p-24},
    {"subtract", RK_OPERATION_SUBTRACT, 2, subtract, 0x1p-24},
    {"multiply", RK_OPERATION_MULTIPLY, 2, multiply, 0x1p-24},
    {"divide", RK_OPERATION_DIVIDE, 2, divide, 0x1p-24},
    {"multiply_add", RK_OPERATION_MULTIPLY_ADD, 3, multiply_add, 2 * 0x1p-24},
    {"minimum", RK_OPERATION_MINIMUM, 2, minimum, 0},
    {"maximum", RK_OPERATION_MAXIMUM, 2, maximum, 0},
    {"less", RK_OPERATION_LESS, 2, less, 0},
    {"less_equal", RK_OPERATION_LESS_EQUAL, 2, less_equal, 0},
    {"equal", RK_OPERATION_EQUAL, 2, equal, 0},
    {"select", RK_OPERATION_SELECT, 3, choose, 0},
    {"negate", RK_OPERATION_NEGATE, 1, negate, 0},
    {"absolute", RK_OPERATION_ABSOLUTE, 1, absolute, 0},
    {"sign", RK_OPERATION_SIGN, 1, sign, 0},
    {"floor", RK_OPERATION_FLOOR, 1, round_down, 0},
    {"hard_sigmoid", RK_OPERATION_HARD_SIGMOID, 1, hard_sigmoid, 0x1p-23},
    {"relu", RK_OPERATION_RELU, 1, relu, 0},
    {"tanh_gradient", RK_OPERATION_TANH_GRADIENT, 2, tanh_gradient, 4 * 0x1p-24},
    {"sigmoid_gradient", RK_OPERATION_SIGMOID_GRADIENT, 2, sigmoid_gradient, 4 * 0x1p-24},
    {"hard_sigmoid_gradient", RK_OPERATION_HARD_SIGMOID_GRADIENT, 2, hard_sigmoid_gradient, 2 * 0x1p-24},
    {"relu_gradient", RK_OPERATION_RELU_GRADIENT, 2, relu_gradient, 0},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

static double largest_error(const tested *t, float *const *x, const float *y, int64_t count) {
  double largest = 1, difference = 0;
  for (int64_t i = 0; i < count; i++) {
    double exact = t->exact(x[0][i], t->operands > 1 ? x[1][i] : 0, t->operands > 2 ? x[2][i] : 0);
    int same = y[i] == exact || (isnan(y[i]) && isnan(exact));
    double distance = same ? 0 : fabs(y[i] - exact);
    largest = isfinite(exact) ? fmax(largest, fabs(exact)) : largest;
    difference = isnan(distance) ? INFINITY : fmax(difference, distance);
  }
  return difference / largest;
}

static void check_operation(const rk_backend *backend, const tested *t, int64_t count) {
  const char *label = backend_label(backend);
  float *x[3] = {0}, *first = guarded_floats(count);
  for (int j = 0; j < t->operands; j++) {
    x[j] = random_floats(count, 2);
    for (int64_t i = 0; i < count; i += 3) /* equal operands, zeros and whole numbers too */
      x[j][i] = (float)((i + j) % 3) - 1;
  }
  check(run_operation(backend, t->operation, count, (const float *const *)x, first, 1) == RK_OK, "%s %s: status", label,
        t->name);
  double error = largest_error(t, x, first, count);
  check(error <= t->tolerance, "%s %s of %lld: off by %g", label, t->name, (long long)count, error);
  for (int threads = 2; threads <= MOST_THREADS + 1; threads++) {
    float *y = guarded_floats(count);
    int is_in_place = threads > MOST_THREADS;
    if (is_in_place)
      x[0] = memcpy(y, x[0], (size_t)count * sizeof(float));
    run_operation(backend, t->operation, count, (const float *const *)x, y, threads);
    check(same_bits(first, y, count), "%s %s of %lld: %s change the result", label, t->name, (long long)count,
          is_in_place ? "arrays in place" : "threads");
  }
  check(guards_intact(), "%s %s: wrote outside its arrays", label, t->name);
  release_guarded();
}

/* --- at the edges of float --- */

typedef struct edge {
  int32_t operation;
  float a, b, c, result;
} edge;

static const edge edges[] = {
    {RK_OPERATION_ADD, INFINITY, -INFINITY, 0, NAN},
    {RK_OPERATION_DIVIDE, 1, -0.0f, 0, -INFINITY},
    {RK_OPERATION_DIVIDE, 0, 0, 0, NAN},
    {RK_OPERATION_MINIMUM, NAN, 1, 0, NAN},
    {RK_OPERATION_MINIMUM, 1, NAN, 0, NAN},
    {RK_OPERATION_MAXIMUM, NAN, 1, 0, NAN},
    {RK_OPERATION_MAXIMUM, 1, NAN, 0, NAN},
    {RK_OPERATION_MAXIMUM, -INFINITY, 1e-45f, 0, 1e-45f},
    {RK_OPERATION_LESS, NAN, 1, 0, 0},
    {RK_OPERATION_LESS_EQUAL, 1, NAN, 0, 0},
    {RK_OPERATION_EQUAL, NAN, NAN, 0, 0},
    {RK_OPERATION_EQUAL, 0, -0.0f, 0, 1},
    {RK_OPERATION_LESS_EQUAL, -INFINITY, INFINITY, 0, 1},
    {RK_OPERATION_SELECT, NAN, 2, 3, 2},
    {RK_OPERATION_SELECT, -0.0f, 2, 3, 3},
    {RK_OPERATION_SELECT, 1, 2, NAN, 2},
    {RK_OPERATION_SELECT, 1e-45f, 2, 3, 2},
    {RK_OPERATION_NEGATE, 0, 0, 0, -0.0f},
    {RK_OPERATION_NEGATE, NAN, 0, 0, NAN},
    {RK_OPERATION_ABSOLUTE, -0.0f, 0, 0, 0},
    {RK_OPERATION_ABSOLUTE, -INFINITY, 0, 0, INFINITY},
    {RK_OPERATION_SIGN, -0.0f, 0, 0, -0.0f},
    {RK_OPERATION_SIGN, NAN, 0, 0, NAN},
    {RK_OPERATION_SIGN, -1e-45f, 0, 0, -1},
    {RK_OPERATION_FLOOR, -0.5f, 0, 0, -1},
    {RK_OPERATION_FLOOR, -1e30f, 0, 0, -1e30f},
    {RK_OPERATION_FLOOR, INFINITY, 0, 0, INFINITY},
    {RK_OPERATION_FLOOR, NAN, 0, 0, NAN},
    {RK_OPERATION_SQRT, -0.0f, 0, 0, -0.0f},
    {RK_OPERATION_SQRT, -1, 0, 0, NAN},
    {RK_OPERATION_EXP, -INFINITY, 0, 0, 0},
    {RK_OPERATION_EXPM1, -INFINITY, 0, 0, -1},
    {RK_OPERATION_LOG, -0.0f, 0, 0, -INFINITY},
    {RK_OPERATION_LOG1P, -1, 0, 0, -INFINITY},
    {RK_OPERATION_LOG1P, INFINITY, 0, 0, INFINITY},
    {RK_OPERATION_ERF, -0.0f, 0, 0, -0.0f},
    {RK_OPERATION_ERF, -INFINITY, 0, 0, -1},
    {RK_OPERATION_ERF, NAN, 0, 0, NAN},
    {RK_OPERATION_RELU, NAN, 0, 0, NAN},
    {RK_OPERATION_RELU, -INFINITY, 0, 0, 0},
    {RK_OPERATION_HARD_SIGMOID, NAN, 0, 0, NAN},
    {RK_OPERATION_HARD_SIGMOID, INFINITY, 0, 0, 1},
    {RK_OPERATION_TANH_GRADIENT, 1, NAN, 0, NAN},
};

/* At every place of a vector and of its tail. */
static void check_edges(const rk_backend *backend) {
  enum { COUNT = 37 };
  float a[COUNT], b[COUNT], c[COUNT], y[COUNT];
  for (size_t e = 0; e < sizeof edges / sizeof *edges; e++) {
    fill_with(a, COUNT, edges[e].a), fill_with(b, COUNT, edges[e].b), fill_with(c, COUNT, edges[e].c);
    run_operation(backend, edges[e].operation, COUNT, (const float *[]){a, b, c}, y, 1);
    int right = 1;
    for (int i = 0; i < COUNT; i++)
      right &= isnan(edges[e].result) ? isnan(y[i]) : same_bits(&y[i], &edges[e].result, 1);
    check(right, "%s operation %d of %g, %g, %g is %g", backend_label(backend), edges[e].operation, (double)edges[e].a,
          (double)edges[e].b, (double)edges[e].c, (double)y[0]);
  }
}

/* --- whole programs --- */

typedef struct drawn {
  rk_elementwise_program program;
  rk_instruction code[RK_MOST_INSTRUCTIONS];
  int32_t results[RK_MOST_OUTPUTS];
  int32_t rank;
  int64_t shape[RK_MOST_AXES], count;
  int64_t strides[RK_MOST_INPUTS * RK_MOST_AXES];
  int64_t output_strides[RK_MOST_OUTPUTS * RK_MOST_AXES], output_count; /* elements of each output's array */
  float *inputs[RK_MOST_INPUTS], scalars[RK_MOST_SCALARS];
  int64_t input_counts[RK_MOST_INPUTS];
} drawn;

static int drawn_below(int bound) {
  return (int)random_below((uint32_t)bound);
}

static void draw_code(drawn *d) {
  rk_elementwise_program *p = &d->program;
  *p = (rk_elementwise_program){.size = sizeof *p, .code = d->code, .results = d->results};
  p->inputs = drawn_below(RK_MOST_INPUTS + 1), p->scalars = drawn_below(drawn_below(2) ? RK_MOST_SCALARS + 1 : 2);
  p->instructions = drawn_below(drawn_below(3) ? 7 : RK_MOST_INSTRUCTIONS + 1);
  p->instructions += p->inputs + p->scalars + p->instructions == 0;
  p->outputs = 1 + drawn_below(drawn_below(2) ? RK_MOST_OUTPUTS : 2);
  int first = p->inputs + p->scalars;
  for (int i = 0; i < p->instructions; i++) {
    int known = first + i;
    d->code[i].operation = known > 0 ? drawn_below(RK_OPERATION_COUNT) : RK_OPERATION_CONSTANT;
    d->code[i].constant = (float)drawn_below(5) / 2 - 1;
    for (int j = 0; j < 3; j++) /* where it has none, anything */
      d->code[i].operands[j] = known > 0 ? drawn_below(known) : -7;
  }
  int known = first + p->instructions;
  for (int o = 0; o < p->outputs; o++) /* the last ones, or any of them, inputs too */
    d->results[o] = known - 1 - drawn_below(drawn_below(4) ? 1 + p->instructions / 2 : known);
}

/* An input lies densely, or is one number, or has some axes for which it has one number, or others in another order. */
static void draw_layout(drawn *d, int k) {
  int kind = drawn_below(4);
  int64_t *strides = d->strides + k * d->rank, stride = 1;
  for (int at = d->rank - 1; at >= 0; at--) {
    int axis = kind == 3 ? d->rank - 1 - at : at;
    int is_broadcast = kind == 1 || (kind == 2 && drawn_below(2));
    strides[axis] = is_broadcast ? 0 : stride;
    stride *= is_broadcast ? 1 : d->shape[axis];
  }
  d->input_counts[k] = stride;
  d->inputs[k] = random_floats(stride, 2);
}

/* The outputs lie densely, or with a gap after each row, or with their axes in the opposite order. */
static void draw_output_layout(drawn *d) {
  int kind = drawn_below(3);
  for (int o = 0; o < d->program.outputs; o++) {
    int64_t stride = 1, last = 0;
    for (int at = d->rank - 1; at >= 0; at--) {
      int axis = kind == 2 ? d->rank - 1 - at : at;
      d->output_strides[o * d->rank + axis] = stride;
      last += (d->shape[axis] - 1) * stride;
      stride *= d->shape[axis] + (kind == 1 && at == d->rank - 1 ? 3 : 0);
    }
    d->output_count = last + 1;
  }
}

static void draw(drawn *d) {
  draw_code(d);
  d->rank = drawn_below(5) ? drawn_below(4) : drawn_below(RK_MOST_AXES + 1);
  d->count = 1;
  for (int axis = 0; axis < d->rank; axis++) {
    d->shape[axis] = 1 + drawn_below(d->rank > 4 ? 4 : drawn_below(2) ? 150 : 7);
    if (d->count * d->shape[axis] > MOST_ELEMENTS)
      d->shape[axis] = 1;
    d->count *= d->shape[axis];
  }
  for (int k = 0; k < d->program.inputs; k++)
    draw_layout(d, k);
  draw_output_layout(d);
  fill_random(d->scalars, RK_MOST_SCALARS, 2);
}

/* Whether an input and an output have their elements at the same places. */
static int lie_alike(const drawn *d, int k, int o) {
  for (int axis = 0; axis < d->rank; axis++)
    if (d->strides[k * d->rank + axis] != d->output_strides[o * d->rank + axis])
      return 0;
  return d->input_counts[k] == d->output_count;
}

static int is_taken(const drawn *d, int k) {
  for (int o = 0; o < d->program.outputs; o++)
    if (d->results[o] == k)
      return 1;
  return 0;
}

/* Where element `at` is in an array. */
static int64_t offset_of(const drawn *d, const int64_t *strides, int64_t at) {
  int64_t offset = 0;
  for (int axis = d->rank - 1; axis >= 0; axis--) {
    offset += at % d->shape[axis] * strides[axis];
    at /= d->shape[axis];
  }
  return offset;
}

/* The outputs of each element alone. */
static void run_one_by_one(const rk_backend *backend, const drawn *d, float *const *outputs) {
  for (int64_t at = 0; at < d->count; at++) {
    float values[RK_MOST_INPUTS], *to[RK_MOST_OUTPUTS];
    const float *from[RK_MOST_INPUTS];
    for (int k = 0; k < d->program.inputs; k++) {
      values[k] = d->inputs[k][offset_of(d, d->strides + k * d->rank, at)];
      from[k] = &values[k];
    }
    for (int o = 0; o < d->program.outputs; o++)
      to[o] = outputs[o] + at;
    rk_elementwise_arguments a = {.size = sizeof a, .threads = 1, .program = &d->program, .inputs = from};
    a.scalars = d->scalars, a.outputs = to;
    check(backend->elementwise(&a) == RK_OK, "%s a drawn program of one element: status", backend_label(backend));
  }
}

/* The same to the bit, but for a NaN's: x86 keeps the first operand's. */
static int same_element(float a, float b) {
  return same_bits(&a, &b, 1) || (isnan(a) && isnan(b));
}

/* In place: some outputs are the arrays of inputs that lie as they do. What is between an output's elements stays. */
static void check_run(const rk_backend *backend, const drawn *d, float *const *expected, int threads, int in_place) {
  float *outputs[RK_MOST_OUTPUTS];
  const float *inputs[RK_MOST_INPUTS];
  for (int k = 0; k < d->program.inputs; k++)
    inputs[k] = d->inputs[k];
  for (int o = 0; o < d->program.outputs; o++) {
    outputs[o] = guarded_floats(d->output_count);
    int k = d->program.inputs - 1 - o;
    if (in_place && k >= 0 && lie_alike(d, k, o) && !is_taken(d, k))
      inputs[k] = memcpy(outputs[o], d->inputs[k], (size_t)d->output_count * sizeof(float));
  }
  rk_elementwise_arguments a = {.size = sizeof a, .threads = threads, .rank = d->rank, .shape = d->shape};
  a.program = &d->program, a.inputs = inputs, a.input_strides = d->strides, a.scalars = d->scalars;
  a.outputs = outputs, a.output_strides = d->output_strides;
  check(backend->elementwise(&a) == RK_OK, "%s a drawn program: status", backend_label(backend));
  for (int o = 0; o < d->program.outputs; o++) {
    int same = 1;
    int64_t between = 0;
    for (int64_t i = 0; i < d->count; i++) {
      float *element = &outputs[o][offset_of(d, d->output_strides + o * d->rank, i)];
      same &= same_element(*element, expected[o][i]);
      *element = 0;
    }
    for (int64_t i = 0; i < d->output_count; i++)
      between += isnan(outputs[o][i]) != 0;
    check(same && between == d->output_count - d->count,
          "%s a program of %d instructions, %d inputs, rank %d, %lld elements, %d threads%s: output %d",
          backend_label(backend), d->program.instructions, d->program.inputs, d->rank, (long long)d->count, threads,
          in_place ? ", in place" : "", o);
  }
}

static void check_program(const rk_backend *backend) {
  drawn d;
  float *expected[RK_MOST_OUTPUTS];
  draw(&d);
  for (int o = 0; o < d.program.outputs; o++)
    expected[o] = guarded_floats(d.count);
  run_one_by_one(backend, &d, expected);
  for (int threads = 1; threads <= MOST_THREADS; threads++)
    for (int in_place = 0; in_place < 2; in_place++)
      check_run(backend, &d, expected, threads, in_place);
  check(guards_intact(), "%s a drawn program wrote outside its arrays", backend_label(backend));
  release_guarded();
}

void check_elementwise(const rk_backend *backend) {
  static const int64_t counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 63, 65, 100, 1009, 4099, 70001};
  enum { PROGRAMS = 150 };
  for (int t = 0; t < OPERATIONS; t++)
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
      check_operation(backend, &operations[t], counts[i]);
  check_edges(backend);
  for (int i = 0; i < PROGRAMS; i++)
    check_program(backend);
}
