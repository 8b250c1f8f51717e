#include "interface/plan.h"

#include "interface/arguments.h"
#include "interface/table.h"
#include "team/team.h"

#include "sequence/sequence.h"

#include <stdlib.h>
#include <string.h>

static int in_range(int32_t value, int32_t count) {
  return value >= 0 && value < count;
}

static rk_status check_descriptor(const rk_descriptor *d) {
  if (!in_range(d->cell, RK_CELL_COUNT) || !in_range(d->direction, RK_DIRECTION_COUNT) ||
      !in_range(d->activation, RK_ACTIVATION_COUNT) || !in_range(d->mode, RK_MODE_TRAINING + 1) || d->threads < 0)
    return RK_INVALID_ARGUMENT;
  if (d->cell != RK_CELL_RNN && !in_range(d->recurrent_activation, RK_ACTIVATION_COUNT))
    return RK_INVALID_ARGUMENT;
  int sizes_positive = d->batch > 0 && d->steps > 0 && d->input_size > 0 && d->hidden_size > 0;
  return sizes_positive && d->checkpoint_every >= 0 ? RK_OK : RK_INVALID_ARGUMENT;
}

rk_status rk_plan_make(const rk_isa *isa, const rk_products *products, const rk_descriptor *descriptor,
                       rk_plan **result) {
  rk_descriptor d;
  if (!result || !rk_take_arguments(&d, sizeof d, descriptor))
    return RK_INVALID_ARGUMENT;
  *result = NULL;
  rk_status status = check_descriptor(&d);
  if (status != RK_OK)
    return status;
  d.threads = rk_threads_for(d.threads);
  rk_plan made = {.d = d, .isa = isa, .products = products, .cell = &rk_cells[d.cell]};
  status = rk_plan_layouts(&made);
  if (status != RK_OK)
    return status;
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
  }
  memcpy(sizes, &made, sizes->size < sizeof made ? sizes->size : sizeof made);
  return RK_OK;
}
