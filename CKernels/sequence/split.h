/* How a call's threads share a layer. */
#ifndef RK_SPLIT_H
#define RK_SPLIT_H

#include "interface/plan.h"
#include "sequence/rows.h"
#include "sequence/schedule.h"
#include "team/team.h"

/* One thread's post. Directions run at once, each with a team of its own, where there are threads for it; else one
   thread runs one after the other. */
typedef struct rk_post {
  int first_direction, directions; /* none: not needed */
  int concurrent;                  /* teams that run at once */
  int part, parts;                 /* of the team */
} rk_post;

rk_post rk_post_of(const rk_plan *plan, int thread, int threads);

/* A thread's piece of every step: some rows of all tiles, for which no thread waits for another, or all rows of some
   tiles, so that each thread reads its own part of the weights. */
typedef struct rk_piece {
  int by_rows;
  rk_range rows;
} rk_piece;

rk_piece rk_piece_of(const rk_plan *plan, const rk_schedule *schedule, const rk_post *post);

/* Whether an equal share of the weights stays in a core's own cache from step to step. */
int rk_weights_stay(const rk_plan *plan, int parts);

/* The tiles of a piece. */
rk_range rk_piece_tiles(const rk_piece *piece, const rk_post *post, const rk_tiling *tiling);

/* One thread's place in one direction of a call. */
typedef struct rk_seat {
  const rk_plan *plan;
  const rk_schedule *schedule;
  rk_barrier *team; /* the direction's */
  int direction, reverse;
  rk_post post;
  rk_piece piece;
} rk_seat;

rk_seat rk_seat_of(const rk_plan *plan, const rk_schedule *schedule, rk_barrier *teams, rk_post post, int direction);

/* Waits for the other threads of the direction. */
void rk_meet(const rk_seat *seat);

/* The same where threads share tiles; where they share rows, none needs another's results. */
void rk_meet_other_tiles(const rk_seat *seat);

/* The first so many rows are alive at step s; of them, up to which of its own a thread goes. */
int64_t rk_seat_live(const rk_seat *seat, int64_t s);
int64_t rk_seat_live_own(const rk_seat *seat, int64_t s);

/* A thread's share of what is done by whole rows: its own where threads share rows. */
rk_range rk_seat_row_share(const rk_seat *seat);

/* The rows of the caller's states, [S,N,H], and where this direction's vector of units begins in them. */
rk_caller_rows rk_state_rows(const rk_seat *seat);
int64_t rk_state_offset(const rk_seat *seat, int64_t vector);

/* Multiplications of a forward pass, and how many of them a backward pass is worth when it comes to sharing it. */
double rk_forward_work(const rk_plan *plan);
double rk_backward_work(const rk_plan *plan);

/* Threads that `multiplications` can feed, at most those of the plan. */
int rk_useful_threads(const rk_plan *plan, double multiplications);

/* Of those, the ones that each step can feed, where its threads wait for each other. */
int rk_threads_of_steps(const rk_plan *plan, const rk_schedule *schedule, int threads);

#endif
