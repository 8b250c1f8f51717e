/* The entries of the backends' tables that concern recurrent layers. */
#ifndef RK_TABLE_H
#define RK_TABLE_H

#include "interface/plan.h"

rk_status rk_plan_make(const rk_isa *isa, const rk_products *products, const rk_descriptor *descriptor,
                       rk_plan **result);
void rk_plan_destroy(rk_plan *plan);
rk_status rk_plan_sizes(const rk_plan *plan, rk_sizes *sizes);
rk_status rk_plan_pack_weights(const rk_plan *plan, const rk_pack_arguments *arguments);
rk_status rk_plan_forward(const rk_plan *plan, const rk_forward_arguments *arguments);
rk_status rk_plan_backward(const rk_plan *plan, const rk_backward_arguments *arguments);

#endif
