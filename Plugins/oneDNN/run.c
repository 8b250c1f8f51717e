#include <string.h>

#include "onednn.h"

/* omp.h lies in the compiler's own folder, so the two prototypes are declared here. */
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int threads);

/* One run of an operation: its buffers, and the handles that oneDNN wants for them. */
typedef struct run {
  const rk_plan *plan;
  const operation *operation;
  char *workspace, *cache;
  dnnl_stream_t stream;
  dnnl_exec_arg_t arguments[MOST_REGIONS];
} run;

static float *part(const run *r, int argument) {
  for (int i = 0; i < r->operation->region_count; i++) {
    const region *at = &r->operation->regions[i];
    if (at->argument == argument)
      return (float *)(void *)((at->in_cache ? r->cache : r->workspace) + at->offset);
  }
  return NULL;
}

static size_t bytes_of(const run *r, int argument) {
  for (int i = 0; i < r->operation->region_count; i++)
    if (r->operation->regions[i].argument == argument)
      return dnnl_memory_desc_get_size(r->operation->regions[i].layout);
  return 0;
}

static void end_run(run *r) {
  for (int i = 0; i < r->operation->region_count; i++)
    if (r->arguments[i].memory)
      dnnl_memory_destroy(r->arguments[i].memory);
  if (r->stream)
    dnnl_stream_destroy(r->stream);
}

static rk_status begin_run(run *r, const rk_plan *plan, const operation *o, void *workspace, void *cache) {
  memset(r, 0, sizeof *r);
  r->plan = plan, r->operation = o, r->workspace = workspace, r->cache = cache;
  dnnl_status_t status = dnnl_stream_create(&r->stream, plan->engine, dnnl_stream_default_flags);
  for (int i = 0; i < o->region_count && status == dnnl_success; i++) {
    const region *at = &o->regions[i];
    r->arguments[i].arg = at->argument;
    status = dnnl_memory_create(&r->arguments[i].memory, at->layout, plan->engine, part(r, at->argument));
  }
  if (status == dnnl_success)
    return RK_OK;
  end_run(r);
  return RK_OUT_OF_MEMORY;
}

/* Between the stacked weights and the primitive's own form of them. */
static dnnl_status_t reorder(const run *r, dnnl_primitive_t how, const dnnl_memory_desc_t *stacked_layout,
                             size_t stacked_offset, int argument, int back) {
  dnnl_memory_t stacked, own = NULL;
  for (int i = 0; i < r->operation->region_count; i++)
    if (r->arguments[i].arg == argument)
      own = r->arguments[i].memory;
  dnnl_status_t status = dnnl_memory_create(&stacked, stacked_layout, r->plan->engine, r->workspace + stacked_offset);
  if (status != dnnl_success)
    return status;
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, back ? own : stacked}, {DNNL_ARG_TO, back ? stacked : own}};
  status = dnnl_primitive_execute(how, r->stream, 2, arguments);
  dnnl_memory_destroy(stacked);
  return status;
}

static dnnl_status_t execute(const run *r) {
  const rk_plan *p = r->plan;
  const operation *o = r->operation;
  int threads = p->descriptor.threads, before = omp_get_max_threads();
  if (threads > 0)
    omp_set_num_threads(threads); /* of regions that this thread begins */
  dnnl_status_t status = reorder(r, o->lay_out[0], &p->layer_layout, o->stacked_layer, DNNL_ARG_WEIGHTS_LAYER, 0);
  if (status == dnnl_success)
    status = reorder(r, o->lay_out[1], &p->iter_layout, o->stacked_iter, DNNL_ARG_WEIGHTS_ITER, 0);
  if (status == dnnl_success)
    status = dnnl_primitive_execute(o->primitive, r->stream, o->region_count, r->arguments);
  if (status == dnnl_success && o->take_back[0])
    status = reorder(r, o->take_back[0], &p->layer_layout, o->stacked_layer, DNNL_ARG_DIFF_WEIGHTS_LAYER, 1);
  if (status == dnnl_success && o->take_back[1])
    status = reorder(r, o->take_back[1], &p->iter_layout, o->stacked_iter, DNNL_ARG_DIFF_WEIGHTS_ITER, 1);
  if (status == dnnl_success)
    status = dnnl_stream_wait(r->stream);
  omp_set_num_threads(before);
  return status;
}

/* [first, second, width] to [second, first, width]; a null source gives zeros. */
static void swap_axes(float *to, const float *from, int64_t first, int64_t second, int64_t width) {
  size_t bytes = (size_t)width * sizeof(float);
  if (!to)
    return;
  if (!from) {
    memset(to, 0, (size_t)(first * second) * bytes);
    return;
  }
  for (int64_t i = 0; i < first; i++)
    for (int64_t j = 0; j < second; j++)
      memcpy(to + (j * first + i) * width, from + (i * second + j) * width, bytes);
}

static void copy_or_zero(const run *r, int argument, const float *from) {
  float *to = part(r, argument);
  if (to && from)
    memcpy(to, from, bytes_of(r, argument));
  else if (to)
    memset(to, 0, bytes_of(r, argument));
}

static void copy_out(const run *r, int argument, float *to) {
  const float *from = part(r, argument);
  if (to && from)
    memcpy(to, from, bytes_of(r, argument));
}

/* One direction's weights, as a whole struct; false where they are not all there. */
static bool take_weights(const rk_weights *given, rk_weights *taken) {
  *taken = (rk_weights){0};
  if (given && given->size >= sizeof(size_t))
    memcpy(taken, given, given->size < sizeof *taken ? given->size : sizeof *taken);
  return taken->weight_ih && taken->weight_hh;
}

/* What forward and backward have in common: input, initial states, weights. */
static void fill_inputs(const run *r, const rk_forward_arguments *a) {
  const rk_descriptor *d = &r->plan->descriptor;
  swap_axes(part(r, DNNL_ARG_SRC_LAYER), a->input, d->batch, d->steps, d->input_size);
  copy_or_zero(r, DNNL_ARG_SRC_ITER, a->initial_hidden);
  copy_or_zero(r, DNNL_ARG_SRC_ITER_C, a->initial_cell);
  for (int s = 0; s < r->plan->directions; s++) {
    rk_weights weights;
    take_weights(s == 0 ? a->weights : a->reverse_weights, &weights);
    stack_weights(r->plan, s, &weights, (float *)(void *)(r->workspace + r->operation->stacked_layer),
                  (float *)(void *)(r->workspace + r->operation->stacked_iter), part(r, DNNL_ARG_BIAS));
  }
}

static rk_status check_forward(const rk_plan *plan, const rk_forward_arguments *given, rk_forward_arguments *a) {
  if (!plan || !given || given->size < sizeof(size_t))
    return RK_INVALID_ARGUMENT;
  memset(a, 0, sizeof *a);
  memcpy(a, given, given->size < sizeof *a ? given->size : sizeof *a);
  rk_weights weights;
  if (!a->input || (!a->cache && plan->cache_bytes > 0) || !take_weights(a->weights, &weights) ||
      (plan->directions > 1 && !take_weights(a->reverse_weights, &weights)))
    return RK_INVALID_ARGUMENT;
  rk_status status = a->input_mask || a->recurrent_mask ? RK_UNSUPPORTED : RK_OK;
  for (int64_t n = 0; a->lengths && n < plan->descriptor.batch; n++) {
    if (a->lengths[n] < 0 || a->lengths[n] > plan->descriptor.steps)
      return RK_INVALID_ARGUMENT;
    if (a->lengths[n] < plan->descriptor.steps)
      status = RK_UNSUPPORTED;
  }
  return status;
}

/* There is nothing to pack: what oneDNN makes of weights depends on the batch. */
rk_status onednn_pack_weights(const rk_plan *plan, const rk_pack_arguments *arguments) {
  return plan && arguments ? RK_OK : RK_INVALID_ARGUMENT;
}

rk_status onednn_forward(const rk_plan *plan, const rk_forward_arguments *arguments) {
  rk_forward_arguments a;
  run r;
  rk_status status = check_forward(plan, arguments, &a);
  if (status == RK_OK && !a.workspace)
    status = RK_INVALID_ARGUMENT;
  if (status == RK_OK)
    status = begin_run(&r, plan, &plan->forward, a.workspace, a.cache);
  if (status != RK_OK)
    return status;
  const rk_descriptor *d = &plan->descriptor;
  fill_inputs(&r, &a);
  status = execute(&r) == dnnl_success ? RK_OK : RK_OUT_OF_MEMORY;
  if (status == RK_OK && a.output)
    swap_axes(a.output, part(&r, DNNL_ARG_DST_LAYER), d->steps, d->batch, plan->directions * d->hidden_size);
  if (status == RK_OK) {
    copy_out(&r, DNNL_ARG_DST_ITER, a.final_hidden);
    copy_out(&r, DNNL_ARG_DST_ITER_C, a.final_cell);
  }
  end_run(&r);
  return status;
}

/* Likewise where its gradients go; false where none are wanted. */
static bool take_gradients(const rk_weight_gradients *given, rk_weight_gradients *taken) {
  if (!given || given->size < sizeof(size_t))
    return false;
  *taken = (rk_weight_gradients){0};
  memcpy(taken, given, given->size < sizeof *taken ? given->size : sizeof *taken);
  return true;
}

rk_status onednn_backward(const rk_plan *plan, const rk_backward_arguments *arguments) {
  rk_backward_arguments b = {0};
  rk_forward_arguments a;
  run r;
  if (!plan || !arguments || arguments->size < sizeof(size_t) || !plan->backward.primitive)
    return RK_INVALID_ARGUMENT;
  memcpy(&b, arguments, arguments->size < sizeof b ? arguments->size : sizeof b);
  rk_status status = check_forward(plan, b.forward, &a);
  if (status == RK_OK && (!b.workspace || !a.output))
    status = RK_INVALID_ARGUMENT;
  if (status == RK_OK)
    status = begin_run(&r, plan, &plan->backward, b.workspace, a.cache);
  if (status != RK_OK)
    return status;
  const rk_descriptor *d = &plan->descriptor;
  int64_t width = plan->directions * d->hidden_size;
  fill_inputs(&r, &a);
  swap_axes(part(&r, DNNL_ARG_DST_LAYER), a.output, d->batch, d->steps, width);
  swap_axes(part(&r, DNNL_ARG_DIFF_DST_LAYER), b.d_output, d->batch, d->steps, width);
  copy_or_zero(&r, DNNL_ARG_DIFF_DST_ITER, b.d_final_hidden);
  copy_or_zero(&r, DNNL_ARG_DIFF_DST_ITER_C, b.d_final_cell);
  copy_or_zero(&r, DNNL_ARG_DIFF_WEIGHTS_LAYER, NULL); /* oneDNN adds to these */
  copy_or_zero(&r, DNNL_ARG_DIFF_WEIGHTS_ITER, NULL);
  copy_or_zero(&r, DNNL_ARG_DIFF_BIAS, NULL);
  status = execute(&r) == dnnl_success ? RK_OK : RK_OUT_OF_MEMORY;
  if (status == RK_OK) {
    if (b.d_input)
      swap_axes(b.d_input, part(&r, DNNL_ARG_DIFF_SRC_LAYER), d->steps, d->batch, d->input_size);
    copy_out(&r, DNNL_ARG_DIFF_SRC_ITER, b.d_initial_hidden);
    copy_out(&r, DNNL_ARG_DIFF_SRC_ITER_C, b.d_initial_cell);
    for (int s = 0; s < plan->directions; s++) {
      rk_weight_gradients gradients;
      if (take_gradients(s == 0 ? b.d_weights : b.d_reverse_weights, &gradients))
        add_gradients(plan, s, (const float *)(const void *)(r.workspace + plan->backward.stacked_layer),
                      (const float *)(const void *)(r.workspace + plan->backward.stacked_iter),
                      part(&r, DNNL_ARG_DIFF_BIAS), &gradients);
    }
  }
  end_run(&r);
  return status;
}
