/* Parallel regions: on OpenMP's threads where the build has it (openmp.c), else on threads of our own (pool.c). */
#ifndef RK_REGION_H
#define RK_REGION_H

#include "team/team.h"

/* Runs `body` on `threads` threads, or on fewer where there are no more to be had, and returns when all are done. */
void rk_region_run(int threads, rk_team_body body, void *context);

#endif
