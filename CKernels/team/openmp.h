/* Parallel regions. */
#ifndef RK_OPENMP_H
#define RK_OPENMP_H

#include "team/team.h"

/* Runs `body` on `threads` threads, or on the calling one alone where the build has no OpenMP. */
void rk_openmp_run(int threads, rk_team_body body, void *context);

#endif
