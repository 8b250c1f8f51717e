/* The layout of the interface's structs where pointers have 64 bits. Fields are appended: a line of these that fails
   means that RK_INTERFACE_VERSION has to rise. */
#include "recurrent_kernels.h"

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")

#if UINTPTR_MAX == UINT64_MAX
AT(rk_descriptor, threads, 28);
AT(rk_descriptor, precision, 72);
AT(rk_sizes, backward_workspace, 32);
AT(rk_sizes, packed_backward, 40);
AT(rk_weights, bias_hh, 32);
AT(rk_pack_arguments, packed_weights, 24);
AT(rk_pack_arguments, packed_backward, 32);
AT(rk_forward_arguments, workspace, 112);
AT(rk_weight_gradients, bias_hh, 32);
AT(rk_backward_arguments, workspace, 80);
AT(rk_backward_arguments, packed_weights, 88);
AT(rk_gemm_arguments, transpose_b, 13);
AT(rk_gemm_arguments, precision, 144);
AT(rk_gemm_arguments, packed_b, 152);
AT(rk_softmax_cross_entropy_arguments, d_logits, 80);
AT(rk_softmax_arguments, log_sums, 64);
AT(rk_softmax_gradient_arguments, dx, 64);
AT(rk_instruction, constant, 16);
AT(rk_elementwise_program, results, 32);
AT(rk_elementwise_arguments, output_strides, 64);
AT(rk_gather_rows_arguments, output, 56);
AT(rk_scatter_add_rows_arguments, table, 56);
AT(rk_reduce_arguments, places, 72);
AT(rk_dropout_arguments, first, 48);
AT(rk_adam_arguments, gradient, 80);
AT(rk_sgd_arguments, gradient, 56);
AT(rk_backend, plan_create, 32);
AT(rk_backend, gemm_workspace, 80);
AT(rk_backend, gemm_packed_b, 176);
#endif
