/* Where everything lies in the caller's buffers: byte offsets from a direction's base. `bytes` is all of a direction.
 */
#ifndef RK_LAYOUT_H
#define RK_LAYOUT_H

#include "cells/cells.h"

/* Weights laid out for forward. */
typedef struct rk_packed_layout {
  size_t panels[RK_PHASES]; /* the phase's panels; each has a row for each word of W_ih's depth, then of W_hh's */
  size_t bias;              /* [vectors][biases][lanes] */
  size_t bytes;
} rk_packed_layout;

/* Weights laid out for backward. */
typedef struct rk_packed_backward_layout {
  size_t hidden; /* W_hh for the gradient of h: [panels][hidden blocks * H's words][panel_width] */
  size_t input;  /* W_ih for the gradient of x: [panels][G * H's words][panel_width] */
  size_t bytes;
} rk_packed_backward_layout;

/*
 * The arrays of H floats a row that a step stores. What W_hh multiplies in a phase is the series of the same number.
 * The first plan->states series are states, which have a slot more than there are steps: slot s is the state before
 * step s.
 */
enum { RK_HIDDEN, RK_EXTRA, RK_SERIES };

/* How the rows of a series lie in a slot. */
typedef struct rk_series_layout {
  int64_t row_stride;    /* floats from a row to the next */
  int64_t vector_stride; /* floats from a vector of units to the next */
  int64_t floats;        /* in all */
} rk_series_layout;

/* What a forward pass stores of its steps: all of them for backward, or a ring of the last. */
typedef struct rk_storage_layout {
  int64_t gate_steps; /* steps whose gates are there: all, or one chunk's */
  size_t gates;       /* by chunk, phase and tile: [live rows of the chunk][tile_width] */
  struct {
    int64_t slots;
    size_t offset;
  } series[RK_SERIES];
  size_t bytes;
} rk_storage_layout;

/* A forward call's workspace. */
typedef struct rk_forward_layout {
  size_t order;       /* [2][N] int32 */
  size_t turn;        /* of a single step: a number that the next finds, see rk_single_plan */
  size_t packed;      /* rk_packed_layout, for a call that packs its weights for itself */
  size_t input;       /* [2][chunk][N][input_stride]: the input's rows as the products take them */
  size_t masked;      /* [2] slots of h times the recurrent mask */
  size_t operand;     /* [threads][N][operand_stride]: what W_hh multiplies, as words that have to be made */
  size_t hidden_sums; /* [tiles][N][tile_width] */
  size_t storage;     /* rk_storage_layout, where the cache does not have it */
  size_t bytes;
} rk_forward_layout;

/* A backward call's workspace. */
typedef struct rk_backward_layout {
  size_t order;              /* [2][N] int32 */
  size_t packed;             /* rk_packed_backward_layout, for a call that packs its weights for itself */
  size_t gradients;          /* [2][chunk][N][gradient_stride], used by one chunk after the other */
  size_t gradient_words;     /* [2][chunk][N][gradient_words_stride]: the same as words that have to be made */
  size_t d_hidden;           /* [tiles][N][tile_width] */
  size_t carry;              /* a slot of the extra */
  size_t input;              /* [2][chunk][N][D] */
  size_t operand[RK_PHASES]; /* [2][chunk] slots: what W_hh multiplied, row after row */
  size_t d_input;            /* [tiles][chunk's rows][tile_width] */
  size_t forward;            /* with checkpoints: rk_forward_layout for computing steps again */
  size_t recomputed;         /* with checkpoints: rk_storage_layout of those steps */
  size_t gemm;               /* [threads][gemm_floats] */
  size_t bytes;
} rk_backward_layout;

#endif
