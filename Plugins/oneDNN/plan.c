#include <stdlib.h>
#include <string.h>

#include "onednn.h"

/* The memory layouts a recurrent primitive is described by; those of the weights are oneDNN's to choose. */
typedef struct layouts {
  dnnl_memory_desc_t src_layer, state, weights_layer, weights_iter, bias, dst_layer;
} layouts;

static int describe_layouts(rk_plan *p, layouts *l) {
  const rk_descriptor *d = &p->descriptor;
  int64_t s = p->directions, n = d->batch, t = d->steps, h = d->hidden_size;
  dnnl_dims_t source = {t, n, d->input_size}, target = {t, n, s * h}, state = {1, s, n, h};
  dnnl_dims_t layer = {1, s, d->input_size, p->gates, h}, iter = {1, s, h, p->gates, h};
  dnnl_dims_t bias = {1, s, p->biases, h};
  const dnnl_data_type_t f32 = dnnl_f32;
  return dnnl_memory_desc_init_by_tag(&l->src_layer, 3, source, f32, dnnl_tnc) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&l->dst_layer, 3, target, f32, dnnl_tnc) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&l->state, 4, state, f32, dnnl_ldnc) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&l->bias, 4, bias, f32, dnnl_ldgo) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&l->weights_layer, 5, layer, f32, dnnl_format_tag_any) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&l->weights_iter, 5, iter, f32, dnnl_format_tag_any) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&p->layer_layout, 5, layer, f32, dnnl_ldgoi) == dnnl_success &&
         dnnl_memory_desc_init_by_tag(&p->iter_layout, 5, iter, f32, dnnl_ldgoi) == dnnl_success;
}

static dnnl_rnn_direction_t direction_of(const rk_plan *p) {
  switch (p->descriptor.direction) {
  case RK_DIRECTION_FORWARD:
    return dnnl_unidirectional_left2right;
  case RK_DIRECTION_REVERSE:
    return dnnl_unidirectional_right2left;
  default:
    return dnnl_bidirectional_concat;
  }
}

static dnnl_alg_kind_t activation_of(const rk_plan *p) {
  switch (p->descriptor.activation) {
  case RK_ACTIVATION_RELU:
    return dnnl_eltwise_relu;
  case RK_ACTIVATION_SIGMOID:
    return dnnl_eltwise_logistic;
  default:
    return dnnl_eltwise_tanh;
  }
}

static dnnl_status_t describe_forward(const rk_plan *p, const layouts *l, dnnl_rnn_desc_t *r) {
  dnnl_rnn_direction_t way = direction_of(p);
  dnnl_prop_kind_t kind = p->descriptor.mode == RK_MODE_TRAINING ? dnnl_forward_training : dnnl_forward_inference;
  const dnnl_memory_desc_t *x = &l->src_layer, *h = &l->state, *y = &l->dst_layer, *b = &l->bias;
  const dnnl_memory_desc_t *wx = &l->weights_layer, *wh = &l->weights_iter;
  switch (p->descriptor.cell) {
  case RK_CELL_LSTM:
    return dnnl_lstm_forward_desc_init(r, kind, way, x, h, h, wx, wh, b, y, h, h, 0);
  case RK_CELL_GRU_RESET_AFTER:
    return dnnl_lbr_gru_forward_desc_init(r, kind, way, x, h, wx, wh, b, y, h, 0);
  case RK_CELL_GRU_RESET_BEFORE:
    return dnnl_gru_forward_desc_init(r, kind, way, x, h, wx, wh, b, y, h, 0);
  default:
    return dnnl_vanilla_rnn_forward_desc_init(r, kind, activation_of(p), way, x, h, wx, wh, b, y, h, 0, 0, 0);
  }
}

/* The gradients have the layouts of what they are gradients of. */
static dnnl_status_t describe_backward(const rk_plan *p, const layouts *l, dnnl_rnn_desc_t *r) {
  dnnl_rnn_direction_t way = direction_of(p);
  const dnnl_prop_kind_t kind = dnnl_backward;
  const dnnl_memory_desc_t *x = &l->src_layer, *h = &l->state, *y = &l->dst_layer, *b = &l->bias;
  const dnnl_memory_desc_t *wx = &l->weights_layer, *wh = &l->weights_iter;
  switch (p->descriptor.cell) {
  case RK_CELL_LSTM:
    return dnnl_lstm_backward_desc_init(r, kind, way, x, h, h, wx, wh, b, y, h, h, x, h, h, wx, wh, b, y, h, h, 0);
  case RK_CELL_GRU_RESET_AFTER:
    return dnnl_lbr_gru_backward_desc_init(r, kind, way, x, h, wx, wh, b, y, h, x, h, wx, wh, b, y, h, 0);
  case RK_CELL_GRU_RESET_BEFORE:
    return dnnl_gru_backward_desc_init(r, kind, way, x, h, wx, wh, b, y, h, x, h, wx, wh, b, y, h, 0);
  default:
    return dnnl_vanilla_rnn_backward_desc_init(r, kind, activation_of(p), way, x, h, wx, wh, b, y, h, x, h, wx, wh, b,
                                               y, h, 0, 0, 0);
  }
}

/* Scratch memory is the caller's, as all memory is. */
static rk_status make_primitive(const rk_plan *p, const dnnl_rnn_desc_t *r, const_dnnl_primitive_desc_t hint,
                                operation *o) {
  dnnl_primitive_attr_t attributes;
  if (dnnl_primitive_attr_create(&attributes) != dnnl_success)
    return RK_OUT_OF_MEMORY;
  dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  dnnl_status_t status = dnnl_primitive_desc_create(&o->description, r, attributes, p->engine, hint);
  dnnl_primitive_attr_destroy(attributes);
  if (status == dnnl_success)
    status = dnnl_primitive_create(&o->primitive, o->description);
  return status == dnnl_success ? RK_OK : status == dnnl_out_of_memory ? RK_OUT_OF_MEMORY : RK_UNSUPPORTED;
}

static dnnl_status_t make_reorder(const rk_plan *p, const dnnl_memory_desc_t *from, const dnnl_memory_desc_t *to,
                                  dnnl_primitive_t *reorder) {
  dnnl_primitive_desc_t description;
  dnnl_status_t status = dnnl_reorder_primitive_desc_create(&description, from, p->engine, to, p->engine, NULL);
  if (status != dnnl_success)
    return status;
  status = dnnl_primitive_create(reorder, description);
  dnnl_primitive_desc_destroy(description);
  return status;
}

static size_t place(size_t *total, size_t bytes) {
  size_t offset = *total;
  *total += (bytes + RK_ALIGNMENT - 1) / RK_ALIGNMENT * RK_ALIGNMENT;
  return offset;
}

/* What forward leaves for backward. */
static int is_kept(int argument) {
  return argument == DNNL_ARG_DST_ITER || argument == DNNL_ARG_DST_ITER_C || argument == DNNL_ARG_WORKSPACE;
}

/* Gives each of the primitive's arguments its place. Backward finds what forward kept where forward put it. */
static rk_status lay_out_operation(rk_plan *p, operation *o, const operation *before, const int *arguments, int count) {
  o->stacked_layer = place(&o->workspace_bytes, dnnl_memory_desc_get_size(&p->layer_layout));
  o->stacked_iter = place(&o->workspace_bytes, dnnl_memory_desc_get_size(&p->iter_layout));
  for (int i = 0; i < count; i++) {
    const dnnl_memory_desc_t *layout =
        dnnl_primitive_desc_query_md(o->description, dnnl_query_exec_arg_md, arguments[i]);
    size_t bytes = layout ? dnnl_memory_desc_get_size(layout) : 0;
    if (bytes == 0)
      continue;
    region r = {.argument = arguments[i], .layout = layout};
    r.in_cache = p->descriptor.mode == RK_MODE_TRAINING && is_kept(arguments[i]);
    if (!r.in_cache)
      r.offset = place(&o->workspace_bytes, bytes);
    else if (!before)
      r.offset = place(&p->cache_bytes, bytes);
    for (int k = 0; before && r.in_cache && k < before->region_count; k++)
      if (before->regions[k].argument == r.argument)
        r.offset = before->regions[k].offset;
    o->regions[o->region_count++] = r;
  }
  dnnl_status_t status = dnnl_success;
  for (int i = 0; i < o->region_count && status == dnnl_success; i++) {
    const region *r = &o->regions[i];
    if (r->argument == DNNL_ARG_WEIGHTS_LAYER)
      status = make_reorder(p, &p->layer_layout, r->layout, &o->lay_out[0]);
    else if (r->argument == DNNL_ARG_WEIGHTS_ITER)
      status = make_reorder(p, &p->iter_layout, r->layout, &o->lay_out[1]);
    else if (r->argument == DNNL_ARG_DIFF_WEIGHTS_LAYER)
      status = make_reorder(p, r->layout, &p->layer_layout, &o->take_back[0]);
    else if (r->argument == DNNL_ARG_DIFF_WEIGHTS_ITER)
      status = make_reorder(p, r->layout, &p->iter_layout, &o->take_back[1]);
  }
  return status == dnnl_success ? RK_OK : RK_UNSUPPORTED;
}

static rk_status make_operations(rk_plan *p) {
  static const int forward[] = {DNNL_ARG_SRC_LAYER,    DNNL_ARG_SRC_ITER,  DNNL_ARG_SRC_ITER_C, DNNL_ARG_WEIGHTS_LAYER,
                                DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_BIAS,      DNNL_ARG_DST_LAYER,  DNNL_ARG_DST_ITER,
                                DNNL_ARG_DST_ITER_C,   DNNL_ARG_WORKSPACE, DNNL_ARG_SCRATCHPAD};
  static const int backward[] = {DNNL_ARG_SRC_LAYER,         DNNL_ARG_SRC_ITER,        DNNL_ARG_SRC_ITER_C,
                                 DNNL_ARG_WEIGHTS_LAYER,     DNNL_ARG_WEIGHTS_ITER,    DNNL_ARG_BIAS,
                                 DNNL_ARG_DST_LAYER,         DNNL_ARG_DST_ITER,        DNNL_ARG_DST_ITER_C,
                                 DNNL_ARG_WORKSPACE,         DNNL_ARG_SCRATCHPAD,      DNNL_ARG_DIFF_SRC_LAYER,
                                 DNNL_ARG_DIFF_SRC_ITER,     DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_DST_LAYER,
                                 DNNL_ARG_DIFF_DST_ITER,     DNNL_ARG_DIFF_DST_ITER_C, DNNL_ARG_DIFF_WEIGHTS_LAYER,
                                 DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS};
  layouts l;
  dnnl_rnn_desc_t description;
  if (dnnl_engine_create(&p->engine, dnnl_cpu, 0) != dnnl_success)
    return RK_OUT_OF_MEMORY;
  if (!describe_layouts(p, &l) || describe_forward(p, &l, &description) != dnnl_success)
    return RK_UNSUPPORTED;
  rk_status status = make_primitive(p, &description, NULL, &p->forward);
  if (status == RK_OK)
    status = lay_out_operation(p, &p->forward, NULL, forward, sizeof forward / sizeof *forward);
  if (status != RK_OK || p->descriptor.mode == RK_MODE_INFERENCE)
    return status;
  if (describe_backward(p, &l, &description) != dnnl_success)
    return RK_UNSUPPORTED;
  status = make_primitive(p, &description, p->forward.description, &p->backward);
  return status != RK_OK
             ? status
             : lay_out_operation(p, &p->backward, &p->forward, backward, sizeof backward / sizeof *backward);
}

static rk_status check_descriptor(const rk_descriptor *d) {
  const int64_t most = INT32_MAX; /* oneDNN counts in int */
  int gated = d->cell != RK_CELL_RNN;
  if (d->cell < 0 || d->cell >= RK_CELL_COUNT || d->direction < 0 || d->direction >= RK_DIRECTION_COUNT ||
      d->activation < 0 || d->activation >= RK_ACTIVATION_COUNT || d->mode < 0 || d->mode > RK_MODE_TRAINING ||
      (gated && (d->recurrent_activation < 0 || d->recurrent_activation >= RK_ACTIVATION_COUNT)))
    return RK_INVALID_ARGUMENT;
  if (d->batch < 1 || d->steps < 1 || d->input_size < 1 || d->hidden_size < 1 || d->threads < 0 ||
      d->checkpoint_every < 0)
    return RK_INVALID_ARGUMENT;
  if (d->batch > most || d->steps > most || d->input_size > most || d->hidden_size > most / 8 ||
      (double)d->batch * (double)d->steps * (double)(d->input_size + 8 * d->hidden_size) > (double)most)
    return RK_TOO_LARGE;
  int usual = d->activation == RK_ACTIVATION_TANH && d->recurrent_activation == RK_ACTIVATION_SIGMOID;
  int plain = d->activation == RK_ACTIVATION_TANH || d->activation == RK_ACTIVATION_RELU ||
              d->activation == RK_ACTIVATION_SIGMOID;
  bool is_other = d->checkpoint_every > 0 || d->precision != RK_PRECISION_FLOAT32;
  return is_other || !(gated ? usual : plain) ? RK_UNSUPPORTED : RK_OK;
}

rk_status onednn_plan_create(const rk_descriptor *descriptor, rk_plan **plan) {
  static const int gates[RK_CELL_COUNT] = {1, 4, 3, 3}, biases[RK_CELL_COUNT] = {1, 4, 4, 3};
  if (!descriptor || !plan || descriptor->size < sizeof(size_t))
    return RK_INVALID_ARGUMENT;
  rk_descriptor d = {0};
  memcpy(&d, descriptor, descriptor->size < sizeof d ? descriptor->size : sizeof d);
  rk_status status = check_descriptor(&d);
  if (status != RK_OK)
    return status;
  rk_plan *p = calloc(1, sizeof *p);
  if (!p)
    return RK_OUT_OF_MEMORY;
  p->descriptor = d;
  p->gates = gates[d.cell];
  p->biases = biases[d.cell];
  p->directions = d.direction == RK_DIRECTION_BIDIRECTIONAL ? 2 : 1;
  status = make_operations(p);
  if (status == RK_OK)
    *plan = p;
  else
    onednn_plan_destroy(p);
  return status;
}

static void destroy_operation(operation *o) {
  dnnl_primitive_t primitives[] = {o->primitive, o->lay_out[0], o->lay_out[1], o->take_back[0], o->take_back[1]};
  for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
    if (primitives[i])
      dnnl_primitive_destroy(primitives[i]);
  if (o->description)
    dnnl_primitive_desc_destroy(o->description);
}

void onednn_plan_destroy(rk_plan *plan) {
  if (!plan)
    return;
  destroy_operation(&plan->backward);
  destroy_operation(&plan->forward);
  if (plan->engine)
    dnnl_engine_destroy(plan->engine);
  free(plan);
}

rk_status onednn_plan_sizes(const rk_plan *plan, rk_sizes *sizes) {
  if (!plan || !sizes || sizes->size < sizeof(size_t))
    return RK_INVALID_ARGUMENT;
  rk_sizes s = {.size = sizes->size, .cache = plan->cache_bytes};
  s.forward_workspace = plan->forward.workspace_bytes;
  s.backward_workspace = plan->backward.workspace_bytes;
  memcpy(sizes, &s, sizes->size < sizeof s ? sizes->size : sizeof s);
  return RK_OK;
}
