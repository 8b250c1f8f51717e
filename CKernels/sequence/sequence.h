/* One layer over a whole sequence: what the entries of the table call, with arguments that were checked. */
#ifndef RK_SEQUENCE_H
#define RK_SEQUENCE_H

#include "plan/plan.h"

void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments);
void rk_backward_run(const rk_plan *plan, const rk_backward_arguments *arguments);

/* --- one step of one sequence, as streams run it: a shorter way for forward --- */

/* Fills in plan->single. */
void rk_single_step_prepare(rk_plan *plan);

/* Whether a call can go that way: its weights are packed, and it has neither lengths nor masks. */
static inline bool rk_is_single_step(const rk_plan *plan, const rk_forward_arguments *a) {
  return plan->single.threads > 0 && a->packed_weights && !a->lengths && !a->input_mask && !a->recurrent_mask;
}

void rk_single_step_run(const rk_plan *plan, const rk_forward_arguments *arguments);

/* --- a direction's weights, and where their gradients go --- */

static inline const rk_weights *rk_weights_of(const rk_forward_arguments *a, int direction) {
  return direction == 0 ? a->weights : a->reverse_weights;
}

static inline const rk_weight_gradients *rk_weight_gradients_of(const rk_backward_arguments *a, int direction) {
  return direction == 0 ? a->d_weights : a->d_reverse_weights;
}

#endif
