/*
 * The cells: what the schedule over time has to know of each, and the signature of their pointwise halves.
 *
 * A pointwise call does vectors of units (isa->lanes of them) of one step, for `rows` rows of the batch. Each array
 * begins at the first row of vector 0 and has its stride, in floats, from one row to the next; forward does vectors
 * first ..< last, backward vector 0. Lanes past the last unit hold finite numbers that nothing reads.
 */
#ifndef RK_CELLS_H
#define RK_CELLS_H

#include "recurrent_kernels.h"

typedef struct rk_cell_forward_step {
  int64_t rows;
  int32_t activation, recurrent_activation;
  const float *bias; /* [biases][lanes] */
  int64_t next_bias; /* next_...: floats from one vector to the next */
  float *gates;      /* [gates of phase 0][lanes] a row. In: the products' sums; out: the gates */
  int64_t gates_stride, next_gates;
  float *candidate; /* reset before: n alike, as its sums come in phase 1. [lanes] a row */
  int64_t candidate_stride, next_candidate;
  const float *hidden_part; /* reset after: W_hh h apart from W_ih x. [gates][lanes] a row */
  int64_t hidden_part_stride, next_hidden_part;
  const float *previous;          /* h before the step */
  const float *entering;          /* the same as it enters W_hh: masked */
  float *hidden;                  /* h after the step */
  float *reset_hidden;            /* reset before: r * entering */
  int64_t hidden_stride;          /* of the four above */
  const float *cell;              /* LSTM: c before the step */
  float *kept;                    /* LSTM: c after the step; reset after: W_hn h + b_hn, null: not wanted */
  int64_t kept_stride, next_kept; /* of the two above */
} rk_cell_forward_step;

typedef struct rk_cell_backward_step {
  int64_t rows;
  int32_t activation, recurrent_activation;
  const float *gates, *candidate;
  int64_t gates_stride, candidate_stride;
  const float *previous, *hidden;
  int64_t hidden_stride;
  const float *cell, *kept;
  const float *d_hidden; /* the gradient of h after the step; in phase 1 of reset before, of r * h */
  int64_t d_hidden_stride;
  float *carry; /* LSTM: the gradient of c, in: after the step, out: before it. GRU: the part of h's gradient that does
                   not pass W_hh, alike */
  int64_t kept_stride; /* of cell, kept, carry */
  float *d_blocks[4];  /* out: one block each of the row of gradients that rk_cell.gradients describes */
  int64_t d_stride;
  int lanes; /* units of this vector: the lanes past them are not stored */
} rk_cell_backward_step;

typedef void rk_cell_forward(const rk_cell_forward_step *step, int64_t first, int64_t last);
typedef void rk_cell_backward(const rk_cell_backward_step *step);

enum { RK_PHASES = 2, RK_BLOCKS = 4 };

/* The pointwise halves of a cell, compiled for one instruction set; null past the cell's phases. */
typedef struct rk_cell_functions {
  rk_cell_forward *forward[RK_PHASES];
  rk_cell_backward *backward[RK_PHASES];
} rk_cell_functions;

/* What is multiplied by W_hh. */
typedef enum rk_source { RK_SOURCE_HIDDEN, RK_SOURCE_RESET_HIDDEN } rk_source;

/* What a unit keeps of a step beside its gates. */
typedef enum rk_kept {
  RK_KEPT_NOTHING,
  RK_KEPT_CELL,        /* LSTM's c, a state like h */
  RK_KEPT_HIDDEN_PART, /* W_hn h + b_hn, for backward only */
  RK_KEPT_RESET_HIDDEN /* r * h, a factor of W_hn */
} rk_kept;

typedef struct rk_cell_traits {
  int gates;  /* G */
  int biases; /* sums b_ih + b_hh, a vector each; reset after keeps b_hn apart */
  int phases; /* products with W_hh that a step makes one after another */
  struct {
    int first_gate, gates;
    rk_source source;
  } phase[RK_PHASES];
  int hidden_part_apart; /* W_hh h is not added to W_ih x, but given to the cell by itself */
  int backward_reads_gates;
  rk_kept kept;

  /* A row of gradients holds, a block of H each, those of the sums that W_ih x and W_hh h go into. The blocks of W_ih x
     are G in the order of gates from `input_block` on; those of W_hh h are all from block 0 to `hidden_blocks`. */
  int blocks;
  int input_block, hidden_blocks;
  int hidden_parts; /* the latter again, as runs in the order of gates */
  struct {
    int first_block, blocks, first_gate;
    rk_source source;
  } hidden_part[RK_PHASES];
} rk_cell_traits;

extern const rk_cell_traits rk_cells[RK_CELL_COUNT];

#endif
