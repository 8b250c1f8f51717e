#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "timing.h"

#include <stdlib.h>
#include <time.h>

enum { LEAST_SAMPLES = 5, MOST_SAMPLES = 400 };

static const double shortest_sample = 100e-6;

double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds_of(void (*work)(void *context), void *context, int calls) {
  double start = seconds_now();
  for (int i = 0; i < calls; i++)
    work(context);
  return (seconds_now() - start) / calls;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double median_seconds(void (*work)(void *context), void *context, double budget) {
  double samples[MOST_SAMPLES], end = seconds_now() + budget;
  int calls = 1, count = 0;
  seconds_of(work, context, 2);
  while (calls < 1 << 20 && seconds_of(work, context, calls) * calls < shortest_sample)
    calls *= 2;
  while (count < LEAST_SAMPLES || (count < MOST_SAMPLES && seconds_now() < end))
    samples[count++] = seconds_of(work, context, calls);
  qsort(samples, (size_t)count, sizeof *samples, ascending);
  return count % 2 ? samples[count / 2] : (samples[count / 2 - 1] + samples[count / 2]) / 2;
}
