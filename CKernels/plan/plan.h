/* A plan: what the calls of one descriptor share, worked out once. CKernels/README.md explains the words. */
#ifndef RK_PLAN_H
#define RK_PLAN_H

#include "gemm/products.h"
#include "isa/isa.h"
#include "machine/cache.h"
#include "plan/layout.h"
#include "plan/tiling.h"

enum {
  RK_PRODUCT_ROWS = 64, /* rows of a product that repay reading the weights once */
  RK_TASK_ROWS = 64,    /* rows of one task in the product for the gradient of x */
};

/* One step of one sequence: what its calls have in common. */
typedef struct rk_single_plan {
  int threads;                       /* 0: this plan is not for such calls */
  bool whole;                        /* states are whole vectors, and stay where the caller has them */
  bool turns;                        /* every other step goes backwards through the tiles */
  size_t state_bytes, padding_bytes; /* of a state, and up to whole vectors */
  rk_thin_product product[RK_PHASES];

  /* In the workspace; of each series, before and after the step. */
  size_t gates[RK_PHASES], series[RK_SERIES][2];
} rk_single_plan;

struct rk_plan {
  rk_descriptor d;
  const rk_isa *isa;
  const rk_micro_kernels *kernels; /* of the precision */
  const rk_products *products;
  const rk_cell_definition *cell;
  int directions;
  int states;                        /* 2 where the extra is a state, else 1 */
  int64_t vectors;                   /* of units in a layer; the last one may be padded */
  int64_t input_words, hidden_words; /* of D and of H floats, as products take them */
  int64_t input_rows, hidden_rows;   /* of forward's panels, for W_ih and for W_hh */

  rk_tiling phase[RK_PHASES];            /* the columns of forward's products */
  rk_tiling d_hidden, d_input;           /* those of backward's */
  int64_t forward_chunk, backward_chunk; /* steps of a chunk */
  int64_t segment; /* steps from a checkpoint to the next, whole chunks; 0: every step is stored */

  rk_series_layout series[RK_SERIES];
  int64_t gradient_stride; /* floats from a row of gradients to the next */

  /* Words from a row to the next: of x, of what W_hh multiplies, of gradients. */
  int64_t input_stride, operand_stride, gradient_words_stride;
  int64_t gemm_floats; /* a thread's workspace for a general product of a chunk's rows */
  rk_packed_layout packed;
  rk_packed_backward_layout packed_backward;
  rk_storage_layout cache;      /* with checkpoints, the states there */
  rk_storage_layout ring;       /* the last steps of a pass that stores no more */
  rk_storage_layout recomputed; /* with checkpoints, the steps of a segment */
  rk_forward_layout forward;
  rk_backward_layout backward;

  size_t near_bytes; /* bytes of weights that stay in a core's own cache from step to step */
  rk_single_plan single;
};

/* Fills in a plan of which descriptor, isa, kernels, products and cell are set, but for `single`. False where a size
 * overflows.
 */
bool rk_plan_fill(rk_plan *plan);

/* Whether products take words that have to be made of the floats. */
static inline bool rk_narrows(const rk_plan *plan) {
  return plan->kernels->narrow_row;
}

/* Units of one vector: isa->lanes, fewer in the last. */
static inline int rk_lanes_of(const rk_plan *plan, int64_t vector) {
  return (int)rk_min(plan->isa->lanes, plan->d.hidden_size - vector * plan->isa->lanes);
}

/* The slot of the extra that step s writes. */
static inline int64_t rk_extra_slot(const rk_plan *plan, int64_t s) {
  return plan->cell->extra == RK_EXTRA_STATE ? s + 1 : s;
}

#endif
