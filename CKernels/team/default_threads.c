/* The number of threads that a call gets: what the environment says, or what the machine has. */
#if defined(__linux__)
#define _GNU_SOURCE /* sched_getaffinity */
#include <sched.h>
#endif

#include "team/team.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "team/processors.h"
#include "team/quota.h"

/* RECURRENT_THREADS, or 0 where it is not a whole number from 1 to 1024. */
static int32_t environment_threads(void) {
  const char *text = getenv("RECURRENT_THREADS");
  if (!text || !*text)
    return 0;
  char *end;
  long value = strtol(text, &end, 10);
  return *end == 0 && value >= 1 && value <= RK_MOST_THREADS ? (int32_t)value : 0;
}

#if defined(__linux__)
static int ask_scheduler(size_t bytes, void *mask) {
  return sched_getaffinity(0, bytes, mask);
}

static int32_t cores_here(void) {
  return rk_physical_cores(ask_scheduler, "/sys/devices/system/cpu");
}

/* Cores' worth of processor time; 0: no limit. */
static double quota_here(void) {
  return rk_quota("/proc/self/cgroup", "/sys/fs/cgroup");
}
#else
static int32_t cores_here(void) {
  return 0;
}

static double quota_here(void) {
  return 0;
}
#endif

/* The cores that this process has the time of: a quota of one and a half keeps two threads running. */
static int32_t usable_cores(void) {
  int32_t cores = cores_here();
  if (cores < 1)
    cores = (int32_t)sysconf(_SC_NPROCESSORS_ONLN);
  double quota = quota_here();
  return quota > 0 && quota < cores ? (int32_t)quota + (quota > (int32_t)quota) : cores;
}

int32_t rk_default_threads(void) {
  static _Atomic int32_t found; /* at the first call; the same whichever thread finds it */
  int32_t threads = atomic_load_explicit(&found, memory_order_relaxed);
  if (threads < 1) {
    threads = environment_threads();
    threads = threads > 0 ? threads : usable_cores();
    threads = threads < 1 ? 1 : threads > RK_MOST_THREADS ? RK_MOST_THREADS : threads;
    atomic_store_explicit(&found, threads, memory_order_relaxed);
  }
  return threads;
}

bool rk_threads_are_set(void) {
  static _Atomic int set; /* 1: yes, 2: no */
  int known = atomic_load_explicit(&set, memory_order_relaxed);
  if (known == 0) {
    known = environment_threads() > 0 ? 1 : 2;
    atomic_store_explicit(&set, known, memory_order_relaxed);
  }
  return known == 1;
}

int32_t rk_threads_for(int32_t wanted) {
  int32_t threads = wanted > 0 ? wanted : rk_default_threads();
  return threads < RK_MOST_THREADS ? threads : RK_MOST_THREADS;
}
