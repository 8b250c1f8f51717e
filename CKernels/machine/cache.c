#include "machine/cache.h"

#include <stdatomic.h>

#if defined(__APPLE__)
#include <sys/sysctl.h>
#else
#include <unistd.h>
#endif

/* Smaller blocks than those of the first would repay too little. A larger cache is one that cores share. */
static const size_t LEAST = 256 << 10, MOST = 2 << 20, USUAL = 1 << 20;

/* 0 where the system does not say. */
static size_t ask_system(void) {
#if defined(__APPLE__)
  size_t bytes = 0, length = sizeof bytes;
  return sysctlbyname("hw.l2cachesize", &bytes, &length, NULL, 0) == 0 ? bytes : 0;
#elif defined(_SC_LEVEL2_CACHE_SIZE)
  long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
  return bytes > 0 ? (size_t)bytes : 0;
#else
  return 0;
#endif
}

static _Atomic size_t known; /* 0 until the first call, which finds the same whichever thread makes it */

size_t rk_second_level_bytes(void) {
  size_t bytes = atomic_load_explicit(&known, memory_order_relaxed);
  if (bytes == 0) {
    bytes = ask_system();
    bytes = bytes == 0 ? USUAL : bytes < LEAST ? LEAST : bytes > MOST ? MOST : bytes;
    atomic_store_explicit(&known, bytes, memory_order_relaxed);
  }
  return bytes;
}

void rk_assume_second_level(size_t bytes) {
  atomic_store_explicit(&known, bytes, memory_order_relaxed);
}
