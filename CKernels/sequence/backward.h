/* What one thread of a backward pass works with. */
#ifndef RK_BACKWARD_H
#define RK_BACKWARD_H

#include "sequence/forward.h"
#include "sequence/inputs.h"
#include "sequence/pack.h"
#include "sequence/split.h"
#include "sequence/storage.h"

/* What all threads share. */
typedef struct rk_backward_pass {
  const rk_plan *plan;
  const rk_backward_arguments *a;
  rk_forward_arguments again; /* forward's, for computing steps again */
  rk_schedule schedule;
  rk_barrier team[2], all; /* of each direction; of both */
} rk_backward_pass;

/* One thread's part in one direction. */
typedef struct rk_backward_thread {
  rk_seat seat;
  const rk_plan *plan;
  rk_backward_pass *pass;
  const rk_backward_arguments *a;
  const rk_forward_arguments *forward;
  rk_range tiles;                   /* of d_hidden, its own */
  int64_t place;                    /* where it has the gradient of h, of one tile after the other: a tile's number */
  rk_storage storage;               /* of the steps as forward left them, or computed again */
  rk_forward_thread forward_thread; /* for the latter */
  rk_packed hidden_panels, input_panels;
  float *gradients, *d_hidden, *carry, *input, *source[RK_PHASES], *d_input, *gemm_workspace;
  const float *gradients_after; /* row 0 of the step run last */
  int turn;                     /* which of two buffers the chunk has */
} rk_backward_thread;

typedef struct rk_gradient_step {
  int64_t s;
  rk_chunk chunk; /* of forward */
  int64_t chunk_row;
  float *gradients; /* row 0 */
} rk_gradient_step;

/* Steps first ..< last, whose live rows lie one after the other in time. */
typedef struct rk_gradient_chunk {
  int64_t first, last, live;
  int add_d_input; /* else it is written */
  float *gradients;
  rk_input input, source[RK_PHASES];
} rk_gradient_chunk;

/* One step, with the gradients of the step after it; at step -1 there is nothing left but to store. */
void rk_backward_step(const rk_backward_thread *thread, rk_gradient_step step, const float *gradients_after);

/* Brings the other factors of the weights' gradients, a thread's share of their rows, into the chunk's row order. */
void rk_gather_operands(const rk_backward_thread *thread, rk_gradient_chunk *chunk);

/* Adds the chunk's part to the gradients of weights and biases, and makes the input's; a thread's share of them. */
void rk_add_gradients(const rk_backward_thread *thread, const rk_gradient_chunk *chunk);

#endif
