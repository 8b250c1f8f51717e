/* One thread of a call at work on one direction. */
#ifndef RK_WORKER_H
#define RK_WORKER_H

#include "sequence/rows.h"
#include "sequence/split.h"
#include "team/team.h"

typedef struct rk_worker {
  const rk_plan *plan;
  const rk_schedule *schedule;
  rk_barrier *barrier; /* the group's */
  int direction;
  bool reverse;
  rk_assignment assignment;
  rk_slice slice;
} rk_worker;

/* `barriers` has one for each direction. */
rk_worker rk_worker_make(const rk_plan *plan, const rk_schedule *schedule, rk_barrier *barriers,
                         rk_assignment assignment, int direction);

/* --- waiting --- */

/* Waits until all threads of the group are here. */
void rk_wait_for_group(const rk_worker *worker);

/* The same where threads split tiles. Where they split rows, none needs another's results. */
void rk_wait_for_tiles(const rk_worker *worker);

/* --- rows --- */

/* The first so many rows are live at step s; and the end of the worker's own live rows. */
static inline int64_t rk_worker_live(const rk_worker *worker, int64_t s) {
  return rk_live_rows(worker->schedule, worker->reverse, s);
}

static inline int64_t rk_worker_own_end(const rk_worker *worker, int64_t s) {
  rk_range own = worker->slice.rows;
  return rk_max(own.first, rk_min(own.last, rk_worker_live(worker, s)));
}

/* The worker's part of what is done by whole rows: its own rows where threads split them. */
rk_range rk_worker_rows(const rk_worker *worker);

/* The rows of the caller's states, [S,N,H], and where this direction's vector of units begins in them. */
rk_caller_rows rk_state_rows(const rk_worker *worker);
int64_t rk_state_offset(const rk_worker *worker, int64_t vector);

/* The rows of the caller's output, [N,T,S*H], and where step s of this direction's vector of units begins in it. */
rk_caller_rows rk_output_rows(const rk_worker *worker);
int64_t rk_output_offset(const rk_worker *worker, int64_t s, int64_t vector);

#endif
