/*
 * Checks of the C kernels for the sanitizers to watch: every backend, every instruction set this machine has.
 *
 * usage: check                        all of them
 *        check search SECONDS [SEED]  layers drawn at random
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const instruction_sets[] = {"avx512", "avx2", "baseline"};
enum { INSTRUCTION_SETS = sizeof instruction_sets / sizeof *instruction_sets };

const rk_backend *const *backends_here(void) {
  static const rk_backend *here[INSTRUCTION_SETS + 2];
  int count = 0;
  for (int i = 0; i < INSTRUCTION_SETS; i++) {
    const rk_backend *backend = rk_backend_native_isa(instruction_sets[i]);
    if (backend)
      here[count++] = backend;
  }
  if (rk_backend_blas()->score() >= 0)
    here[count++] = rk_backend_blas();
  here[count] = NULL;
  return here;
}

const char *backend_label(const rk_backend *backend) {
  for (int i = 0; i < INSTRUCTION_SETS; i++)
    if (rk_backend_native_isa(instruction_sets[i]) == backend)
      return instruction_sets[i];
  return backend->name;
}

/* A built-in backend leaves no entry out. */
static int check_table(const rk_backend *backend) {
  const char *label = backend_label(backend);
  int complete = backend->plan_create && backend->plan_destroy && backend->plan_sizes && backend->pack_weights &&
                 backend->forward && backend->backward && backend->gemm_workspace && backend->gemm &&
                 backend->softmax_cross_entropy && backend->softmax && backend->softmax_gradient &&
                 backend->elementwise && backend->gather_rows && backend->scatter_add_rows && backend->reduce &&
                 backend->adam && backend->sgd && backend->dropout && backend->gemm_packed_b && backend->gemm_pack_b;
  check(backend->interface_version == RK_INTERFACE_VERSION, "%s: interface version", label);
  check(backend->struct_size == sizeof(rk_backend), "%s: size of the table", label);
  check(complete, "%s: an entry is null", label);
  return complete;
}

static void (*const checks[])(const rk_backend *) = {
    check_function_errors, check_elementwise, check_transposes, check_reductions,
    check_passes,          check_optimizers,  check_softmax,    check_softmax_cross_entropy,
    check_dense,           check_recurrent,   check_caches,     check_layer_arguments,
    check_array_arguments,
};

static int search(int seconds, const char *seed) {
  uint32_t from = seed ? (uint32_t)strtoul(seed, NULL, 10) : (uint32_t)time(NULL);
  fprintf(stderr, "seed %u, %d s\n", from, seconds);
  search_recurrent(from, seconds);
  return check_report();
}

int main(int count, char **arguments) {
  if (count > 2 && strcmp(arguments[1], "search") == 0)
    return search(atoi(arguments[2]), count > 3 ? arguments[3] : NULL);
  fprintf(stderr, "threads: %s\n", rk_thread_runtime());
  if (rk_backend_blas()->score() < 0)
    fprintf(stderr, "blas: skipped, %s\n", rk_backend_blas()->description());
  for (const rk_backend *const *backend = backends_here(); *backend; backend++) {
    fprintf(stderr, "%s: %s\n", backend_label(*backend), (*backend)->description());
    if (!check_table(*backend))
      continue;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
      seed_random(1); /* so that none of them depends on those before it */
      checks[i](*backend);
    }
  }
  const rk_backend *native = rk_backend_native();
  check(native && strcmp(native->name, "native") == 0 && native->score() >= 0, "the native backend runs here");
  check(rk_backend_native_isa("no such set") == NULL, "an unknown instruction set is null");
  check_panel_products();
  check_tiles();
  check_crowd();
  check_team();
  check_processors();
  check_quota();
  check(rk_default_threads() >= 1, "the default is at least one thread");
  return check_report();
}
