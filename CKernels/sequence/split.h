/* How a call's threads share a layer. */
#ifndef RK_SPLIT_H
#define RK_SPLIT_H

#include "interface/plan.h"
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
  rk_span rows;
} rk_piece;

rk_piece rk_piece_of(const rk_plan *plan, const rk_post *post);

/* The tiles of a piece. */
rk_span rk_piece_tiles(const rk_piece *piece, const rk_post *post, const rk_tiling *tiling);

/* Threads that `multiplications` can feed, at most those of the plan. */
int rk_useful_threads(const rk_plan *plan, double multiplications);

#endif
