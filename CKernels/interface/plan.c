/* Plans as entries of the table: made from a checked descriptor, measured, and destroyed. */
#include "interface/arguments.h"
#include "interface/table.h"
#include "sequence/sequence.h"
#include "team/team.h"

#include <stdlib.h>
#include <string.h>

static bool is_in_range(int32_t value, int32_t count) {
  return value >= 0 && value < count;
}

static bool is_valid(const rk_isa *isa, const rk_descriptor *d) {
  return is_in_range(d->cell, RK_CELL_COUNT) && is_in_range(d->direction, RK_DIRECTION_COUNT) &&
         is_in_range(d->activation, RK_ACTIVATION_COUNT) && is_in_range(d->mode, RK_MODE_TRAINING + 1) &&
         (!isa->cells[d->cell]->uses_recurrent_activation ||
          is_in_range(d->recurrent_activation, RK_ACTIVATION_COUNT)) &&
         d->threads >= 0 && d->batch > 0 && d->steps > 0 && d->input_size > 0 && d->hidden_size > 0 &&
         d->checkpoint_every >= 0 && is_in_range(d->precision, RK_PRECISION_COUNT);
}

rk_status rk_plan_make(const rk_isa *isa, const rk_products *products, const rk_descriptor *descriptor,
                       rk_plan **result) {
  rk_descriptor d;
  if (!result || !rk_take_arguments(&d, sizeof d, descriptor))
    return RK_INVALID_ARGUMENT;
  *result = NULL;
  if (!is_valid(isa, &d))
    return RK_INVALID_ARGUMENT;
  if (!rk_products_have(products, d.precision))
    return RK_UNSUPPORTED;
  bool fits_int8 = d.mode == RK_MODE_INFERENCE && rk_max(d.input_size, d.hidden_size) <= RK_MOST_INT8_DEPTH;
  if (d.precision == RK_PRECISION_INT8 && !fits_int8)
    return RK_UNSUPPORTED;
  d.threads = rk_threads_for(d.threads);
  rk_plan made = {
      .d = d, .isa = isa, .kernels = rk_kernels_of(isa, d.precision), .products = products, .cell = isa->cells[d.cell]};
  if (!rk_plan_fill(&made))
    return RK_TOO_LARGE;
  rk_single_step_prepare(&made);
  rk_plan *plan = malloc(sizeof *plan);
  if (!plan)
    return RK_OUT_OF_MEMORY;
  *plan = made;
  *result = plan;
  return RK_OK;
}

void rk_plan_destroy(rk_plan *plan) {
  free(plan);
}

rk_status rk_plan_sizes(const rk_plan *plan, rk_sizes *sizes) {
  if (!plan || !sizes || sizes->size < sizeof sizes->size)
    return RK_INVALID_ARGUMENT;
  size_t directions = (size_t)plan->directions;
  rk_sizes made = {.size = sizes->size};
  made.packed_weights = directions * plan->packed.bytes;
  made.forward_workspace = directions * plan->forward.bytes;
  if (plan->d.mode == RK_MODE_TRAINING) {
    made.cache = directions * plan->cache.bytes;
    made.backward_workspace = directions * plan->backward.bytes;
    made.packed_backward = directions * plan->packed_backward.bytes;
  }
  memcpy(sizes, &made, sizes->size < sizeof made ? sizes->size : sizeof made);
  return RK_OK;
}
