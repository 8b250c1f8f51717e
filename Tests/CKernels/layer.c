#include "recurrent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const int gates_of[RK_CELL_COUNT] = {1, 4, 3, 3};

/* --- what goes in --- */

layer layer_of(int cell, const int64_t size[4]) {
  layer l = {.complete = 1};
  l.descriptor = (rk_descriptor){.size = sizeof l.descriptor, .cell = cell, .activation = RK_ACTIVATION_TANH};
  l.descriptor.recurrent_activation = RK_ACTIVATION_SIGMOID, l.descriptor.mode = RK_MODE_TRAINING;
  l.descriptor.batch = size[0], l.descriptor.steps = size[1];
  l.descriptor.input_size = size[2], l.descriptor.hidden_size = size[3];
  return l;
}

static void make_weights(layer *l, rk_weights *w) {
  int64_t rows = l->gates * l->descriptor.hidden_size;
  float scale = 1 / sqrtf((float)l->descriptor.hidden_size);
  w->size = sizeof *w;
  w->weight_ih = random_floats(rows * l->descriptor.input_size, scale);
  w->weight_hh = random_floats(rows * l->descriptor.hidden_size, scale);
  w->bias_ih = l->complete ? random_floats(rows, scale) : NULL;
  w->bias_hh = l->complete ? random_floats(rows, scale) : NULL;
}

static void make_lengths(layer *l) {
  int64_t n = l->descriptor.batch, t = l->descriptor.steps;
  l->lengths = guarded((size_t)n * sizeof(int32_t));
  for (int64_t i = 0; i < n; i++)
    l->lengths[i] = l->pattern == LENGTHS_ZERO ? 0 : (int32_t)random_below((uint32_t)t + 1);
  if (l->pattern == LENGTHS_RAGGED) { /* the ends, whatever was drawn */
    l->lengths[0] = (int32_t)t;
    l->lengths[n / 2] = n > 2 ? 0 : l->lengths[n / 2];
    l->lengths[n - 1] = n > 1 ? 1 : l->lengths[0];
  }
}

/* Dropout's: zero or 2. */
static float *random_mask(int64_t count) {
  float *mask = guarded_floats(count);
  for (int64_t i = 0; i < count; i++)
    mask[i] = random_below(2) ? 2 : 0;
  return mask;
}

/* Values of [N,T,width] at and past each row's length: no result may depend on them. */
static void spoil_padding(const layer *l, float *x, int64_t width) {
  int64_t steps = l->descriptor.steps;
  for (int64_t n = 0; l->lengths && n < l->descriptor.batch; n++)
    fill_nan(x + (n * steps + l->lengths[n]) * width, (size_t)((steps - l->lengths[n]) * width) * sizeof(float));
}

void make_layer(layer *l) {
  const rk_descriptor *d = &l->descriptor;
  l->gates = gates_of[d->cell];
  l->directions = d->direction == RK_DIRECTION_BIDIRECTIONAL ? 2 : 1;
  int64_t states = l->directions * d->batch * d->hidden_size, tokens = d->batch * d->steps;
  for (int s = 0; s < l->directions; s++)
    make_weights(l, &l->weights[s]);
  if (l->pattern != LENGTHS_NONE)
    make_lengths(l);
  l->input = random_floats(tokens * d->input_size, 1);
  l->d_output = random_floats(tokens * l->directions * d->hidden_size, 1);
  spoil_padding(l, l->input, d->input_size);
  spoil_padding(l, l->d_output, l->directions * d->hidden_size);
  if (l->masked) {
    l->input_mask = random_mask(l->directions * d->batch * d->input_size);
    l->recurrent_mask = random_mask(states);
  }
  if (l->complete) {
    l->initial_hidden = random_floats(states, 1);
    l->initial_cell = random_floats(states, 1);
    l->d_final_hidden = random_floats(states, 1);
    l->d_final_cell = random_floats(states, 1);
  }
}

/* --- what comes out --- */

void make_results(const layer *l, manner how, results *r) {
  const rk_descriptor *d = &l->descriptor;
  int64_t states = l->directions * d->batch * d->hidden_size, tokens = d->batch * d->steps;
  int64_t rows = l->gates * d->hidden_size;
  int cell_state = d->cell == RK_CELL_LSTM, training = d->mode == RK_MODE_TRAINING;
  memset(r, 0, sizeof *r);
  r->count[OUTPUT] = tokens * l->directions * d->hidden_size;
  r->count[D_INPUT] = training ? tokens * d->input_size : 0;
  if (!how.least) {
    r->count[FINAL_HIDDEN] = states;
    r->count[FINAL_CELL] = cell_state ? states : 0;
    r->count[D_INITIAL_HIDDEN] = training ? states : 0;
    r->count[D_INITIAL_CELL] = training && cell_state ? states : 0;
    for (int s = 0; training && s < l->directions; s++) {
      int64_t *of_direction = &r->count[D_WEIGHTS + 4 * s];
      of_direction[0] = rows * d->input_size;
      of_direction[1] = rows * d->hidden_size;
      of_direction[2] = of_direction[3] = rows;
    }
  }
  for (int k = 0; k < RESULTS; k++)
    r->of[k] = r->count[k] ? guarded_floats(r->count[k]) : NULL;
  for (int k = D_WEIGHTS; k < RESULTS; k++)
    if (r->of[k])
      fill_with(r->of[k], r->count[k], 0.5f);
}

static const float *in_place_of(int in_place, float *result, const float *given, int64_t count) {
  if (!in_place || !result || !given)
    return given;
  memcpy(result, given, (size_t)count * sizeof(float));
  return result;
}

/* --- the run --- */

static rk_status run_backward(const rk_backend *backend, const rk_plan *plan, const layer *l, manner how,
                              const rk_forward_arguments *forward, const void *packed, void *workspace, results *r) {
  rk_weight_gradients gradients[2];
  for (int s = 0; s < 2; s++) {
    float **of = &r->of[D_WEIGHTS + 4 * s];
    gradients[s] = (rk_weight_gradients){sizeof *gradients, of[0], of[1], of[2], of[3]};
  }
  int64_t states = r->count[D_INITIAL_HIDDEN];
  rk_backward_arguments b = {.size = sizeof b, .forward = forward, .d_output = l->d_output, .workspace = workspace};
  b.packed_weights = packed;
  b.d_final_hidden = in_place_of(how.in_place, r->of[D_INITIAL_HIDDEN], l->d_final_hidden, states);
  b.d_final_cell = in_place_of(how.in_place, r->of[D_INITIAL_CELL], l->d_final_cell, states);
  b.d_input = r->of[D_INPUT];
  b.d_weights = how.least ? NULL : &gradients[0];
  b.d_reverse_weights = how.least ? NULL : &gradients[1];
  b.d_initial_hidden = r->of[D_INITIAL_HIDDEN];
  b.d_initial_cell = r->of[D_INITIAL_CELL];
  return backend->backward(plan, &b);
}

rk_status run_layer(const rk_backend *backend, const layer *l, int threads, manner how, results *r) {
  rk_descriptor descriptor = l->descriptor;
  descriptor.threads = threads;
  descriptor.checkpoint_every = how.checkpoint_every;
  int training = descriptor.mode == RK_MODE_TRAINING;
  make_results(l, how, r);

  rk_plan *plan = NULL;
  rk_sizes sizes = {.size = sizeof sizes};
  rk_status status = backend->plan_create(&descriptor, &plan);
  if (status == RK_OK)
    status = backend->plan_sizes(plan, &sizes);
  if (status != RK_OK) {
    backend->plan_destroy(plan);
    return status;
  }
  rk_forward_arguments f = {.size = sizeof f, .input = l->input, .lengths = l->lengths};
  f.weights = &l->weights[0], f.reverse_weights = l->directions > 1 ? &l->weights[1] : NULL;
  /* Backward wants the initial states unchanged, so only inference may write over them. */
  int64_t states = r->count[FINAL_HIDDEN];
  f.initial_hidden = in_place_of(how.in_place && !training, r->of[FINAL_HIDDEN], l->initial_hidden, states);
  f.initial_cell = in_place_of(how.in_place && !training, r->of[FINAL_CELL], l->initial_cell, states);
  f.input_mask = l->input_mask, f.recurrent_mask = l->recurrent_mask;
  f.output = r->of[OUTPUT], f.final_hidden = r->of[FINAL_HIDDEN], f.final_cell = r->of[FINAL_CELL];
  f.cache = training ? guarded(sizes.cache) : NULL;
  f.workspace = guarded(sizes.forward_workspace);
  rk_pack_arguments pack = {.size = sizeof pack, .weights = f.weights, .reverse_weights = f.reverse_weights};
  if (how.packed) {
    f.packed_weights = pack.packed_weights = guarded(sizes.packed_weights);
    pack.packed_backward = sizes.packed_backward > 0 ? guarded(sizes.packed_backward) : NULL;
    status = backend->pack_weights(plan, &pack);
  }
  for (int call = 0; call < (how.twice ? 2 : 1) && status == RK_OK; call++)
    status = backend->forward(plan, &f);
  if (status == RK_OK && training)
    status = run_backward(backend, plan, l, how, &f, pack.packed_backward, guarded(sizes.backward_workspace), r);
  backend->plan_destroy(plan);
  return status;
}

const char *describe_layer(const rk_backend *backend, const layer *l) {
  static const char *const cells[] = {"rnn", "lstm", "gru reset after", "gru reset before"};
  static const char *const directions[] = {"forward", "reverse", "bidirectional"};
  static const char *const precisions[] = {"", ", bfloat16", ", int8"};
  static const char *const lengths[] = {"", ", ragged", ", lengths 0"};
  static char text[256];
  const rk_descriptor *d = &l->descriptor;
  snprintf(text, sizeof text, "%s %s %s, activations %d %d, N%lld T%lld D%lld H%lld%s%s%s%s%s", backend_label(backend),
           cells[d->cell], directions[d->direction], d->activation, d->recurrent_activation, (long long)d->batch,
           (long long)d->steps, (long long)d->input_size, (long long)d->hidden_size, lengths[l->pattern],
           precisions[d->precision], l->masked ? ", masked" : "", l->complete ? "" : ", nulls",
           d->mode == RK_MODE_TRAINING ? ", training" : ", inference");
  return text;
}
