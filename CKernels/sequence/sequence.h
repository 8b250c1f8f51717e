/* One layer over a whole sequence. */
#ifndef RK_SEQUENCE_H
#define RK_SEQUENCE_H

#include "interface/plan.h"

/* Arguments that were checked. */
void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments);
/* The same for one step of one sequence, of which it takes those without lengths and masks, with packed weights. */
void rk_single_step_prepare(rk_plan *plan);
int rk_is_single_step(const rk_plan *plan, const rk_forward_arguments *arguments);
void rk_single_step_run(const rk_plan *plan, const rk_forward_arguments *arguments);

void rk_backward_run(const rk_plan *plan, const rk_backward_arguments *arguments);

#endif
