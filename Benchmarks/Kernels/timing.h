/* Medians of repeated calls. */
#ifndef BENCHMARK_TIMING_H
#define BENCHMARK_TIMING_H

double seconds_now(void);

/* The median time of one call of `work`, in seconds: two calls to warm up, then as many as fit into `budget` seconds,
   at least 5 and at most 400. Calls too short for the clock are timed by the hundred microseconds. */
double median_seconds(void (*work)(void *context), void *context, double budget);

#endif
