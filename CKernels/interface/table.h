/* The entries of the backends' tables that are compiled once for all instruction sets. */
#ifndef RK_TABLE_H
#define RK_TABLE_H

#include "gemm/blas.h"
#include "plan/plan.h"

rk_status rk_plan_make(const rk_isa *isa, const rk_products *products, const rk_descriptor *descriptor,
                       rk_plan **result);
void rk_plan_destroy(rk_plan *plan);
rk_status rk_plan_sizes(const rk_plan *plan, rk_sizes *sizes);
rk_status rk_plan_pack_weights(const rk_plan *plan, const rk_pack_arguments *arguments);
rk_status rk_plan_forward(const rk_plan *plan, const rk_forward_arguments *arguments);
rk_status rk_plan_backward(const rk_plan *plan, const rk_backward_arguments *arguments);

size_t rk_gemm_workspace(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments);
rk_status rk_gemm(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments);
size_t rk_gemm_packed_b(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments);
rk_status rk_gemm_pack_b(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments,
                         void *packed_b);

#endif
