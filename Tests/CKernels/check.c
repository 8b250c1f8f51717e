#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(start, size) __asan_poison_memory_region(start, size)
#define UNPOISON(start, size) __asan_unpoison_memory_region(start, size)
#endif
#endif
#ifndef POISON
#define POISON(start, size) ((void)0)
#define UNPOISON(start, size) ((void)0)
#endif

static long passed_count, failed_count;

void check(int passed, const char *format, ...) {
  if (passed) {
    passed_count++;
    return;
  }
  failed_count++;
  va_list arguments;
  va_start(arguments, format);
  fputs("failed: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
}

int check_report(void) {
  printf("%ld passed, %ld failed\n", passed_count, failed_count);
  return failed_count == 0 && passed_count > 0 ? 0 : 1;
}

/* --- guarded buffers: GUARD bytes, the buffer, GUARD bytes --- */

enum { GUARD = 256, GUARD_BYTE = 0xA5, MOST_BUFFERS = 256 };

static struct {
  uint8_t *start;
  size_t bytes;
} buffers[MOST_BUFFERS];
static int buffer_count;

void *guarded(size_t bytes) {
  size_t total = (GUARD + bytes + GUARD + RK_ALIGNMENT - 1) / RK_ALIGNMENT * RK_ALIGNMENT;
  uint8_t *start = aligned_alloc(RK_ALIGNMENT, total);
  if (!start || buffer_count == MOST_BUFFERS) {
    fputs("no room for another buffer\n", stderr);
    exit(2);
  }
  memset(start, GUARD_BYTE, total);
  fill_nan(start + GUARD, bytes);
  POISON(start, GUARD);
  POISON(start + GUARD + bytes, total - GUARD - bytes);
  buffers[buffer_count].start = start;
  buffers[buffer_count++].bytes = bytes;
  return start + GUARD;
}

float *guarded_floats(int64_t count) {
  return guarded((size_t)count * sizeof(float));
}

static int guard_intact(uint8_t *guard) {
  int intact = 1;
  UNPOISON(guard, GUARD);
  for (int i = 0; i < GUARD; i++)
    intact &= guard[i] == GUARD_BYTE;
  POISON(guard, GUARD);
  return intact;
}

int guards_intact(void) {
  int intact = 1;
  for (int i = 0; i < buffer_count; i++)
    intact &= guard_intact(buffers[i].start) && guard_intact(buffers[i].start + GUARD + buffers[i].bytes);
  return intact;
}

void release_guarded(void) {
  for (int i = 0; i < buffer_count; i++)
    free(buffers[i].start);
  buffer_count = 0;
}

/* --- contents --- */

static uint64_t random_state = 1;

/* The generator of Knuth's MMIX, its high bits. */
static uint32_t next_random(void) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random_state >> 33);
}

void seed_random(uint32_t seed) {
  random_state = seed;
}

uint32_t random_below(uint32_t bound) {
  return next_random() % bound;
}

void fill_random(float *x, int64_t count, float scale) {
  for (int64_t i = 0; i < count; i++)
    x[i] = scale * ((float)next_random() * 0x1p-30f - 1);
}

void fill_with(float *x, int64_t count, float value) {
  for (int64_t i = 0; i < count; i++)
    x[i] = value;
}

void fill_nan(void *bytes, size_t size) {
  memset(bytes, 0xFF, size);
}

float *random_floats(int64_t count, float scale) {
  float *x = guarded_floats(count);
  fill_random(x, count, scale);
  return x;
}

/* --- comparisons --- */

int all_finite(const float *x, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (!isfinite(x[i]))
      return 0;
  return 1;
}

int same_bits(const float *a, const float *b, int64_t count) {
  return memcmp(a, b, (size_t)count * sizeof(float)) == 0;
}

double relative_difference(const float *a, const float *b, int64_t count, double floor) {
  double largest = floor, difference = 0;
  for (int64_t i = 0; i < count; i++) {
    if (isnan(a[i]) || isnan(b[i]))
      return INFINITY;
    largest = fmax(largest, fabs(b[i]));
    difference = fmax(difference, fabs((double)a[i] - b[i]));
  }
  return difference / largest;
}

float bfloat16_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if (isnan(x))
    return x;
  bits = fabsf(x) < 0x1p-126f ? bits & 0x80000000 : (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
  memcpy(&x, &bits, sizeof x);
  return x;
}
