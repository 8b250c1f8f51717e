/* Counting the cores that calls have taken. */
#include "team/cores.h"

#include <pthread.h>
#include <stdatomic.h>

#include "recurrent_kernels.h"

/* Threads in regions now, those that called them included. */
static atomic_int busy;

/* The child of a fork has none of its parent's calls. */
static void forget(void) {
  atomic_store(&busy, 0);
}

__attribute__((constructor)) static void watch_forks(void) {
  pthread_atfork(NULL, NULL, forget);
}

int rk_cores_take(int wanted, int cores) {
  int capacity = wanted > rk_default_threads() ? wanted : cores;
  int running = atomic_load_explicit(&busy, memory_order_relaxed);
  int taken;
  do {
    int left = capacity - running;
    taken = left < 1 ? 1 : left < wanted ? left : wanted;
  } while (!atomic_compare_exchange_weak_explicit(&busy, &running, running + taken, memory_order_relaxed,
                                                  memory_order_relaxed));
  return taken;
}

void rk_cores_release(int taken) {
  atomic_fetch_sub_explicit(&busy, taken, memory_order_relaxed);
}
