/* What one thread of a forward pass works with. */
#ifndef RK_FORWARD_H
#define RK_FORWARD_H

#include "sequence/inputs.h"
#include "sequence/split.h"
#include "sequence/storage.h"

typedef struct rk_forward_thread {
  rk_seat seat;
  const rk_plan *plan;
  const rk_forward_arguments *a;
  rk_range tiles, vectors; /* its own */
  const char *packed;
  int packs; /* the weights, into `packed`, as the caller did not */
  rk_storage storage;
  int keeps;              /* what backward reads */
  int gates_ring;         /* of one chunk's gates */
  rk_storage checkpoints; /* without a layout: none */
  float *input, *entering, *hidden_part;
} rk_forward_thread;

/* A thread that uses `workspace`, the direction's own, and keeps its steps in `storage`. */
rk_forward_thread rk_forward_thread_make(rk_seat seat, const rk_forward_arguments *arguments, char *workspace,
                                         rk_storage storage, int keeps);

/* Packs its share of the weights, where the caller did not. */
void rk_forward_prepare(const rk_forward_thread *thread);

/* Steps first ..< last, each of which begins a chunk or ends the sequence; the states at `first` are there. */
void rk_forward_steps(const rk_forward_thread *thread, int64_t first, int64_t last);

/* One step. `row` is its first in the chunk's gates; null input: W_ih x is there already. */
void rk_forward_step(const rk_forward_thread *thread, rk_chunk chunk, int64_t s, int64_t row, rk_input input);

/* W_ih x of `rows` rows, for one tile. */
void rk_input_product(const rk_forward_thread *thread, rk_input input, int phase, int64_t tile, int64_t rows,
                      float *gates);

/* --- states --- */

/* Of one vector of units: h before step `slot`, what the cell keeps, and h as it enters W_hh, masked or as it is. */
rk_inner_rows rk_hidden_of(const rk_forward_thread *thread, int64_t slot, int64_t vector);
rk_inner_rows rk_kept_of(const rk_forward_thread *thread, int64_t slot, int64_t vector);
rk_inner_rows rk_entering_of(const rk_forward_thread *thread, int64_t slot, int64_t vector);

/* Makes the latter of rows first ..< last. */
void rk_mask_hidden(const rk_forward_thread *thread, int64_t slot, int64_t vector, int64_t first, int64_t last);

/* The initial states of the rows whose first step is s; the final ones of those whose last it is. */
void rk_load_starting_rows(const rk_forward_thread *thread, int64_t s);
void rk_store_ending_rows(const rk_forward_thread *thread, int64_t s);

/* The states before step s, where a checkpoint is due, to and from the checkpoints. */
void rk_store_checkpoint(const rk_forward_thread *thread, int64_t s);
void rk_load_checkpoint(const rk_forward_thread *thread, int64_t s);

/* Rows of the caller's that no step reaches: zeros past a row's end, and the states of empty rows. */
void rk_finish_dead_rows(const rk_forward_thread *thread);

#endif
