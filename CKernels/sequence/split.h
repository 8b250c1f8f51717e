/* How a call's threads share a layer. */
#ifndef RK_SPLIT_H
#define RK_SPLIT_H

#include "plan/plan.h"
#include "sequence/schedule.h"

/*
 * What one thread of a call is for. Each direction has a group of threads. Groups run at the same time where there are
 * threads for both; else one group runs one direction after the other.
 */
typedef struct rk_assignment {
  int first_direction, directions; /* the group's; none: the thread is not needed */
  int groups;                      /* that run at the same time */
  int part, parts;                 /* the thread's part of its group's work */
} rk_assignment;

rk_assignment rk_assignment_of(const rk_plan *plan, int thread, int threads);

/*
 * A thread's slice of every step. By rows, it is some rows of all tiles, and no thread waits for another. Else it is
 * all rows of some tiles, and each thread reads its own part of the weights.
 */
typedef struct rk_slice {
  bool by_rows;
  rk_range rows;
} rk_slice;

rk_slice rk_slice_of(const rk_plan *plan, const rk_schedule *schedule, const rk_assignment *assignment);

/* Some tiling's tiles in a slice. */
rk_range rk_slice_tiles(const rk_slice *slice, const rk_assignment *assignment, const rk_tiling *tiling);

/* Whether an equal part of the weights stays in a core's own cache from step to step. */
bool rk_weights_stay(const rk_plan *plan, int parts);

/* Multiplications of a forward pass, and how many of them a backward pass counts for when it comes to sharing it. */
double rk_forward_work(const rk_plan *plan);
double rk_backward_work(const rk_plan *plan);

/* Threads that so many multiplications can feed, at most those of the plan. */
int rk_useful_threads(const rk_plan *plan, double multiplications);

/* How many of those each step can feed, where threads wait for each other at every step. */
int rk_threads_of_steps(const rk_plan *plan, const rk_schedule *schedule, int threads);

/* Threads that packing all weights can feed, at most those of the plan. */
int rk_threads_for_packing(const rk_plan *plan);

#endif
