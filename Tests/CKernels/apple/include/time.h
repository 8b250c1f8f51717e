/* What the kernels call of Apple's <time.h>, by its manual: clock_gettime(3). */
#pragma once

struct timespec {
  long tv_sec;
  long tv_nsec;
};

typedef enum { CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 6, CLOCK_THREAD_CPUTIME_ID = 16 } clockid_t;

int clock_gettime(clockid_t clock, struct timespec *time);
