/* How a pass over a vector is cut up among threads. */
#ifndef RK_PASSES_RANGES_H
#define RK_PASSES_RANGES_H

#include "machine/cache.h"

/* Work on elements begin ..< end. */
typedef void (*rk_range_work)(const void *arguments, int64_t begin, int64_t end);

/*
 * Runs `work` over 0 ..< count, as one range a thread; each begins at a multiple of `unit`, so that no two threads
 * write to one cache line of an aligned array. A thread is taken only for at least `least` elements, as waking one
 * costs a microsecond; threads 0: rk_default_threads(). The work must not depend on where the ranges are cut.
 */
void rk_for_ranges(int64_t count, int64_t unit, int64_t least, int32_t threads, rk_range_work work,
                   const void *arguments);

/* Elements of a float array worth a thread of their own, where an element costs little more than reading it and where
   it costs an exponential; fewer than the third never are. */
enum { RK_LEAST_STREAMED = 16384, RK_LEAST_EXPONENTIAL = 4096, RK_LEAST_PROGRAM = 1024 };

/* The status of a pass over `count` elements, or over count rows of `width`. */
rk_status rk_check_count(int64_t count, int32_t threads);
rk_status rk_check_rows(int64_t count, int64_t width, int32_t threads);

/* Whether each of `count` indices is in 0 ..< bound. */
bool rk_indices_in_range(const int32_t *indices, int64_t count, int64_t bound);

#endif
