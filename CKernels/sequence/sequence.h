/* One layer over a whole sequence. */
#ifndef RK_SEQUENCE_H
#define RK_SEQUENCE_H

#include "interface/plan.h"

/* Arguments that were checked. */
void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments);
void rk_backward_run(const rk_plan *plan, const rk_backward_arguments *arguments);

#endif
