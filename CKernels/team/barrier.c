#include "team/team.h"

#include <sched.h>
#include <stdatomic.h>

#include "team/pause.h"

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
      rk_pause();
    else
      sched_yield();
  }
}
