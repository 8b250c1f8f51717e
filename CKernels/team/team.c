#include "team/team.h"

#include <stdatomic.h>

/* omp.h lies in the folder of whichever clang brought it, so the two prototypes are declared here. */
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

/* Threads in regions now, those that called them included. */
static atomic_int busy;

/* Takes up to `wanted` threads, as far as the calls already running leave cores free, and at least the caller's own.
   A call that asks for more than the cores, alone, gets what it asks for. */
static int take_threads(int wanted) {
  int cores = rk_default_threads();
  int capacity = wanted > cores ? wanted : cores;
  int running = atomic_load_explicit(&busy, memory_order_relaxed);
  int taken;
  do {
    int left = capacity - running;
    taken = left < 1 ? 1 : left < wanted ? left : wanted;
  } while (!atomic_compare_exchange_weak_explicit(&busy, &running, running + taken, memory_order_relaxed,
                                                  memory_order_relaxed));
  return taken;
}

void rk_team_run(int threads, rk_team_body body, void *context) {
  int taken = take_threads(threads < 1 ? 1 : threads);
  if (taken == 1) {
    body(context, 0, 1);
  } else {
#pragma omp parallel num_threads(taken)
    body(context, omp_get_thread_num(), omp_get_num_threads());
  }
  atomic_fetch_sub_explicit(&busy, taken, memory_order_relaxed);
}
