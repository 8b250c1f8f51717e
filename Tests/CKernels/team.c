/*
 * Regions of threads: each thread once, on the main thread and on others as Swift's pool has them, several at once, in
 * the child of a fork and while programs are started; and no worker that keeps a core busy after its region.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, clock_gettime */
#include "team/team.h"

#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "team/region.h"

enum { THREADS = 2, REGIONS = 3, MOST_VISITED = 8 };
static const long ASLEEP = 200000000; /* ns; workers that spin for as long as LLVM's default are busy all the while */

typedef struct visits {
  atomic_int of[MOST_VISITED];
  atomic_int threads;
} visits;

static void visit(void *context, int thread, int threads) {
  visits *v = context;
  atomic_store(&v->threads, threads);
  if (thread >= 0 && thread < MOST_VISITED)
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

/* --- several callers at once --- */

enum { CALLERS = 4, MANY = 2000, MOST = 5 };

/* Regions of one to five threads, with a nap now and then, after which workers have to be woken. */
static void *run_many(void *argument) {
  atomic_int *wrong = argument;
  for (int region = 0; region < MANY; region++) {
    int wanted = 1 + region % MOST;
    visits v = {0};
    rk_region_run(wanted, visit, &v);
    int threads = atomic_load(&v.threads);
    int ran_once = threads >= 1 && threads <= wanted;
    for (int i = 0; i < MOST; i++)
      ran_once &= atomic_load(&v.of[i]) == (i < threads);
    atomic_fetch_add(wrong, !ran_once);
    if (region % 500 == 499)
      nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  return NULL;
}

static void check_callers(void) {
  atomic_int wrong = 0;
  pthread_t callers[CALLERS];
  for (int i = 0; i < CALLERS; i++)
    check(pthread_create(&callers[i], NULL, run_many, &wrong) == 0, "team: a thread of one's own");
  for (int i = 0; i < CALLERS; i++)
    pthread_join(callers[i], NULL);
  check(wrong == 0, "team: %d of %d regions of callers at once did not run each thread once", wrong, CALLERS * MANY);
}

/* --- forks --- */

/* The parent's workers are not in the child, which a minute's alarm would end. qemu's user mode (7.2) ends by an
   assertion of its own where a child starts threads. */
static void check_fork(void) {
  if (getenv("UNDER_QEMU")) {
    puts("team: regions in a child skipped, where qemu starts no threads");
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    alarm(60);
    atomic_int wrong = 0;
    run_many(&wrong);
    _exit(wrong == 0 ? 0 : 1);
  }
  int status = -1;
  check(child > 0 && waitpid(child, &status, 0) == child && status == 0, "team: regions in a child, status %d", status);
}

/* --- programs that are started --- */

enum { PROGRAMS = 20 };
extern char **environ;

/* From a process whose workers are in the midst of regions, and, once the caller is done, asleep. */
static void check_spawn(void) {
  atomic_int wrong = 0;
  pthread_t caller;
  check(pthread_create(&caller, NULL, run_many, &wrong) == 0, "team: a thread of one's own");
  int failed = 0;
  for (int i = 0; i < PROGRAMS; i++) {
    if (i == PROGRAMS / 2)
      pthread_join(caller, NULL);
    pid_t child = 0;
    int status = -1;
    char *arguments[] = {"true", NULL};
    failed += posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ) != 0 ||
              waitpid(child, &status, 0) != child || status != 0;
  }
  check(failed == 0, "team: %d of %d programs did not start and end", failed, PROGRAMS);
  check(wrong == 0, "team: %d of %d regions did not run each thread once while programs started", wrong, MANY);
}

void check_team(void) {
  check_callers();
  check_fork();
  check_spawn();
  run_regions("the main thread");
  pthread_t other;
  check(pthread_create(&other, NULL, run_regions, "another thread") == 0 && pthread_join(other, NULL) == 0,
        "team: a thread of one's own");
}
