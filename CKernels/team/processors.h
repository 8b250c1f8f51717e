/* The processors that Linux lets this process run on. */
#ifndef RK_PROCESSORS_H
#define RK_PROCESSORS_H

#include <stddef.h>
#include <stdint.h>

/* Fills `mask` with the processors that this process may run on, a bit each. Returns 0, or -1 where there are more than
   the mask has bits. It is sched_getaffinity for the calling thread. */
typedef int rk_affinity_call(size_t bytes, void *mask);

/* The physical cores among the processors that `ask` names; 0 where it names none. `folder` has the processors' files,
   /sys/devices/system/cpu. */
int32_t rk_physical_cores(rk_affinity_call *ask, const char *folder);

#endif
