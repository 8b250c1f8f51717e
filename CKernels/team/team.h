/* Threads: how many there are, regions of them, and barriers. No other room knows whether they are OpenMP's or ours. */
#ifndef RK_TEAM_H
#define RK_TEAM_H

#include <stdbool.h>

#include "recurrent_kernels.h"

/* More were never meant: each costs memory, and waits for the others. */
enum { RK_MOST_THREADS = 1024 };

/* The threads of a call that wants so many, 0 being rk_default_threads(). */
int32_t rk_threads_for(int32_t wanted);

/* Whether RECURRENT_THREADS says how many threads are the default: then no fewer are taken for other programs' sake. */
bool rk_threads_are_set(void);

/* What each thread of a region runs: `thread` is 0 ..< threads. */
typedef void (*rk_team_body)(void *context, int thread, int threads);

/*
 * Runs `body` on at most `threads` threads and returns when all are done. It may get fewer, down to the calling thread
 * alone: calls from several threads at once share the machine's cores instead of piling up on them, and cores that
 * other programs keep busy are left to those (crowd.h). So a body has to split its work by the `threads` it is told.
 */
void rk_team_run(int threads, rk_team_body body, void *context);

/* A barrier for some threads of one region; all zeros before its first use. */
typedef struct rk_barrier {
  _Alignas(64) _Atomic int arrived;
  _Alignas(64) _Atomic int generation;
} rk_barrier;

/* Returns when `members` threads have called it; what they wrote before is then visible to all. */
void rk_barrier_wait(rk_barrier *barrier, int members);

#endif
