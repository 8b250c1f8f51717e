#define _DEFAULT_SOURCE /* madvise */

#include "network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ARRAYS = 4 }; /* weight_ih, weight_hh, bias_ih, bias_hh */
static const size_t huge_page = 2 << 20;

typedef struct layer {
  rk_plan *plan;
  float *parameters, *gradients; /* of all directions, one after the other */
  size_t parameter_bytes;
  rk_weights weights[2];
  rk_weight_gradients d_weights[2];
  float *output, *d_output;
  float *final_hidden, *final_cell;
  void *packed, *cache, *forward_workspace, *backward_workspace;
  rk_forward_arguments forward;
  rk_backward_arguments backward;
} layer;

struct network {
  const rk_backend *backend;
  int64_t count;
  float *input, *d_input;
  layer *layers;
};

static const int64_t gates_of[RK_CELL_COUNT] = {1, 4, 3, 3};

/* Zeros. On huge pages where they fit, as the Swift front does: the caller owns the memory, and so the choice. */
static void *allocate(size_t bytes) {
  size_t alignment = bytes >= huge_page ? huge_page : RK_ALIGNMENT;
  size_t rounded = bytes > 0 ? (bytes + alignment - 1) / alignment * alignment : alignment;
  void *memory = aligned_alloc(alignment, rounded);
  if (!memory)
    abort();
#ifdef MADV_HUGEPAGE
  if (alignment == huge_page)
    madvise(memory, rounded, MADV_HUGEPAGE); /* advice only: without huge pages the memory is as good */
#endif
  return memset(memory, 0, rounded);
}

static float *random_floats(int64_t count, float scale) {
  float *x = allocate((size_t)count * sizeof(float));
  for (int64_t i = 0; i < count; i++)
    x[i] = scale * (2 * (float)rand() / (float)RAND_MAX - 1);
  return x;
}

static void make_parameters(layer *l, const benchmark_case *c, int64_t input_size) {
  int64_t rows = gates_of[c->cell] * c->hidden_size, directions = c->bidirectional ? 2 : 1;
  int64_t sizes[ARRAYS] = {rows * input_size, rows * c->hidden_size, rows, rows};
  int64_t each = sizes[0] + sizes[1] + sizes[2] + sizes[3];
  l->parameter_bytes = (size_t)(directions * each) * sizeof(float);
  l->parameters = random_floats(directions * each, 1 / sqrtf((float)c->hidden_size));
  l->gradients = allocate(l->parameter_bytes);
  for (int64_t s = 0; s < directions; s++) {
    float *w = l->parameters + s * each, *d = l->gradients + s * each;
    int64_t hh = sizes[0], bias = hh + sizes[1], second_bias = bias + rows;
    l->weights[s] = (rk_weights){sizeof(rk_weights), w, w + hh, w + bias, w + second_bias};
    l->d_weights[s] = (rk_weight_gradients){sizeof(rk_weight_gradients), d, d + hh, d + bias, d + second_bias};
  }
}

static rk_status make_plan(const rk_backend *backend, const benchmark_case *c, rk_mode mode, rk_precision precision,
                           int32_t threads, int64_t input_size, layer *l) {
  rk_descriptor d = {.size = sizeof d, .cell = c->cell, .mode = mode, .threads = threads, .precision = precision};
  d.direction = c->bidirectional ? RK_DIRECTION_BIDIRECTIONAL : RK_DIRECTION_FORWARD;
  d.activation = RK_ACTIVATION_TANH, d.recurrent_activation = RK_ACTIVATION_SIGMOID;
  d.batch = c->batch, d.steps = c->steps, d.input_size = input_size, d.hidden_size = c->hidden_size;
  rk_sizes sizes = {.size = sizeof sizes};
  rk_status status = backend->plan_create(&d, &l->plan);
  if (status == RK_OK)
    status = backend->plan_sizes(l->plan, &sizes);
  if (status != RK_OK)
    return status;
  l->forward_workspace = allocate(sizes.forward_workspace);
  if (mode == RK_MODE_TRAINING) {
    l->cache = allocate(sizes.cache);
    l->backward_workspace = allocate(sizes.backward_workspace);
  } else if (sizes.packed_weights > 0) {
    l->packed = allocate(sizes.packed_weights);
    rk_pack_arguments pack = {.size = sizeof pack, .packed_weights = l->packed};
    pack.weights = &l->weights[0], pack.reverse_weights = &l->weights[1];
    status = backend->pack_weights(l->plan, &pack);
  }
  return status;
}

static void make_arguments(layer *l, const float *input, float *d_input) {
  l->forward = (rk_forward_arguments){.size = sizeof l->forward, .input = input};
  l->forward.weights = &l->weights[0], l->forward.reverse_weights = &l->weights[1];
  l->forward.packed_weights = l->packed;
  l->forward.output = l->output, l->forward.final_hidden = l->final_hidden, l->forward.final_cell = l->final_cell;
  l->forward.cache = l->cache, l->forward.workspace = l->forward_workspace;
  l->backward = (rk_backward_arguments){.size = sizeof l->backward, .forward = &l->forward, .d_output = l->d_output};
  l->backward.d_weights = &l->d_weights[0], l->backward.d_reverse_weights = &l->d_weights[1];
  l->backward.d_input = d_input, l->backward.workspace = l->backward_workspace;
}

network *make_network(const rk_backend *backend, const benchmark_case *c, rk_mode mode, rk_precision precision,
                      int32_t threads, rk_status *status) {
  int64_t tokens = c->batch * c->steps, width = c->hidden_size * (c->bidirectional ? 2 : 1);
  network *n = allocate(sizeof *n);
  n->backend = backend;
  n->count = c->layers;
  n->layers = allocate((size_t)n->count * sizeof *n->layers);
  n->input = random_floats(tokens * c->input_size, 1);
  n->d_input = allocate((size_t)(tokens * c->input_size) * sizeof(float));
  *status = RK_OK;
  for (int64_t i = 0; i < n->count && *status == RK_OK; i++) {
    layer *l = &n->layers[i], *below = i > 0 ? l - 1 : NULL;
    int64_t input_size = below ? width : c->input_size;
    make_parameters(l, c, input_size);
    l->output = allocate((size_t)(tokens * width) * sizeof(float));
    l->d_output = random_floats(tokens * width, 1);
    l->final_hidden = allocate((size_t)(c->batch * width) * sizeof(float));
    l->final_cell = allocate((size_t)(c->batch * width) * sizeof(float));
    *status = make_plan(backend, c, mode, precision, threads, input_size, l);
    make_arguments(l, below ? below->output : n->input, below ? below->d_output : n->d_input);
  }
  if (*status == RK_OK)
    return n;
  free_network(n);
  return NULL;
}

void free_network(network *n) {
  for (int64_t i = 0; i < n->count; i++) {
    layer *l = &n->layers[i];
    if (l->plan)
      n->backend->plan_destroy(l->plan);
    void *owned[] = {l->parameters, l->gradients, l->output, l->d_output,          l->final_hidden,
                     l->final_cell, l->packed,    l->cache,  l->forward_workspace, l->backward_workspace};
    for (size_t k = 0; k < sizeof owned / sizeof *owned; k++)
      free(owned[k]);
  }
  free(n->input);
  free(n->d_input);
  free(n->layers);
  free(n);
}

rk_status network_forward(network *n) {
  rk_status status = RK_OK;
  for (int64_t i = 0; i < n->count && status == RK_OK; i++)
    status = n->backend->forward(n->layers[i].plan, &n->layers[i].forward);
  return status;
}

rk_status network_forward_backward(network *n) {
  for (int64_t i = 0; i < n->count; i++)
    memset(n->layers[i].gradients, 0, n->layers[i].parameter_bytes);
  rk_status status = network_forward(n);
  for (int64_t i = n->count - 1; i >= 0 && status == RK_OK; i--)
    status = n->backend->backward(n->layers[i].plan, &n->layers[i].backward);
  return status;
}

rk_status network_continue(network *n) {
  for (int64_t i = 0; i < n->count; i++) {
    n->layers[i].forward.initial_hidden = n->layers[i].final_hidden;
    n->layers[i].forward.initial_cell = n->layers[i].final_cell;
  }
  return network_forward(n);
}

double network_forward_operations(const benchmark_case *c) {
  double directions = c->bidirectional ? 2 : 1, hidden = (double)c->hidden_size, operations = 0;
  for (int64_t i = 0; i < c->layers; i++) {
    double input = i > 0 ? directions * hidden : (double)c->input_size;
    operations +=
        2 * (double)(c->batch * c->steps) * directions * (double)gates_of[c->cell] * hidden * (input + hidden);
  }
  return operations;
}
