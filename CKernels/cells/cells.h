/*
 * The cells: what the schedule over time has to know of each, and the signatures of their pointwise halves.
 *
 * A pointwise call does one step of vectors of units, isa->lanes units each, for some rows of the batch. Each array
 * begins at the first row of vector 0. A row stride leads from one row to the next, a vector stride from one vector to
 * the next, in floats. Forward does vectors first ..< last, backward vector 0. Lanes past the last unit hold finite
 * numbers that nothing reads.
 */
#ifndef RK_CELLS_H
#define RK_CELLS_H

#include "recurrent_kernels.h"

enum { RK_PHASES = 2, RK_BLOCKS = 4 };

/* What a cell stores of each step beside its gates and h, H floats a row: its extra. */
typedef enum rk_extra {
  RK_EXTRA_NONE,
  RK_EXTRA_STATE,   /* a second state, carried from step to step as h is: LSTM's c */
  RK_EXTRA_RECORD,  /* something that backward alone reads */
  RK_EXTRA_OPERAND, /* what W_hh multiplies in phase 1; backward reads it too */
} rk_extra;

typedef struct rk_cell_forward_step {
  int64_t rows;
  int32_t activation, recurrent_activation;

  const float *bias; /* [biases][lanes] a vector */
  int64_t bias_vector_stride;
  int64_t bias_row_stride; /* 0: all rows have the same */

  /* [gates of the phase][lanes] a row. In: the sums W_ih x + W_hh h; out: the gates. */
  float *gates[RK_PHASES];
  int64_t gates_row_stride[RK_PHASES], gates_vector_stride[RK_PHASES];

  /* W_hh h alone, for a cell that takes it apart from W_ih x: [gates][lanes] a row. */
  const float *hidden_sums;
  int64_t hidden_sums_row_stride, hidden_sums_vector_stride;

  const float *previous;     /* h before the step */
  const float *masked;       /* the same times the recurrent mask, as W_hh multiplies it */
  float *hidden;             /* h after the step */
  int64_t hidden_row_stride; /* of these three, whose vectors follow one another */

  const float *extra_before; /* the extra before the step, where it is a state */
  float *extra;              /* the extra of the step; null: not wanted */
  int64_t extra_row_stride, extra_vector_stride;
} rk_cell_forward_step;

typedef struct rk_cell_backward_step {
  int64_t rows;
  int32_t activation, recurrent_activation;

  const float *gates[RK_PHASES];
  int64_t gates_row_stride[RK_PHASES];

  const float *previous, *hidden; /* as in forward */
  int64_t hidden_row_stride;

  /* In phase 0: the gradient of h after the step. In phase 1: that of the extra, as far as it comes through W_hh. */
  const float *d_hidden;
  int64_t d_hidden_row_stride;

  /* What goes from step to step beside W_hh. In: from the step after; out: to the step before. It is the gradient of a
     second state, or else the part of h's gradient that does not pass W_hh. */
  float *carry;
  const float *extra_before, *extra; /* as in forward */
  int64_t extra_row_stride;          /* of these three */

  float *d_blocks[RK_BLOCKS]; /* out: the blocks of a row of gradients, see rk_cell_definition */
  int64_t d_row_stride;
  int lanes; /* units of this vector; lanes past them are not stored */
} rk_cell_backward_step;

typedef void rk_cell_forward(const rk_cell_forward_step *step, int64_t first, int64_t last);
typedef void rk_cell_backward(const rk_cell_backward_step *step);

/*
 * A cell. One with two phases makes two products with W_hh a step, one after the other: the first multiplies h, the
 * second the extra that phase 0 stored.
 *
 * A row of gradients holds, H floats a block, the gradients of the sums that W_ih x and W_hh h go into. The blocks of
 * W_ih x are G in the order of gates, from `input_block` on. Those of W_hh h are all from block 0 on, phase by phase.
 */
typedef struct rk_cell_definition {
  int gates; /* G */

  /* Sums b_ih + b_hh, a vector each. Where they are one more than the gates, the last gate's b_hh is by itself, as the
     last of them. */
  int biases;

  int phases;
  struct {
    int first_gate, gates;   /* whose sums the phase makes */
    int first_block, blocks; /* that backward's product with W_hh begins with */
  } phase[RK_PHASES];

  bool uses_recurrent_activation;
  bool hidden_sums_apart; /* W_hh h is not added to W_ih x, but given to the cell by itself */
  bool backward_reads_gates;
  bool carries_hidden_gradient; /* backward's carry is part of h's gradient */
  rk_extra extra;

  int blocks, input_block;

  /* The blocks of W_hh h once more, as runs in the order of gates. */
  int runs;
  struct {
    int phase, first_block, blocks, first_gate;
  } run[RK_PHASES];

  /* The pointwise halves, one a phase. */
  rk_cell_forward *forward[RK_PHASES];
  rk_cell_forward *single[RK_PHASES]; /* forward, of one row whose vectors follow one another: strides are not read */
  rk_cell_backward *backward[RK_PHASES];
} rk_cell_definition;

/* Blocks of a row of gradients that go back through W_hh. */
static inline int rk_hidden_blocks(const rk_cell_definition *cell) {
  return cell->phase[cell->phases - 1].first_block + cell->phase[cell->phases - 1].blocks;
}

#endif
