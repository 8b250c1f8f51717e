/* Bad arguments of the operations on arrays give a status, and nothing is written. */
#include "check.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static void check_gemm_arguments(const rk_backend *backend) {
  float a[6], b[6], c[4];
  _Alignas(RK_ALIGNMENT) static char workspace[1 << 20];
#define EXPECT(expected, change)                                                                                       \
  do {                                                                                                                 \
    rk_gemm_arguments g = {.size = sizeof g, .m = 2, .n = 2, .k = 3, .a = a, .lda = 3, .b = b, .ldb = 2, .c = c};      \
    g.ldc = 2, g.workspace = workspace;                                                                                \
    fill_with(a, 6, 1), fill_with(b, 6, 1), fill_with(c, 4, 7);                                                        \
    check(backend->gemm_workspace(&g) <= sizeof workspace, "%s gemm: workspace", backend_label(backend));              \
    change;                                                                                                            \
    rk_status status = backend->gemm(&g);                                                                              \
    check(status == expected, "%s gemm, " #change ": status %d", backend_label(backend), status);                      \
    check(status == RK_OK || c[0] == 7, "%s gemm, " #change ": wrote", backend_label(backend));                        \
  } while (0)
  EXPECT(RK_OK, g.k = 0);
  EXPECT(RK_OK, g.size = offsetof(rk_gemm_arguments, batch)); /* an older caller's */
  EXPECT(RK_INVALID_ARGUMENT, g.batch = -1);
  EXPECT(RK_TOO_LARGE, (g.batch = INT64_MAX, g.stride_a = 6, g.stride_b = 6, g.stride_c = 4));
  EXPECT(RK_TOO_LARGE, (g.batch = 3, g.stride_b = INT64_MIN / 2));
  EXPECT(RK_INVALID_ARGUMENT, g.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, g.m = 0);
  EXPECT(RK_INVALID_ARGUMENT, g.n = -1);
  EXPECT(RK_INVALID_ARGUMENT, g.k = -1);
  EXPECT(RK_INVALID_ARGUMENT, g.a = NULL);
  EXPECT(RK_INVALID_ARGUMENT, g.b = NULL);
  EXPECT(RK_INVALID_ARGUMENT, g.c = NULL);
  EXPECT(RK_INVALID_ARGUMENT, g.lda = 2);
  EXPECT(RK_INVALID_ARGUMENT, g.ldb = 1);
  EXPECT(RK_INVALID_ARGUMENT, g.ldc = 1);
  EXPECT(RK_INVALID_ARGUMENT, g.threads = -1);
  EXPECT(RK_TOO_LARGE, (g.m = INT64_MAX / 2, g.ldc = INT64_MAX / 2, g.lda = INT64_MAX / 2));
#undef EXPECT
  check(backend->gemm(NULL) == RK_INVALID_ARGUMENT, "%s gemm: null", backend_label(backend));
  check(backend->gemm_packed_b(NULL) == 0, "%s gemm: the bytes of null", backend_label(backend));
  check(backend->gemm_pack_b(NULL, workspace) == RK_INVALID_ARGUMENT, "%s gemm: null is packed",
        backend_label(backend));
  rk_gemm_arguments none = {.size = sizeof none, .m = 2, .n = 2, .k = 3, .a = a, .lda = 3, .ldb = 2, .c = c, .ldc = 2};
  check(backend->gemm_pack_b(&none, workspace) != RK_OK, "%s gemm: no B is packed", backend_label(backend));
  none.b = b;
  check(backend->gemm_pack_b(&none, NULL) != RK_OK, "%s gemm: B is packed into nothing", backend_label(backend));
}

/* One entry of the table, with `good` arguments but for a change to them, `a`. */
#define EXPECT(expected, entry, good, change)                                                                          \
  do {                                                                                                                 \
    __typeof__(good) a = good;                                                                                         \
    change;                                                                                                            \
    check(backend->entry(&a) == expected, "%s " #entry ", " #change, label);                                           \
  } while (0)

static void check_index_arguments(const rk_backend *backend, const char *label) {
  float table[6] = {1, 1, 1, 1, 1, 1}, rows[4] = {2, 2, 2, 2};
  static const int32_t outside[][2] = {{0, 3}, {-1, 0}, {INT32_MAX, 1}, {1, INT32_MIN}}, inside[2] = {0, 2};
  rk_gather_rows_arguments gather = {.size = sizeof gather, .table_rows = 3, .width = 2, .count = 2};
  gather.table = table, gather.indices = inside, gather.output = rows;
  rk_scatter_add_rows_arguments scatter = {.size = sizeof scatter, .table_rows = 3, .width = 2, .count = 2};
  scatter.table = table, scatter.indices = inside, scatter.rows = rows;
  for (int i = 0; i < 4; i++) {
    EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.indices = outside[i]);
    EXPECT(RK_INVALID_ARGUMENT, scatter_add_rows, scatter, a.indices = outside[i]);
  }
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.table = NULL);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.indices = NULL);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.output = NULL);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.count = -2);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.table_rows = 0);
  EXPECT(RK_INVALID_ARGUMENT, gather_rows, gather, a.threads = -1);
  EXPECT(RK_TOO_LARGE, gather_rows, gather, a.table_rows = INT64_MAX);
  EXPECT(RK_INVALID_ARGUMENT, scatter_add_rows, scatter, a.size = offsetof(rk_scatter_add_rows_arguments, indices));
  EXPECT(RK_INVALID_ARGUMENT, scatter_add_rows, scatter, a.width = -1);
  EXPECT(RK_INVALID_ARGUMENT, scatter_add_rows, scatter, a.rows = NULL);
  EXPECT(RK_INVALID_ARGUMENT, scatter_add_rows, scatter, a.table = NULL);
  check(table[0] == 1 && rows[0] == 2, "%s: rows were written in spite of a bad argument", label);
  EXPECT(RK_OK, gather_rows, gather, (a.count = 0, a.table = a.output = NULL, a.indices = NULL));
}

static void check_target_arguments(const rk_backend *backend, const char *label) {
  float logits[6] = {0}, losses[2] = {7, 7}, gradient[6] = {7};
  static const int32_t outside[][2] = {{0, 3}, {-1, 0}, {1, INT32_MIN}};
  rk_softmax_cross_entropy_arguments a = {.size = sizeof a, .rows = 2, .classes = 3, .logits = logits};
  a.ignored = -100, a.scale = 1, a.losses = losses, a.d_logits = gradient;
  for (int i = 0; i < 3; i++) {
    a.targets = outside[i];
    check(backend->softmax_cross_entropy(&a) == RK_INVALID_ARGUMENT && losses[0] == 7 && gradient[0] == 7,
          "%s softmax_cross_entropy: targets %d, %d", label, outside[i][0], outside[i][1]);
  }
  a.targets = (const int32_t[]){0, 2};
  rk_softmax_cross_entropy_arguments good = a;
  EXPECT(RK_OK, softmax_cross_entropy, good, a.threads = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.rows = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.classes = -1);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.logits = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.targets = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax_cross_entropy, good, a.threads = -1);
  EXPECT(RK_TOO_LARGE, softmax_cross_entropy, good, a.rows = INT64_MAX / 2);
}

static void check_pass_arguments(const rk_backend *backend, const char *label) {
  float x[4] = {1, 2, 3, 4}, y[4] = {1, 1, 1, 1}, z[4];
  int32_t places[4] = {0};
  rk_reduce_arguments reduce = {.size = sizeof reduce, .operation = RK_REDUCTION_MAXIMUM, .outer = 2, .count = 2};
  reduce.inner = 1, reduce.x = x, reduce.y = y, reduce.places = places;
  EXPECT(RK_OK, reduce, reduce, a.y = NULL);
  EXPECT(RK_OK, reduce, reduce, a.places = NULL);
  EXPECT(RK_OK, reduce, reduce, (a.outer = 0, a.x = NULL, a.y = NULL));
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.size = offsetof(rk_reduce_arguments, x));
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.operation = -1);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.operation = RK_REDUCTION_COUNT);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.operation = RK_REDUCTION_SUM); /* has no places */
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.outer = -1);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.count = 0);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.count = -1);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.inner = -1);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.x = NULL);
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, (a.y = NULL, a.places = NULL));
  EXPECT(RK_INVALID_ARGUMENT, reduce, reduce, a.threads = -1);
  EXPECT(RK_TOO_LARGE, reduce, reduce, a.outer = INT64_MAX);
  EXPECT(RK_TOO_LARGE, reduce, reduce, (a.inner = (int64_t)1 << 40, a.count = (int64_t)1 << 40));
  EXPECT(RK_TOO_LARGE, reduce, reduce, a.count = (int64_t)INT32_MAX + 1); /* a place that has no number */
  static const int32_t lengths[2] = {1, 2}, too_long[2] = {2, 3}, negative[2] = {-1, 2};
  rk_softmax_arguments softmax = {.size = sizeof softmax, .rows = 2, .width = 2, .x = x, .y = y};
  softmax.lengths = lengths, softmax.rows_a_length = 1;
  EXPECT(RK_OK, softmax, softmax, a.x = y);
  EXPECT(RK_OK, softmax, softmax, (a.rows = 0, a.x = NULL));
  EXPECT(RK_OK, softmax, softmax, (a.lengths = NULL, a.rows_a_length = 0));
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.rows = -1);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.width = -1);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.x = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.y = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.threads = -1);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.rows_a_length = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, (a.rows = 1, a.rows_a_length = 2));
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.lengths = too_long);
  EXPECT(RK_INVALID_ARGUMENT, softmax, softmax, a.lengths = negative);
  EXPECT(RK_TOO_LARGE, softmax, softmax, a.rows = INT64_MAX);
  rk_softmax_gradient_arguments gradient = {.size = sizeof gradient, .rows = 2, .width = 2, .y = y, .dy = x, .dx = z};
  EXPECT(RK_OK, softmax_gradient, gradient, a.dx = y);
  EXPECT(RK_INVALID_ARGUMENT, softmax_gradient, gradient, a.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, softmax_gradient, gradient, a.y = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax_gradient, gradient, a.dy = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax_gradient, gradient, a.dx = NULL);
  EXPECT(RK_INVALID_ARGUMENT, softmax_gradient, gradient, (a.lengths = lengths, a.rows_a_length = 3));
  rk_dropout_arguments dropout = {.size = sizeof dropout, .probability = 0.5f, .count = 4, .x = x, .y = z};
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.size = offsetof(rk_dropout_arguments, y));
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.probability = 1);
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.probability = NAN);
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.y = NULL);
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.count = -1);
  EXPECT(RK_INVALID_ARGUMENT, dropout, dropout, a.first = -1);
  rk_adam_arguments adam = {.size = sizeof adam, .count = 4, .step = 1, .beta1 = 0.9f, .beta2 = 0.9f};
  EXPECT(RK_INVALID_ARGUMENT, adam, adam, a.weights = NULL);
  adam.weights = x, adam.first_moment = y, adam.second_moment = z, adam.gradient = y;
  EXPECT(RK_INVALID_ARGUMENT, adam, adam, a.step = 0);
  EXPECT(RK_INVALID_ARGUMENT, adam, adam, a.beta2 = 1);
  rk_sgd_arguments sgd = {.size = sizeof sgd, .count = 4, .weights = x, .gradient = y};
  EXPECT(RK_INVALID_ARGUMENT, sgd, sgd, a.momentum = 0.9f);
  EXPECT(RK_INVALID_ARGUMENT, sgd, sgd, a.gradient = NULL);
  EXPECT(RK_INVALID_ARGUMENT, sgd, sgd, a.count = -1);
  check(backend->adam(NULL) == RK_INVALID_ARGUMENT, "%s adam: null", label);
}

/* A program of everything: two inputs of [2, 3], the second one a row, a scalar, a constant, two outputs. */
typedef struct whole_program {
  rk_instruction code[3];
  int32_t results[2];
  int64_t shape[RK_MOST_AXES + 1], strides[4], output_strides[4];
  float x[6], row[3], y[6], z[6];
  const float *inputs[2];
  float *outputs[2];
  float scalar;
  rk_elementwise_program program;
  rk_elementwise_arguments arguments;
} whole_program;

static void make_whole_program(whole_program *w) {
  memset(w, 0, sizeof *w);
  w->code[0] = (rk_instruction){.operation = RK_OPERATION_CONSTANT, .operands = {-1, -1, -1}, .constant = 2};
  w->code[1] = (rk_instruction){.operation = RK_OPERATION_MULTIPLY_ADD, .operands = {0, 2, 1}};
  w->code[2] = (rk_instruction){.operation = RK_OPERATION_DIVIDE, .operands = {4, 3, -1}};
  w->results[0] = 5, w->results[1] = 4;
  w->shape[0] = 2, w->shape[1] = 3, w->strides[0] = 3, w->strides[1] = w->strides[3] = 1;
  w->output_strides[0] = w->output_strides[2] = 3, w->output_strides[1] = w->output_strides[3] = 1;
  fill_with(w->x, 6, 4), fill_with(w->row, 3, 2), fill_with(w->y, 6, 7), fill_with(w->z, 6, 7);
  w->inputs[0] = w->x, w->inputs[1] = w->row, w->outputs[0] = w->y, w->outputs[1] = w->z, w->scalar = 0.5f;
  w->program = (rk_elementwise_program){.size = sizeof w->program, .inputs = 2, .scalars = 1, .instructions = 3};
  w->program.outputs = 2, w->program.code = w->code, w->program.results = w->results;
  w->arguments = (rk_elementwise_arguments){.size = sizeof w->arguments, .threads = 1, .rank = 2, .shape = w->shape};
  w->arguments.program = &w->program, w->arguments.inputs = w->inputs, w->arguments.input_strides = w->strides;
  w->arguments.scalars = &w->scalar, w->arguments.outputs = w->outputs;
  w->arguments.output_strides = w->output_strides;
}

static void check_elementwise_arguments(const rk_backend *backend, const char *label) {
  whole_program w;
#define CHANGED(expected, change)                                                                                      \
  do {                                                                                                                 \
    make_whole_program(&w);                                                                                            \
    change;                                                                                                            \
    rk_status status = backend->elementwise(&w.arguments);                                                             \
    check(status == expected, "%s elementwise, " #change ": status %d", label, status);                                \
    check(status == RK_OK || (w.y[0] == 7 && w.z[0] == 7), "%s elementwise, " #change ": wrote", label);               \
  } while (0)
  CHANGED(RK_OK, w.arguments.threads = 0);
  check(w.y[5] == 2 && w.z[5] == 4, "%s elementwise: %g and %g", label, (double)w.y[5], (double)w.z[5]);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.size = 0);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.size = offsetof(rk_elementwise_arguments, outputs));
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.threads = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.rank = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.rank = RK_MOST_AXES + 1);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.rank = INT32_MAX);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.shape = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.shape[1] = -1);
  CHANGED(RK_OK, w.shape[0] = 0); /* nothing to do */
  CHANGED(RK_OK, (w.shape[0] = 0, w.arguments.inputs = NULL, w.arguments.outputs = NULL));
  CHANGED(RK_TOO_LARGE, w.shape[0] = INT64_MAX);
  CHANGED(RK_TOO_LARGE, (w.shape[0] = (int64_t)1 << 32, w.shape[1] = (int64_t)1 << 31));
  CHANGED(RK_TOO_LARGE, w.strides[0] = INT64_MAX);
  CHANGED(RK_TOO_LARGE, w.strides[2] = INT64_MIN);
  CHANGED(RK_TOO_LARGE, w.output_strides[1] = INT64_MAX);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.inputs = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.inputs[1] = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.outputs = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.outputs[1] = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.scalars = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.arguments.program = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.program.size = 0);
  CHANGED(RK_INVALID_ARGUMENT, w.program.size = offsetof(rk_elementwise_program, results));
  CHANGED(RK_INVALID_ARGUMENT, w.program.inputs = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.inputs = RK_MOST_INPUTS + 1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.scalars = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.scalars = RK_MOST_SCALARS + 1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.instructions = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.instructions = 0); /* with results that are not there */
  CHANGED(RK_INVALID_ARGUMENT, w.program.instructions = RK_MOST_INSTRUCTIONS + 1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.outputs = 0);
  CHANGED(RK_INVALID_ARGUMENT, w.program.outputs = RK_MOST_OUTPUTS + 1);
  CHANGED(RK_INVALID_ARGUMENT, w.program.code = NULL);
  CHANGED(RK_INVALID_ARGUMENT, w.program.results = NULL);
  CHANGED(RK_UNSUPPORTED, w.code[1].operation = RK_OPERATION_COUNT); /* another version's */
  CHANGED(RK_UNSUPPORTED, w.code[1].operation = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.code[1].operands[0] = 4); /* its own */
  CHANGED(RK_INVALID_ARGUMENT, w.code[1].operands[2] = INT32_MAX);
  CHANGED(RK_INVALID_ARGUMENT, w.code[2].operands[1] = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.results[0] = -1);
  CHANGED(RK_INVALID_ARGUMENT, w.results[1] = 6);
#undef CHANGED
  check(backend->elementwise(NULL) == RK_INVALID_ARGUMENT, "%s elementwise: null", label);
}

void check_array_arguments(const rk_backend *backend) {
  const char *label = backend_label(backend);
  check_gemm_arguments(backend);
  check_index_arguments(backend, label);
  check_target_arguments(backend, label);
  check_pass_arguments(backend, label);
  check_elementwise_arguments(backend, label);
}
