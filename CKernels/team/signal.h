/* A count that one thread raises and another waits for: awake as long as that is likely to be short, then asleep. */
#ifndef RK_SIGNAL_H
#define RK_SIGNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

typedef struct rk_signal {
  _Atomic uint32_t count;
  _Atomic int sleeps; /* whether the waiting thread sleeps, or is about to */
  pthread_mutex_t mutex;
  pthread_cond_t raised;
} rk_signal;

/* Zero at first. */
void rk_signal_make(rk_signal *signal);

/* Adds one. What was written before is then visible to who waited for it. */
void rk_signal_raise(rk_signal *signal);

/* Returns when the count is `count`. Only one thread may wait, and the count must not go past it meanwhile. */
void rk_signal_wait(rk_signal *signal, uint32_t count);

#endif
