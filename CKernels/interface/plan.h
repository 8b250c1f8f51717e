/*
 * A plan: what forward and backward of one descriptor share, worked out once.
 *
 * Glossary, beside the header's N, T, D, H, G:
 *   vector   isa->lanes units; a layer has ceil(H / lanes), the last one padded
 *   panel    some vectors' gates side by side, as packed weights hold them (gemm/panels.h)
 *   tile     the panels of one product call, and its result for some rows: a thread's smallest piece of a step
 *   step     s = 0 ..< T in the order of processing; in reverse it is the step at time T - 1 - s
 *   row      of the batch, longest first where there are lengths, so that a step's live rows are the first ones
 *   chunk    consecutive steps whose products with W_ih, or for the gradients, are made together
 */
#ifndef RK_PLAN_H
#define RK_PLAN_H

#include "cells/cells.h"
#include "gemm/products.h"
#include "isa/isa.h"
#include "recurrent_kernels.h"

/* Rows of one task of the gradient of x. */
enum { RK_TASK_ROWS = 64 };

/* Bytes of weights that stay in a core's own cache over the steps. */
enum { RK_WEIGHTS_A_THREAD = 3 << 19 };

/* The columns of a product: vectors of units, each with its gates side by side. */
typedef struct rk_tiling {
  int gates;
  int width;           /* floats of a panel's row */
  int64_t panels;      /* in all */
  int64_t tile_panels; /* in a tile; the last tile may have fewer */
  int64_t tiles;
  int64_t tile_vectors; /* vectors of units in a tile */
  int64_t tile_width;   /* floats of a tile's row */
  int tile_columns;     /* the same in vectors */
} rk_tiling;

/* Byte offsets into a caller's buffer, a direction's from its own base; `bytes` is a direction's whole. */
typedef struct rk_packed_layout {
  size_t panels[RK_PHASES]; /* [panels of the phase], each W_ih's D rows, then W_hh's H rows */
  size_t bias;              /* [vectors][biases][lanes] */
  size_t bytes;
} rk_packed_layout;

/* What a forward pass keeps of its steps: all of them for backward, or a ring of the last. */
typedef struct rk_storage_layout {
  int64_t gate_steps;  /* steps of gates: all, or one chunk */
  int64_t state_slots; /* states: one more than the steps, or two */
  int64_t kept_steps;  /* of what a cell keeps beside them, where that is no state */
  size_t gates;        /* by chunk, phase and tile: [live rows of the chunk][tile_width] */
  size_t hidden;       /* [slots][N][hidden_stride] */
  size_t kept;         /* the same for LSTM's c, [steps] for what is no state, laid out by kept_stride */
  size_t bytes;
} rk_storage_layout;

typedef struct rk_forward_layout {
  size_t order;       /* [N] int32, twice */
  size_t packed;      /* rk_packed_layout, where the call packs for itself */
  size_t input;       /* [2][chunk][N][D]: rows of the input as the products take them */
  size_t entering;    /* [2][N][hidden_stride]: masked h */
  size_t hidden_part; /* [tiles][N][tile_width] */
  size_t storage;     /* rk_storage_layout, where the cache does not have it */
  size_t bytes;
} rk_forward_layout;

typedef struct rk_backward_layout {
  size_t order;         /* [N] int32, twice */
  size_t hidden_panels; /* W_hh as the gradient of h needs it: [panels][hidden blocks * H][width] */
  size_t input_panels;  /* W_ih as the gradient of x needs it: [panels][G * H][width] */
  size_t gradients;     /* [2][chunk][N][gradient_stride]: chunks by turns */
  size_t d_hidden;      /* [tiles][N][tile_width] */
  size_t carry;         /* a slot of what is kept */
  size_t input;         /* [2][chunk][N][D] */
  size_t source[2];     /* [2][chunk][N][hidden_stride]: by rk_source, what was multiplied by W_hh */
  size_t d_input;       /* [tiles][chunk's rows][tile_width] */
  size_t forward;       /* rk_forward_layout and rk_storage_layout of the steps computed again from a checkpoint */
  size_t recomputed;
  size_t gemm; /* [threads][gemm_floats] */
  size_t bytes;
} rk_backward_layout;

/* One step of one sequence: what its calls have in common. */
typedef struct rk_single_plan {
  int threads; /* 0: this plan is not for such calls */
  rk_thin_product product[RK_PHASES];
  rk_cell_forward_step cell;
} rk_single_plan;

struct rk_plan {
  rk_descriptor d;
  const rk_isa *isa;
  const rk_products *products;
  const rk_cell_traits *cell;
  int directions;
  int64_t vectors;       /* of units */
  int64_t hidden_stride; /* floats of a row of h */
  int64_t kept_stride;   /* of a row of what a cell keeps, */
  int64_t next_kept;     /* from one vector of it to the next, */
  int64_t kept_floats;   /* and of all rows */
  rk_tiling phase[RK_PHASES];
  rk_tiling d_hidden, d_input;
  int64_t forward_chunk, backward_chunk; /* steps */
  int64_t gradient_stride;
  int64_t gemm_floats; /* a thread's workspace for a general product of a chunk's rows */
  rk_packed_layout packed;
  int64_t segment; /* steps from one checkpoint to the next, whole chunks; 0: every step is kept */
  rk_storage_layout cache, ring, recomputed; /* cache: with checkpoints, their states */
  rk_forward_layout forward;
  rk_backward_layout backward;
  rk_single_plan single;
};

/* Fills in the layouts; RK_TOO_LARGE where a size overflows. */
rk_status rk_plan_layouts(rk_plan *plan);

/* Units of one vector: isa->lanes, fewer in the last. */
static inline int rk_lanes_of(const rk_plan *plan, int64_t vector) {
  int64_t left = plan->d.hidden_size - vector * plan->isa->lanes;
  return left < plan->isa->lanes ? (int)left : plan->isa->lanes;
}

#endif
