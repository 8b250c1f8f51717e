#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "team/signal.h"

#include <sched.h>
#include <stdbool.h>
#include <time.h>

#include "team/pause.h"

/* How long a thread looks before it sleeps. Calls back to back are less apart; a longer look would keep a core busy for
   nothing after each of the others. */
static const int64_t AWAKE = 1000000;

void rk_signal_make(rk_signal *signal) {
  atomic_init(&signal->count, 0);
  atomic_init(&signal->sleeps, 0);
  pthread_mutex_init(&signal->mutex, NULL);
  pthread_cond_init(&signal->raised, NULL);
}

/* Either this sees that the other sleeps, or the other sees the count before it does: both are sequentially consistent.
 */
void rk_signal_raise(rk_signal *signal) {
  atomic_fetch_add(&signal->count, 1);
  if (!atomic_load(&signal->sleeps))
    return;
  pthread_mutex_lock(&signal->mutex);
  pthread_cond_signal(&signal->raised);
  pthread_mutex_unlock(&signal->mutex);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool is_raised(rk_signal *signal, uint32_t count) {
  return atomic_load_explicit(&signal->count, memory_order_acquire) == count;
}

/* Whether the count came while this thread was awake. */
static bool comes_soon(rk_signal *signal, uint32_t count) {
  for (int looks = 0; looks < RK_SPINS; looks++) {
    if (is_raised(signal, count))
      return true;
    rk_pause();
  }
  for (int64_t end = now() + AWAKE; now() < end;) {
    if (is_raised(signal, count))
      return true;
    sched_yield();
  }
  return false;
}

void rk_signal_wait(rk_signal *signal, uint32_t count) {
  if (comes_soon(signal, count))
    return;
  pthread_mutex_lock(&signal->mutex);
  atomic_store(&signal->sleeps, 1);
  while (atomic_load(&signal->count) != count)
    pthread_cond_wait(&signal->raised, &signal->mutex);
  atomic_store(&signal->sleeps, 0);
  pthread_mutex_unlock(&signal->mutex);
}
