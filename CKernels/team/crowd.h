/*
 * Other programs on our cores. The threads of a region wait for each other at every step, so one that has lost its core
 * to another program holds up all: n threads that lose L cores' worth of time go about 1 - L as fast as alone, and one
 * thread fewer, if nobody disturbs them, (n - 1) / n. So we do with fewer where L > 1/n, and try one more now and then.
 * What is computed does not depend on how many there are.
 */
#ifndef RK_CROWD_H
#define RK_CROWD_H

#include <stdint.h>

/* Times are in ns; all zeros: alone. */
typedef struct rk_crowd {
  int absent;         /* threads we do without */
  int trying;         /* whether the last change was one more */
  int64_t next_trial; /* when to try one more */
  int64_t patience;   /* from one less to the next trial */
  int64_t wall, lost; /* of the regions since the last decision: how long they took, and how long their threads had no
                         core, in sum */
} rk_crowd;

/* The threads to do without at `now`. */
int rk_crowd_absent(rk_crowd *crowd, int64_t now);

/* Tells of a region of all the threads there may be, which ended at `now`. */
void rk_crowd_note(rk_crowd *crowd, int threads, int64_t wall, int64_t lost, int64_t now);

#endif
