/*
 * Regions on threads of our own. A worker is made when a region first needs it, and then waits for the next one. A
 * region takes the first workers that are free, so that a program's calls find the same thread at the same part of
 * their weights, and calls at once from several threads have workers each to themselves.
 */
#ifndef _OPENMP
#include "team/region.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "team/signal.h"

/* --- a worker --- */

/* What the caller writes and the worker reads shares a cache line, as every line costs the way between their cores. */
typedef struct worker {
  _Alignas(64) rk_team_body body; /* null: the worker ends */
  void *context;
  int thread, threads;
  rk_signal given;             /* raised once a region */
  _Alignas(64) rk_signal done; /* the same */
  pthread_t id;
  _Alignas(64) _Atomic bool is_taken; /* by a region, whose caller then owns all else */
  uint32_t regions;                   /* that it was given, the current one included */
} worker;

static void *work(void *argument) {
  worker *w = argument;
  for (uint32_t region = 1;; region++) {
    rk_signal_wait(&w->given, region);
    if (!w->body)
      return NULL;
    w->body(w->context, w->thread, w->threads);
    rk_signal_raise(&w->done);
  }
}

static void give(worker *w, rk_team_body body, void *context, int thread, int threads) {
  w->body = body, w->context = context, w->thread = thread, w->threads = threads;
  w->regions++;
  rk_signal_raise(&w->given);
}

static bool take(worker *w) {
  return !atomic_load_explicit(&w->is_taken, memory_order_relaxed) &&
         !atomic_exchange_explicit(&w->is_taken, true, memory_order_acquire);
}

static void release(worker *w) {
  atomic_store_explicit(&w->is_taken, false, memory_order_release);
}

/* Bytes of a stack. The bodies need a few thousand, and not every system's own size is so large. */
enum { STACK = 1 << 20 };

/* A new worker, taken; null where the system has no more. */
static worker *make_worker(void) {
  worker *w = aligned_alloc(_Alignof(worker), sizeof *w);
  if (!w)
    return NULL;
  *w = (worker){.is_taken = true};
  rk_signal_make(&w->given);
  rk_signal_make(&w->done);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  int status = pthread_create(&w->id, &attributes, work, w);
  pthread_attr_destroy(&attributes);
  if (status == 0)
    return w;
  free(w);
  return NULL;
}

/* --- the pool --- */

enum { MOST_WORKERS = RK_MOST_THREADS - 1 };

static struct {
  worker *workers[MOST_WORKERS];
  atomic_int count;
  pthread_mutex_t growing;
  atomic_bool is_closed;
} pool = {.growing = PTHREAD_MUTEX_INITIALIZER};

/* One more worker, taken; null where there cannot be one. */
static worker *grow(void) {
  pthread_mutex_lock(&pool.growing);
  int count = atomic_load_explicit(&pool.count, memory_order_relaxed);
  worker *made = count < MOST_WORKERS && !atomic_load(&pool.is_closed) ? make_worker() : NULL;
  if (made) {
    pool.workers[count] = made;
    atomic_store_explicit(&pool.count, count + 1, memory_order_release);
  }
  pthread_mutex_unlock(&pool.growing);
  return made;
}

/* Takes up to `wanted` workers, and returns how many. */
static int take_workers(int wanted, worker **taken) {
  int found = 0, count = atomic_load_explicit(&pool.count, memory_order_acquire);
  for (int i = 0; i < count && found < wanted; i++)
    if (take(pool.workers[i]))
      taken[found++] = pool.workers[i];
  for (worker *made; found < wanted && (made = grow());)
    taken[found++] = made;
  return found;
}

/* --- the process --- */

/* A child has none of its parent's threads. Their memory is lost, as whoever forks expects. */
static void forget_workers(void) {
  atomic_store(&pool.count, 0);
  pthread_mutex_init(&pool.growing, NULL);
}

__attribute__((constructor)) static void watch_forks(void) {
  pthread_atfork(NULL, NULL, forget_workers);
}

/* When the process ends, or the library leaves it: no worker may be left in code that is gone. One that is in a region
   stays, as then another thread is in this code too, and the process ends around both. None is freed: another thread
   may be looking at it, and finds it taken. */
__attribute__((destructor)) static void end_workers(void) {
  pthread_mutex_lock(&pool.growing);
  atomic_store(&pool.is_closed, true);
  int count = atomic_exchange(&pool.count, 0);
  pthread_mutex_unlock(&pool.growing);
  for (int i = 0; i < count; i++) {
    worker *w = pool.workers[i];
    if (!take(w))
      continue;
    give(w, NULL, NULL, 0, 0);
    pthread_join(w->id, NULL);
  }
}

/* --- regions --- */

void rk_region_run(int threads, rk_team_body body, void *context) {
  worker *taken[MOST_WORKERS];
  int workers = threads > 1 ? take_workers(threads - 1, taken) : 0;
  for (int i = 0; i < workers; i++)
    give(taken[i], body, context, i + 1, workers + 1);
  body(context, 0, workers + 1);
  for (int i = 0; i < workers; i++) {
    rk_signal_wait(&taken[i]->done, taken[i]->regions);
    release(taken[i]);
  }
}

const char *rk_thread_runtime(void) {
  return "own threads";
}
#else
typedef int rk_no_pool; /* C wants a declaration in every file */
#endif
