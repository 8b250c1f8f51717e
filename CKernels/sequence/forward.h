/* What one worker of a forward pass works with. */
#ifndef RK_FORWARD_H
#define RK_FORWARD_H

#include "sequence/inputs.h"
#include "sequence/storage.h"
#include "sequence/worker.h"

typedef struct rk_forward_worker {
  rk_worker worker;
  const rk_plan *plan;
  const rk_forward_arguments *a;
  rk_range tiles, vectors; /* its own */

  const char *packed;
  char *packs_into; /* where the call packs its weights for itself; else null */

  rk_storage storage;
  bool stores_all;        /* every step, for backward; else the last ones */
  bool stores_extra;      /* the cell has one, and it is wanted */
  bool gates_are_a_ring;  /* one chunk's gates take the place of the last one's */
  rk_storage checkpoints; /* without a layout: none */

  const float *initial[RK_SERIES]; /* the caller's states, null where the cell has none */
  float *final[RK_SERIES];
  float *input, *masked, *hidden_sums;
  float *operand; /* the worker's own: what W_hh multiplies, as words that have to be made */
} rk_forward_worker;

/* A worker that uses `workspace`, the direction's own, and stores its steps in `storage`. */
rk_forward_worker rk_forward_worker_make(rk_worker worker, const rk_forward_arguments *arguments, char *workspace,
                                         rk_storage storage, bool stores_all);

/* Packs its part of the weights, where the caller did not. */
void rk_forward_prepare(const rk_forward_worker *worker);

/* Steps first ..< last. Each begins a chunk or ends the sequence, and the states at `first` are there. */
void rk_forward_steps(const rk_forward_worker *worker, int64_t first, int64_t last);

/* One step. `row` is its first row in the chunk's gates. Null input: W_ih x is there already. */
void rk_forward_step(const rk_forward_worker *worker, rk_chunk chunk, int64_t s, int64_t row, rk_input input);

/* W_ih x of `rows` rows, for one tile. */
void rk_input_product(const rk_forward_worker *worker, rk_input input, int phase, int64_t tile, int64_t rows,
                      float *gates);

/* --- states --- */

/* For one vector of units, h before step `slot` masked, or as it is. */
rk_inner_rows rk_masked_rows(const rk_forward_worker *worker, int64_t slot, int64_t vector);

/* Makes rows first ..< last of it. */
void rk_mask_hidden(const rk_forward_worker *worker, int64_t slot, int64_t vector, int64_t first, int64_t last);

/* The initial states of the rows whose first step is s; the final states of those whose last step is s. */
void rk_load_starting_rows(const rk_forward_worker *worker, int64_t s);
void rk_store_ending_rows(const rk_forward_worker *worker, int64_t s);

/* The states before step s, to the checkpoints where one is due, and back. */
void rk_store_checkpoint(const rk_forward_worker *worker, int64_t s);
void rk_load_checkpoint(const rk_forward_worker *worker, int64_t s);

/* What no step reaches in the caller's arrays: zeros past a row's end, and the final states of empty rows. */
void rk_finish_unreached_rows(const rk_forward_worker *worker);

#endif
