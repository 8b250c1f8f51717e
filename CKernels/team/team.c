#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "team/team.h"

#include <stdatomic.h>
#include <time.h>

#include "team/crowd.h"

/* omp.h lies in the folder of whichever clang brought it, so the two prototypes are declared here. */
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

/* Threads in regions now, those that called them included. */
static atomic_int busy;

/* Who else is on our cores. One thread at a time looks or tells; the others go on with what was known. */
static rk_crowd crowd;
static atomic_flag crowd_is_held = ATOMIC_FLAG_INIT;
static atomic_int absent; /* the crowd's, for all to read */

/* A region is watched when this many ns have passed since the last one was: a thread's own clock is a system call. */
static const int64_t WATCH_EVERY = 500000;
static _Atomic int64_t next_watch;

static int64_t read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int hold_crowd(void) {
  return !atomic_flag_test_and_set_explicit(&crowd_is_held, memory_order_acquire);
}

static void release_crowd(void) {
  atomic_store_explicit(&absent, crowd.absent, memory_order_relaxed);
  atomic_flag_clear_explicit(&crowd_is_held, memory_order_release);
}

/* The default count of threads, less the cores that others need. */
static int free_cores(void) {
  int cores = rk_default_threads();
  int away = atomic_load_explicit(&absent, memory_order_relaxed);
  if (away > 0 && hold_crowd()) {
    away = rk_crowd_absent(&crowd, read_clock(CLOCK_MONOTONIC));
    release_crowd();
  }
  return away < cores ? cores - away : 1;
}

/* Takes up to `wanted` threads, as far as the calls already running leave cores free, and at least the caller's own.
   A call that asks for more than the cores, alone, gets what it asks for. */
static int take_threads(int wanted, int cores) {
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

static void run_region(int threads, rk_team_body body, void *context) {
  (void)threads; /* one thread where a build has no OpenMP */
#pragma omp parallel num_threads(threads)
  body(context, omp_get_thread_num(), omp_get_num_threads());
}

typedef struct watched {
  rk_team_body body;
  void *context;
  int64_t start;
  _Atomic int64_t lost; /* the time that each thread had no core, in sum */
} watched;

static void run_watched(void *context, int thread, int threads) {
  watched *w = context;
  int64_t before = read_clock(CLOCK_THREAD_CPUTIME_ID);
  w->body(w->context, thread, threads);
  int64_t ran = read_clock(CLOCK_THREAD_CPUTIME_ID) - before;
  int64_t passed = read_clock(CLOCK_MONOTONIC) - w->start;
  atomic_fetch_add_explicit(&w->lost, passed > ran ? passed - ran : 0, memory_order_relaxed);
}

/* A region of all free cores, and what it tells of them. */
static void run_and_watch(int threads, rk_team_body body, void *context, int64_t start) {
  watched w = {.body = body, .context = context, .start = start};
  run_region(threads, run_watched, &w);
  int64_t end = read_clock(CLOCK_MONOTONIC);
  if (hold_crowd()) {
    rk_crowd_note(&crowd, threads, end - start, w.lost, end);
    release_crowd();
  }
}

static int is_to_be_watched(int64_t now) {
  int64_t next = atomic_load_explicit(&next_watch, memory_order_relaxed);
  return now >= next && atomic_compare_exchange_strong_explicit(&next_watch, &next, now + WATCH_EVERY,
                                                                memory_order_relaxed, memory_order_relaxed);
}

void rk_team_run(int threads, rk_team_body body, void *context) {
  int cores = threads > 1 ? free_cores() : 1;
  int taken = take_threads(threads < 1 ? 1 : threads, cores);
  if (taken == 1) {
    body(context, 0, 1);
  } else {
    int64_t now = taken == cores && !rk_threads_are_set() ? read_clock(CLOCK_MONOTONIC) : 0;
    if (now > 0 && is_to_be_watched(now))
      run_and_watch(taken, body, context, now);
    else
      run_region(taken, body, context);
  }
  atomic_fetch_sub_explicit(&busy, taken, memory_order_relaxed);
}
