/* The processor's caches. What follows their sizes changes how work is cut, never the order of a sum. */
#ifndef RK_CACHE_H
#define RK_CACHE_H

#include <stddef.h>

#include "recurrent_kernels.h"

/* Floats of a cache line. */
enum { RK_LINE = RK_ALIGNMENT / sizeof(float) };

/* Bytes of a core's second-level cache: what the system says, within what makes sense here, or 1 MiB. */
size_t rk_second_level_bytes(void);

/* From now on, as if the cache were so large; 0: as it is. For tests. */
void rk_assume_second_level(size_t bytes);

#endif
