/* The calls on a plan: every argument is checked here, and nowhere after. */
#include "interface/arguments.h"
#include "interface/table.h"

#include "sequence/pack.h"
#include "sequence/sequence.h"

static int weights_complete(const rk_plan *plan, const rk_weights *weights) {
  for (int direction = 0; weights && direction < plan->directions; direction++)
    if (!weights[direction].weight_ih || !weights[direction].weight_hh)
      return 0;
  return weights != NULL;
}

static int lengths_in_range(const rk_plan *plan, const int32_t *lengths) {
  for (int64_t n = 0; lengths && n < plan->d.batch; n++)
    if (lengths[n] < 0 || lengths[n] > plan->d.steps)
      return 0;
  return 1;
}

rk_status rk_plan_pack_weights(const rk_plan *plan, const rk_weights *weights, void *packed_weights) {
  if (!plan || !packed_weights || !weights_complete(plan, weights))
    return RK_INVALID_ARGUMENT;
  for (int direction = 0; direction < plan->directions; direction++)
    rk_pack_tiles(plan, &weights[direction], (char *)packed_weights + (size_t)direction * plan->packed.bytes, 0,
                  plan->phase[0].tiles);
  return RK_OK;
}

rk_status rk_plan_forward(const rk_plan *plan, const rk_forward_arguments *arguments) {
  rk_forward_arguments room;
  const rk_forward_arguments *a = rk_whole_arguments(&room, sizeof room, arguments);
  if (!plan || !a || !a->input || !a->workspace || !(a->packed_weights || weights_complete(plan, a->weights)) ||
      !lengths_in_range(plan, a->lengths) || (plan->d.mode == RK_MODE_TRAINING && !a->cache))
    return RK_INVALID_ARGUMENT;
  rk_forward_run(plan, a);
  return RK_OK;
}

rk_status rk_plan_backward(const rk_plan *plan, const rk_backward_arguments *arguments) {
  rk_backward_arguments a;
  rk_forward_arguments forward;
  if (!plan || plan->d.mode != RK_MODE_TRAINING || !rk_take_arguments(&a, sizeof a, arguments) || !a.workspace ||
      !rk_take_arguments(&forward, sizeof forward, a.forward))
    return RK_INVALID_ARGUMENT;
  if (!forward.input || !forward.output || !forward.cache || !weights_complete(plan, forward.weights) ||
      !lengths_in_range(plan, forward.lengths))
    return RK_INVALID_ARGUMENT;
  a.forward = &forward;
  rk_backward_run(plan, &a);
  return RK_OK;
}
