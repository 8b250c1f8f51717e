/* The calls on a plan: every argument is checked here, and nowhere after. */
#include "interface/arguments.h"
#include "interface/table.h"

#include "sequence/pack.h"
#include "sequence/sequence.h"

/* The weights of both directions, as whole structs. */
typedef struct taken_weights {
  rk_weights room[2];
  const rk_weights *of[2];
} taken_weights;

/* False where a direction's weights are not all there. */
static bool take_weights(const rk_plan *plan, const rk_weights *weights, const rk_weights *reverse_weights,
                         taken_weights *taken) {
  const rk_weights *given[2] = {weights, reverse_weights};
  taken->of[1] = NULL;
  for (int direction = 0; direction < plan->directions; direction++) {
    const rk_weights *w = rk_whole_arguments(&taken->room[direction], sizeof *w, given[direction]);
    if (!w || !w->weight_ih || !w->weight_hh)
      return false;
    taken->of[direction] = w;
  }
  return true;
}

/* Likewise where their gradients go; null stays null. */
typedef struct taken_gradients {
  rk_weight_gradients room[2];
  const rk_weight_gradients *of[2];
} taken_gradients;

static bool take_gradients(const rk_plan *plan, const rk_backward_arguments *a, taken_gradients *taken) {
  taken->of[1] = NULL;
  for (int direction = 0; direction < plan->directions; direction++) {
    const rk_weight_gradients *given = rk_weight_gradients_of(a, direction);
    taken->of[direction] = rk_whole_arguments(&taken->room[direction], sizeof *given, given);
    if (given && !taken->of[direction])
      return false;
  }
  return true;
}

static bool lengths_in_range(const rk_plan *plan, const int32_t *lengths) {
  for (int64_t n = 0; lengths && n < plan->d.batch; n++)
    if (lengths[n] < 0 || lengths[n] > plan->d.steps)
      return false;
  return true;
}

rk_status rk_plan_pack_weights(const rk_plan *plan, const rk_pack_arguments *arguments) {
  rk_pack_arguments a;
  taken_weights weights;
  if (!plan || !rk_take_arguments(&a, sizeof a, arguments) || (!a.packed_weights && !a.packed_backward) ||
      (a.packed_backward && plan->d.mode != RK_MODE_TRAINING) ||
      !take_weights(plan, a.weights, a.reverse_weights, &weights))
    return RK_INVALID_ARGUMENT;
  rk_pack_run(plan, weights.of, a.packed_weights, a.packed_backward);
  return RK_OK;
}

/* A forward call that packs its weights for itself. */
static rk_status forward_unpacked(const rk_plan *plan, const rk_forward_arguments *arguments) {
  rk_forward_arguments a = *arguments;
  taken_weights weights;
  if (!take_weights(plan, a.weights, a.reverse_weights, &weights))
    return RK_INVALID_ARGUMENT;
  a.weights = weights.of[0], a.reverse_weights = weights.of[1];
  rk_forward_run(plan, &a);
  return RK_OK;
}

rk_status rk_plan_forward(const rk_plan *plan, const rk_forward_arguments *arguments) {
  rk_forward_arguments room;
  const rk_forward_arguments *a = rk_whole_arguments(&room, sizeof room, arguments);
  if (!plan || !a || !a->input || !a->workspace || !lengths_in_range(plan, a->lengths) ||
      (plan->d.mode == RK_MODE_TRAINING && !a->cache))
    return RK_INVALID_ARGUMENT;
  if (!a->packed_weights)
    return forward_unpacked(plan, a);
  rk_forward_run(plan, a);
  return RK_OK;
}

rk_status rk_plan_backward(const rk_plan *plan, const rk_backward_arguments *arguments) {
  rk_backward_arguments a;
  rk_forward_arguments forward;
  taken_weights weights;
  taken_gradients gradients;
  if (!plan || plan->d.mode != RK_MODE_TRAINING || !rk_take_arguments(&a, sizeof a, arguments) || !a.workspace ||
      !rk_take_arguments(&forward, sizeof forward, a.forward))
    return RK_INVALID_ARGUMENT;
  if (!forward.input || !forward.output || !forward.cache || !lengths_in_range(plan, forward.lengths) ||
      !take_weights(plan, forward.weights, forward.reverse_weights, &weights) || !take_gradients(plan, &a, &gradients))
    return RK_INVALID_ARGUMENT;
  forward.weights = weights.of[0], forward.reverse_weights = weights.of[1];
  a.forward = &forward, a.d_weights = gradients.of[0], a.d_reverse_weights = gradients.of[1];
  rk_backward_run(plan, &a);
  return RK_OK;
}
