/* Bad arguments of a layer's plan and its calls give a status, and nothing is written. */
#include "recurrent.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* --- descriptors --- */

static rk_descriptor good_descriptor(void) {
  rk_descriptor d = {.size = sizeof d, .cell = RK_CELL_LSTM, .activation = RK_ACTIVATION_TANH};
  d.recurrent_activation = RK_ACTIVATION_SIGMOID, d.mode = RK_MODE_TRAINING;
  d.batch = 2, d.steps = 3, d.input_size = 4, d.hidden_size = 5;
  return d;
}

static void expect_descriptor(const rk_backend *backend, rk_descriptor d, rk_status expected, const char *why) {
  rk_plan *plan = NULL;
  rk_status status = backend->plan_create(&d, &plan);
  check(status == expected, "%s plan_create, %s: status %d, not %d", backend_label(backend), why, status, expected);
  if (status == RK_OK)
    backend->plan_destroy(plan);
}

static void check_descriptors(const rk_backend *backend) {
#define EXPECT(status, change)                                                                                         \
  do {                                                                                                                 \
    rk_descriptor d = good_descriptor();                                                                               \
    change;                                                                                                            \
    expect_descriptor(backend, d, status, #change);                                                                    \
  } while (0)
  EXPECT(RK_OK, d.threads = 0);
  EXPECT(RK_OK, d.threads = INT32_MAX);                              /* 1024 are taken for it, and memory for no more */
  EXPECT(RK_OK, d.size = offsetof(rk_descriptor, checkpoint_every)); /* an older caller's */
  EXPECT(RK_INVALID_ARGUMENT, d.size = 0);
  EXPECT(RK_INVALID_ARGUMENT, d.size = offsetof(rk_descriptor, hidden_size));
  EXPECT(RK_INVALID_ARGUMENT, d.cell = -1);
  EXPECT(RK_INVALID_ARGUMENT, d.cell = RK_CELL_COUNT);
  EXPECT(RK_INVALID_ARGUMENT, d.direction = RK_DIRECTION_COUNT);
  EXPECT(RK_INVALID_ARGUMENT, d.activation = RK_ACTIVATION_COUNT);
  EXPECT(RK_INVALID_ARGUMENT, d.recurrent_activation = -1);
  EXPECT(RK_INVALID_ARGUMENT, d.mode = 2);
  EXPECT(RK_INVALID_ARGUMENT, d.threads = -1);
  EXPECT(RK_INVALID_ARGUMENT, d.batch = 0);
  EXPECT(RK_INVALID_ARGUMENT, d.steps = -1);
  EXPECT(RK_INVALID_ARGUMENT, d.input_size = 0);
  EXPECT(RK_INVALID_ARGUMENT, d.hidden_size = INT64_MIN);
  EXPECT(RK_INVALID_ARGUMENT, d.checkpoint_every = -1);
  EXPECT(RK_TOO_LARGE, d.batch = INT64_MAX);
  EXPECT(RK_TOO_LARGE, d.steps = INT64_MAX / 4);
  EXPECT(RK_TOO_LARGE, d.hidden_size = (int64_t)1 << 40);
  EXPECT(RK_TOO_LARGE, (d.batch = (int64_t)1 << 31, d.steps = (int64_t)1 << 31));
#undef EXPECT
  rk_descriptor d = good_descriptor();
  rk_plan *plan;
  check(backend->plan_create(NULL, &plan) == RK_INVALID_ARGUMENT, "%s: null descriptor", backend_label(backend));
  check(backend->plan_create(&d, NULL) == RK_INVALID_ARGUMENT, "%s: null plan", backend_label(backend));
  backend->plan_destroy(NULL);
}

/* --- calls on a plan --- */

typedef struct calls {
  rk_plan *plan;
  layer layer;
  rk_weights weights[2];
  rk_forward_arguments forward;
  rk_weight_gradients gradients;
  rk_backward_arguments backward;
  rk_pack_arguments pack;
  void *packed_backward;
} calls;

static void make_calls(const rk_backend *backend, int mode, calls *c) {
  memset(c, 0, sizeof *c);
  c->layer.descriptor = good_descriptor();
  c->layer.descriptor.mode = mode;
  c->layer.pattern = LENGTHS_RAGGED;
  make_layer(&c->layer);
  rk_sizes sizes = {.size = sizeof sizes};
  backend->plan_create(&c->layer.descriptor, &c->plan);
  backend->plan_sizes(c->plan, &sizes);
  memcpy(c->weights, c->layer.weights, sizeof c->weights);
  c->pack = (rk_pack_arguments){.size = sizeof c->pack, .weights = c->weights};
  c->pack.packed_weights = guarded(sizes.packed_weights);
  c->packed_backward = guarded(sizes.packed_backward);
  c->forward = (rk_forward_arguments){.size = sizeof c->forward, .input = c->layer.input, .weights = c->weights};
  c->gradients.size = sizeof c->gradients;
  c->forward.lengths = c->layer.lengths;
  c->forward.output = guarded_floats(2 * 3 * 5);
  c->forward.cache = mode == RK_MODE_TRAINING ? guarded(sizes.cache) : NULL;
  c->forward.workspace = guarded(sizes.forward_workspace);
  c->backward = (rk_backward_arguments){.size = sizeof c->backward, .forward = &c->forward};
  c->backward.d_output = c->layer.d_output, c->backward.d_weights = &c->gradients;
  c->backward.d_input = guarded_floats(2 * 3 * 4);
  c->backward.workspace = guarded(sizes.backward_workspace);
}

static void check_forward_arguments(const rk_backend *backend) {
  const char *label = backend_label(backend);
  calls c;
#define EXPECT(function, argument, expected, change)                                                                   \
  do {                                                                                                                 \
    make_calls(backend, RK_MODE_TRAINING, &c);                                                                         \
    change;                                                                                                            \
    rk_status status = backend->function(c.plan, argument);                                                            \
    check(status == expected, "%s " #function ", " #change ": status %d", label, status);                              \
    check(guards_intact(), "%s " #function ", " #change ": wrote outside", label);                                     \
    backend->plan_destroy(c.plan);                                                                                     \
    release_guarded();                                                                                                 \
  } while (0)
#define FORWARD(expected, change) EXPECT(forward, &c.forward, expected, change)
  FORWARD(RK_OK, c.forward.lengths = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.forward.size = 0);
  FORWARD(RK_INVALID_ARGUMENT, c.forward.size = offsetof(rk_forward_arguments, weights));
  FORWARD(RK_INVALID_ARGUMENT, c.forward.input = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.forward.weights = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.weights[0].size = 0);
  FORWARD(RK_INVALID_ARGUMENT, c.weights[0].size = offsetof(rk_weights, weight_hh));
  FORWARD(RK_OK, c.weights[0].size = offsetof(rk_weights, bias_hh)); /* an older caller's */
  FORWARD(RK_INVALID_ARGUMENT, c.weights[0].weight_ih = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.weights[0].weight_hh = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.forward.workspace = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.forward.cache = NULL);
  FORWARD(RK_INVALID_ARGUMENT, c.layer.lengths[1] = -1);
  FORWARD(RK_INVALID_ARGUMENT, c.layer.lengths[0] = 4);
#undef FORWARD
#define BACKWARD(expected, change) EXPECT(backward, &c.backward, expected, backend->forward(c.plan, &c.forward); change)
  BACKWARD(RK_OK, c.backward.d_weights = NULL);
  BACKWARD(RK_OK, c.gradients.size = offsetof(rk_weight_gradients, bias_ih)); /* an older caller's */
  BACKWARD(RK_INVALID_ARGUMENT, c.gradients.size = 0);
  BACKWARD(RK_INVALID_ARGUMENT, c.backward.size = 0);
  BACKWARD(RK_INVALID_ARGUMENT, c.backward.forward = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.backward.workspace = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.forward.output = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.forward.cache = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.forward.input = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.weights[0].weight_hh = NULL);
  BACKWARD(RK_INVALID_ARGUMENT, c.layer.lengths[1] = 4);
#undef BACKWARD
#define PACK(expected, change) EXPECT(pack_weights, &c.pack, expected, change)
  PACK(RK_OK, c.weights[0].bias_ih = NULL);
  PACK(RK_INVALID_ARGUMENT, c.pack.size = 0);
  PACK(RK_INVALID_ARGUMENT, c.pack.weights = NULL);
  PACK(RK_INVALID_ARGUMENT, c.weights[0].weight_ih = NULL);
  PACK(RK_INVALID_ARGUMENT, c.pack.packed_weights = NULL);
  PACK(RK_OK, (c.pack.packed_weights = NULL, c.pack.packed_backward = c.packed_backward));
  PACK(RK_OK, c.pack.size = offsetof(rk_pack_arguments, packed_backward)); /* an older caller's */
#undef PACK
#undef EXPECT
  make_calls(backend, RK_MODE_TRAINING, &c);
  check(backend->forward(NULL, &c.forward) == RK_INVALID_ARGUMENT, "%s forward: null plan", label);
  check(backend->forward(c.plan, NULL) == RK_INVALID_ARGUMENT, "%s forward: null arguments", label);
  check(backend->backward(c.plan, NULL) == RK_INVALID_ARGUMENT, "%s backward: null arguments", label);
  check(backend->plan_sizes(c.plan, NULL) == RK_INVALID_ARGUMENT, "%s plan_sizes: null", label);
  check(backend->pack_weights(NULL, &c.pack) == RK_INVALID_ARGUMENT, "%s pack_weights: null plan", label);
  check(backend->pack_weights(c.plan, NULL) == RK_INVALID_ARGUMENT, "%s pack_weights: null arguments", label);
  rk_sizes older = {.size = offsetof(rk_sizes, backward_workspace), .backward_workspace = 12345};
  check(backend->plan_sizes(c.plan, &older) == RK_OK && older.backward_workspace == 12345,
        "%s plan_sizes: wrote past the caller's struct", label);
  backend->plan_destroy(c.plan);
  make_calls(backend, RK_MODE_INFERENCE, &c);
  check(backend->backward(c.plan, &c.backward) != RK_OK, "%s: backward of an inference plan", label);
  c.pack.packed_backward = c.packed_backward;
  check(backend->pack_weights(c.plan, &c.pack) != RK_OK, "%s: an inference plan packs for backward", label);
  backend->plan_destroy(c.plan);
  release_guarded();
}

void check_layer_arguments(const rk_backend *backend) {
  check_descriptors(backend);
  check_forward_arguments(backend);
}
