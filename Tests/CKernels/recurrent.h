/* One recurrent layer run by one backend: its descriptor, what goes in and what comes out. */
#ifndef RECURRENT_CHECK_H
#define RECURRENT_CHECK_H

#include "check.h"

typedef enum lengths_pattern { LENGTHS_NONE, LENGTHS_RAGGED, LENGTHS_ZERO, LENGTHS_PATTERNS } lengths_pattern;

/* What every run of a case has in common. */
typedef struct layer {
  rk_descriptor descriptor;
  int gates, directions;
  lengths_pattern pattern;
  int masked;   /* input and recurrent masks */
  int complete; /* biases, initial states and gradients of the final ones; else null */
  rk_weights weights[2];
  int32_t *lengths;
  float *input, *initial_hidden, *initial_cell, *input_mask, *recurrent_mask;
  float *d_output, *d_final_hidden, *d_final_cell;
} layer;

/* A complete layer of N, T, input size and hidden size; training, forward, every row of full length. */
layer layer_of(int cell, const int64_t size[4]);

/* Fills in the rest of a layer, of which descriptor, pattern, masked and complete are set, with random numbers. Where
   no result may depend on an input, it is NaN. */
void make_layer(layer *l);

typedef enum result_name {
  OUTPUT,
  FINAL_HIDDEN,
  FINAL_CELL,
  D_INPUT,
  D_INITIAL_HIDDEN,
  D_INITIAL_CELL,
  D_WEIGHTS, /* of direction 0: weight_ih, weight_hh, bias_ih, bias_hh; then of direction 1 */
  RESULTS = D_WEIGHTS + 8
} result_name;

typedef struct results {
  float *of[RESULTS]; /* null where there is no such result */
  int64_t count[RESULTS];
} results;

/* How a run may differ from the plain one without a difference in the results. */
typedef struct manner {
  int packed;           /* weights packed beforehand, for forward and backward */
  int in_place;         /* final states over the initial ones, their gradients the other way round */
  int least;            /* every result null that may be, but the output and the input's gradient */
  int twice;            /* forward is called once more with the same memory; not in place */
  int checkpoint_every; /* as in the descriptor */
} manner;

/* Room for the results of a run; weight gradients, to which a run adds, are 0.5. */
void make_results(const layer *l, manner how, results *r);

/* Plan, forward and, in training, backward. */
rk_status run_layer(const rk_backend *backend, const layer *l, int threads, manner how, results *r);

const char *describe_layer(const rk_backend *backend, const layer *l);

/* Holds a layer against the formulas, a peer and itself. `turn` counts the layers: each is run with one more thread
   count, all in turn. */
void check_layer(const rk_backend *backend, layer l, int turn);

#endif
