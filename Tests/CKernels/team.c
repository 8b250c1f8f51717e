/*
 * Regions of threads: each thread once, on the main thread and on others as Swift's pool has them, and no worker that
 * keeps a core busy after its region.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, clock_gettime */
#include "team/team.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "check.h"

enum { THREADS = 2, REGIONS = 3 };
static const long ASLEEP = 200000000; /* ns; workers that spin for as long as LLVM's default are busy all the while */

typedef struct visits {
  atomic_int of[THREADS];
  atomic_int threads;
} visits;

static void visit(void *context, int thread, int threads) {
  visits *v = context;
  atomic_store(&v->threads, threads);
  if (thread >= 0 && thread < THREADS)
    atomic_fetch_add(&v->of[thread], 1);
}

static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void *run_regions(void *who) {
  for (int region = 0; region < REGIONS; region++) {
    visits v = {0};
    rk_team_run(THREADS, visit, &v);
    int threads = atomic_load(&v.threads);
    check(threads >= 1 && threads <= THREADS, "team: %d threads on %s", threads, (const char *)who);
    for (int i = 0; i < THREADS; i++)
      check(atomic_load(&v.of[i]) == (i < threads), "team: thread %d on %s runs once", i, (const char *)who);
  }
  double before = processor_seconds();
  nanosleep(&(struct timespec){.tv_nsec = ASLEEP}, NULL);
  double spent = processor_seconds() - before;
  check(spent < 0.25e-9 * (double)ASLEEP, "team: asleep after a region on %s for 0.2 s, %.3f s of a core went",
        (const char *)who, spent);
  return NULL;
}

void check_team(void) {
  run_regions("the main thread");
  pthread_t other;
  check(pthread_create(&other, NULL, run_regions, "another thread") == 0 && pthread_join(other, NULL) == 0,
        "team: a thread of one's own");
}
