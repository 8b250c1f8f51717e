#include "peak.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "timing.h"

enum { CHAINS = 12, ROUNDS = 20000 };

/* Runs until `deadline`, and returns the rounds done: in each, every chain does one multiply-add of `lanes` floats. As
   many chains as cover the latency of the two units and leave registers for the factors. */
typedef int64_t chain_loop(double deadline);

/* The assembly is empty: it makes the compiler keep each chain in its register at every turn. */
#define CHAIN_LOOP(name, lanes, attributes, constraint)                                                                \
  attributes static int64_t name(double deadline) {                                                                    \
    typedef float vector __attribute__((vector_size(4 * lanes)));                                                      \
    vector factor = (vector){0} + 0.9999f, term = (vector){0} + 0.0001f, chain[CHAINS];                                \
    for (int i = 0; i < CHAINS; i++)                                                                                   \
      chain[i] = (vector){0} + (float)i;                                                                               \
    int64_t rounds = 0;                                                                                                \
    do {                                                                                                               \
      for (int round = 0; round < ROUNDS; round++) {                                                                   \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++) {                                          \
          chain[i] = chain[i] * factor + term;                                                                         \
          __asm__ volatile("" : constraint(chain[i]));                                                                 \
        }                                                                                                              \
      }                                                                                                                \
      rounds += ROUNDS;                                                                                                \
    } while (seconds_now() < deadline);                                                                                \
    return rounds;                                                                                                     \
  }

#if defined(__x86_64__)
CHAIN_LOOP(avx512_loop, 16, __attribute__((target("avx512f"))), "+v")
CHAIN_LOOP(avx2_loop, 8, __attribute__((target("avx2,fma"))), "+x")
CHAIN_LOOP(baseline_loop, 4, , "+x")
#elif defined(__aarch64__)
CHAIN_LOOP(baseline_loop, 4, , "+w")
#else
CHAIN_LOOP(baseline_loop, 4, , "+m")
#endif

static chain_loop *loop_of(const char *set, int *lanes) {
#if defined(__x86_64__)
  if (strcmp(set, "avx512") == 0 && __builtin_cpu_supports("avx512f"))
    return *lanes = 16, avx512_loop;
  if (strcmp(set, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return *lanes = 8, avx2_loop;
#endif
  *lanes = 4;
  return strcmp(set, "baseline") == 0 ? baseline_loop : NULL;
}

typedef struct runner {
  pthread_t thread;
  chain_loop *loop;
  double deadline;
  int64_t rounds;
} runner;

static void *run(void *context) {
  runner *r = context;
  r->rounds = r->loop(r->deadline);
  return NULL;
}

static double rounds_a_second(chain_loop *loop, int threads) {
  runner *runners = calloc((size_t)threads, sizeof *runners);
  if (!runners)
    abort();
  double start = seconds_now();
  for (int i = 0; i < threads; i++) {
    runners[i] = (runner){.loop = loop, .deadline = start + 0.2};
    if (pthread_create(&runners[i].thread, NULL, run, &runners[i]) != 0)
      abort();
  }
  double rounds = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(runners[i].thread, NULL);
    rounds += (double)runners[i].rounds;
  }
  double seconds = seconds_now() - start;
  free(runners);
  return rounds / seconds;
}

double measure_peak(const char *instruction_set, int threads) {
  int lanes;
  chain_loop *loop = loop_of(instruction_set, &lanes);
  double best = 0;
  for (int attempt = 0; loop && attempt < 3; attempt++) {
    double rate = rounds_a_second(loop, threads);
    best = rate > best ? rate : best;
  }
  return best * 2 * lanes * CHAINS * 1e-9;
}
