/* The sizes of caches change how work is cut, and no bit of a result. */
#include "machine/cache.h"

#include "recurrent.h"

/* Of cores that there are, and what the machine itself has. */
static const size_t sizes[] = {256 << 10, 1 << 20, 2 << 20, 0};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Several groups of panels of the smallest cache, one of the largest. */
static void check_products(const rk_backend *backend) {
  enum { M = 150, N = 700, K = 800 };
  rk_gemm_arguments g = {.size = sizeof g, .threads = 2, .m = M, .n = N, .k = K, .lda = K, .ldb = N, .ldc = N};
  g.a = random_floats(M * K, 1), g.b = random_floats(K * N, 1);
  float *c[SIZES];
  for (int i = 0; i < SIZES; i++) {
    rk_assume_second_level(sizes[i]);
    g.c = c[i] = guarded_floats(M * N);
    g.workspace = guarded(backend->gemm_workspace(&g));
    check(backend->gemm(&g) == RK_OK && same_bits(c[i], c[0], M * N), "%s gemm: a cache of %zu bytes",
          backend_label(backend), sizes[i]);
  }
  check(guards_intact(), "%s gemm: wrote outside its arrays", backend_label(backend));
  release_guarded();
}

/* Weights of 1.7 MB and twice that: near in some of the caches, for one thread or two. */
static void check_layers(const rk_backend *backend, int cell) {
  layer l = layer_of(cell, (int64_t[4]){31, 3, 48, 320});
  make_layer(&l);
  results first;
  for (int i = 0; i < SIZES; i++) {
    rk_assume_second_level(sizes[i]);
    results r;
    check(run_layer(backend, &l, 2, (manner){0}, &r) == RK_OK, "%s: status", describe_layer(backend, &l));
    first = i == 0 ? r : first;
    for (int k = 0; k < RESULTS; k++)
      if (r.of[k])
        check(same_bits(r.of[k], first.of[k], r.count[k]), "%s: a cache of %zu bytes changes result %d",
              describe_layer(backend, &l), sizes[i], k);
  }
  check(guards_intact(), "%s: wrote outside its arrays", describe_layer(backend, &l));
  release_guarded();
}

void check_caches(const rk_backend *backend) {
  check_products(backend);
  for (int cell = 0; cell < RK_CELL_COUNT; cell++)
    check_layers(backend, cell);
  rk_assume_second_level(0);
}
