/* What one worker of a backward pass works with. */
#ifndef RK_BACKWARD_H
#define RK_BACKWARD_H

#include "sequence/forward.h"
#include "sequence/products.h"

/* What all threads share. */
typedef struct rk_backward_pass {
  const rk_plan *plan;
  const rk_backward_arguments *a;
  rk_forward_arguments again; /* forward's arguments, for computing steps again */
  rk_schedule schedule;
  rk_barrier barriers[2]; /* of each direction's group */
  rk_barrier all;
} rk_backward_pass;

typedef struct rk_backward_worker {
  rk_worker worker;
  const rk_plan *plan;
  rk_backward_pass *pass;
  const rk_backward_arguments *a;
  const rk_forward_arguments *forward;
  rk_range tiles;       /* its own, of d_hidden's */
  int64_t scratch_tile; /* of d_hidden, where it computes one tile after the other */

  rk_storage storage;       /* the steps as forward left them, or computed again */
  rk_forward_worker replay; /* computes them again */

  const float *d_final[RK_SERIES]; /* gradients of the caller's states; null where the cell has none */
  float *d_initial[RK_SERIES];

  rk_packed hidden_panels, input_panels;
  void *packs_into; /* null: they were packed before */
  float *gradients, *gradient_words, *d_hidden, *carry, *input, *operand[RK_PHASES], *d_input, *gemm_workspace;
  const float *words_after; /* row 0 of the gradients of the step run last, as words */
  int buffer;               /* which of two the chunk has: 0 or 1 */
} rk_backward_worker;

/* A step in backward. */
typedef struct rk_gradient_step {
  int64_t s;
  rk_chunk chunk;    /* the chunk of forward's that the step was in */
  int64_t chunk_row; /* the step's first row in its gates */
  float *gradients;  /* row 0 */
  float *words;      /* the same as words, which may be the gradients themselves */
} rk_gradient_step;

/* Steps first ..< last, whose gradients lie one after the other: the live rows of a step, then those of the next. */
typedef struct rk_gradient_chunk {
  int64_t first, last, live;
  bool adds_to_d_input; /* else d_input is written */
  float *gradients, *words;
  rk_input input, operand[RK_PHASES];
} rk_gradient_chunk;

/* One step, given the gradients of the step after it as words. At step -1 nothing is left but to store the initial
 * states'. */
void rk_backward_step(const rk_backward_worker *worker, rk_gradient_step step, const float *words_after);

/* Brings the other factors of the weights' gradients into the chunk's row order, as far as the worker's rows go. */
void rk_gather_operands(const rk_backward_worker *worker, rk_gradient_chunk *chunk);

/* The worker's part of what the chunk adds to the gradients of weights and biases, and of the input's gradient. */
void rk_add_gradients(const rk_backward_worker *worker, const rk_gradient_chunk *chunk);

#endif
