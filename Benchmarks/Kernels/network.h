/* A stack of recurrent layers through the kernel interface, with all its memory. */
#ifndef BENCHMARK_NETWORK_H
#define BENCHMARK_NETWORK_H

#include "cases.h"
#include "recurrent_kernels.h"

typedef struct network network;

/* Random weights within 1/sqrt(H), both biases, as PyTorch initialises; random input and output gradient. In inference
   the weights are packed here, once. Null where the backend does not do it: *status says why. */
network *make_network(const rk_backend *backend, const benchmark_case *c, rk_mode mode, rk_precision precision,
                      int32_t threads, rk_status *status);
void free_network(network *n);

/* All layers forward, over the whole sequence, from zero states. */
rk_status network_forward(network *n);

/* Sets the gradients of all parameters to zero, then runs all layers forward and backward: gradients of every parameter
   and of the input. */
rk_status network_forward_backward(network *n);

/* Forward, from the states the last call left. */
rk_status network_continue(network *n);

/* Floating-point operations of the products of one forward; with backward it is three times that. */
double network_forward_operations(const benchmark_case *c);

#endif
