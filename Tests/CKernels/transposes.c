/* Arrays written with their axes in another order, as transposes are: a program without instructions. */
#include "check.h"

enum { MOST_THREADS = 4 };

/* [a, b, c] as [c, a, b], [a, c, b] or [c, b, a], on any number of threads: to the bit. */
static void check_transpose(const rk_backend *backend, int64_t a, int64_t b, int64_t c) {
  static const int orders[][3] = {{2, 0, 1}, {0, 2, 1}, {2, 1, 0}};
  int64_t sizes[3] = {a, b, c}, strides[3] = {b * c, c, 1}, count = a * b * c;
  float *from = random_floats(count, 1), *to = guarded_floats(count);
  rk_elementwise_program program = {.size = sizeof program, .inputs = 1, .outputs = 1, .results = &(int32_t){0}};
  for (int order = 0; order < 3; order++)
    for (int threads = 1; threads <= MOST_THREADS; threads++) {
      int64_t shape[3], from_strides[3];
      for (int d = 0; d < 3; d++)
        shape[d] = sizes[orders[order][d]], from_strides[d] = strides[orders[order][d]];
      rk_elementwise_arguments arguments = {.size = sizeof arguments, .threads = threads, .rank = 3, .shape = shape};
      arguments.program = &program, arguments.inputs = (const float *const[]){from};
      arguments.input_strides = from_strides, arguments.outputs = &to;
      fill_nan(to, (size_t)count * sizeof(float));
      bool is_right = backend->elementwise(&arguments) == RK_OK;
      for (int64_t i = 0; i < count; i++)
        is_right &= to[i] == from[i / (shape[1] * shape[2]) * from_strides[0] +
                                  i / shape[2] % shape[1] * from_strides[1] + i % shape[2] * from_strides[2]];
      check(is_right, "%s: [%lld, %lld, %lld] in order %d on %d threads", backend_label(backend), (long long)a,
            (long long)b, (long long)c, order, threads);
    }
  check(guards_intact(), "%s: a transpose wrote outside its arrays", backend_label(backend));
  release_guarded();
}

void check_transposes(const rk_backend *backend) {
  static const int64_t sizes[] = {1, 2, 15, 16, 17, 33, 70};
  enum { SIZES = sizeof sizes / sizeof *sizes };
  for (int i = 0; i < SIZES; i++)
    for (int j = 0; j < SIZES; j++)
      check_transpose(backend, 1 + i % 3, sizes[i], sizes[j]);
  check_transpose(backend, 3, 130, 257);
}
