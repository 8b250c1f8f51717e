/*
 * A backend of kernels made of oneDNN's recurrent primitives (libdnnl 2.6 and later 2.x), for RECURRENT_KERNELS to
 * load. It is an oracle that shares no code with our own kernels, and it puts oneDNN into our tables of speed.
 *
 * What oneDNN has no primitive for is RK_UNSUPPORTED: lengths, masks, checkpoints, other activations than tanh and, for
 * the vanilla RNN, relu and sigmoid. Three rules of the interface are oneDNN's to keep, not ours: it allocates small
 * handles in a call, does not promise the same bits for every thread count, and has weights in a layout that depends on
 * the batch, so that they are laid out anew in every call.
 */
#ifndef ONEDNN_BACKEND_H
#define ONEDNN_BACKEND_H

#include <dnnl.h>

#include "recurrent_kernels.h"

enum { MOST_REGIONS = 24 };

/* One argument of a primitive and where it lies in a buffer. */
typedef struct region {
  int argument; /* DNNL_ARG_... */
  int in_cache; /* else in the workspace */
  size_t offset;
  const dnnl_memory_desc_t *layout; /* the primitive's */
} region;

/* A primitive with all its arguments. Before them in the workspace come the weights, and after a backward their
   gradients, stacked by oneDNN's gates for both directions: [S, gates*H, D] and [S, gates*H, H]. */
typedef struct operation {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  region regions[MOST_REGIONS];
  int region_count;
  size_t workspace_bytes;
  size_t stacked_layer, stacked_iter;        /* offsets */
  dnnl_primitive_t lay_out[2], take_back[2]; /* reorders: stacked to the primitive's layout; gradients to stacked */
} operation;

struct rk_plan {
  rk_descriptor descriptor;
  int gates, biases, directions;
  dnnl_engine_t engine;
  dnnl_memory_desc_t layer_layout, iter_layout; /* of the stacked weights */
  operation forward, backward;                  /* backward's primitive is null in inference */
  size_t cache_bytes;
};

/* --- plan.c --- */
rk_status onednn_plan_create(const rk_descriptor *descriptor, rk_plan **plan);
void onednn_plan_destroy(rk_plan *plan);
rk_status onednn_plan_sizes(const rk_plan *plan, rk_sizes *sizes);

/* --- weights.c: between PyTorch's order of gates and oneDNN's --- */
/* Direction s's part of the stacked arrays. */
void stack_weights(const rk_plan *plan, int s, const rk_weights *weights, float *layer, float *iter, float *bias);
void add_gradients(const rk_plan *plan, int s, const float *layer, const float *iter, const float *bias,
                   const rk_weight_gradients *gradients);

/* --- run.c --- */
rk_status onednn_pack_weights(const rk_plan *plan, const rk_pack_arguments *arguments);
rk_status onednn_forward(const rk_plan *plan, const rk_forward_arguments *arguments);
rk_status onednn_backward(const rk_plan *plan, const rk_backward_arguments *arguments);

#endif
