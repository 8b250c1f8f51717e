#include "team/team.h"

#include <sched.h>
#include <stdatomic.h>

/* Looks at the generation before a waiting thread offers its core to another: about 20 microseconds, many times what
   the threads of a step are apart, and short where there are more threads than cores. */
enum { RK_SPINS = 1000 };

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void rk_barrier_wait(rk_barrier *barrier, int members) {
  if (members == 1)
    return;
  int generation = atomic_load_explicit(&barrier->generation, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel) + 1 == members) {
    atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&barrier->generation, generation + 1, memory_order_release);
    return;
  }
  for (int looks = 0; atomic_load_explicit(&barrier->generation, memory_order_acquire) == generation; looks++) {
    if (looks < RK_SPINS)
      pause_briefly();
    else
      sched_yield();
  }
}
