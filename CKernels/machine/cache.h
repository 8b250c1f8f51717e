/* The processor's caches. */
#ifndef RK_CACHE_H
#define RK_CACHE_H

#include "recurrent_kernels.h"

/* Floats of a cache line. */
enum { RK_LINE = RK_ALIGNMENT / sizeof(float) };

#endif
