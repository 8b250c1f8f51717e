/* Watching regions: how long their threads had no core. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "team/watch.h"

#include <stdatomic.h>
#include <time.h>

#include "team/crowd.h"
#include "team/region.h"

/* One thread at a time looks at the crowd or tells it something. The others go on with what was known. */
static rk_crowd crowd;
static atomic_flag crowd_is_held = ATOMIC_FLAG_INIT;
static atomic_int absent; /* the crowd's, for all to read */

/* A region is watched when this many ns have passed since the last one was: a thread's own clock is a system call. */
static const int64_t WATCH_EVERY = 500000;
static _Atomic int64_t next_watch;

/* A worker that sleeps takes up to this many ns to wake. That is no sign of other programs. */
static const int64_t WAKING = 100000;

static int64_t read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool hold_crowd(void) {
  return !atomic_flag_test_and_set_explicit(&crowd_is_held, memory_order_acquire);
}

static void release_crowd(void) {
  atomic_store_explicit(&absent, crowd.absent, memory_order_relaxed);
  atomic_flag_clear_explicit(&crowd_is_held, memory_order_release);
}

int rk_watch_absent(void) {
  int away = atomic_load_explicit(&absent, memory_order_relaxed);
  if (away > 0 && hold_crowd()) {
    away = rk_crowd_absent(&crowd, read_clock(CLOCK_MONOTONIC));
    release_crowd();
  }
  return away;
}

typedef struct watched_region {
  rk_team_body body;
  void *context;
  int64_t start;
  _Atomic int64_t lost; /* the time that each thread had no core, in sum */
} watched_region;

static void run_watched(void *context, int thread, int threads) {
  watched_region *w = context;
  int64_t begun = read_clock(CLOCK_MONOTONIC), awake = w->start + WAKING;
  int64_t before = read_clock(CLOCK_THREAD_CPUTIME_ID);
  w->body(w->context, thread, threads);
  int64_t ran = read_clock(CLOCK_THREAD_CPUTIME_ID) - before;
  int64_t passed = read_clock(CLOCK_MONOTONIC) - (begun < awake ? begun : awake);
  atomic_fetch_add_explicit(&w->lost, passed > ran ? passed - ran : 0, memory_order_relaxed);
}

static bool is_time_to_watch(int64_t now) {
  int64_t next = atomic_load_explicit(&next_watch, memory_order_relaxed);
  return now >= next && atomic_compare_exchange_strong_explicit(&next_watch, &next, now + WATCH_EVERY,
                                                                memory_order_relaxed, memory_order_relaxed);
}

void rk_watch_run(int threads, rk_team_body body, void *context) {
  int64_t start = rk_threads_are_set() ? 0 : read_clock(CLOCK_MONOTONIC);
  if (start == 0 || !is_time_to_watch(start)) {
    rk_region_run(threads, body, context);
    return;
  }
  watched_region w = {.body = body, .context = context, .start = start};
  rk_region_run(threads, run_watched, &w);
  int64_t end = read_clock(CLOCK_MONOTONIC);
  if (hold_crowd()) {
    rk_crowd_note(&crowd, threads, end - start, w.lost, end);
    release_crowd();
  }
}
