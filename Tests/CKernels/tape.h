/*
 * Differentiation of formulas in double precision. Every value is f(sum of products of two earlier values), or was
 * given; so one rule, the chain rule for that one form, makes the gradient of any formula, and no formula here has a
 * hand-written derivative that could share a kernel's mistake.
 */
#ifndef TAPE_H
#define TAPE_H

#include <stdint.h>

#include "recurrent_kernels.h"

typedef int32_t value_id;

typedef struct tape tape;

/* `precision` is that of products with weights; all else is in double. */
tape *new_tape(rk_precision precision);
void free_tape(tape *t);

/* `count` given values with consecutive ids; returns the first id. */
value_id given(tape *t, const float *values, int64_t count);

/* f of a sum: add its products, then end it. The factors of a product with a weight, and of its gradients, are rounded
   to the precision. */
void add_product(tape *t, value_id x, value_id y);
void add_weight_product(tape *t, value_id weight, value_id x);
value_id end_sum(tape *t, rk_activation f);

double value_of(const tape *t, value_id id);

/* The gradient of sum over ids of weight * value, where add_gradient gave the weights and run_backward the rest. */
void add_gradient(tape *t, value_id id, double weight);
void run_backward(tape *t);
double gradient_of(const tape *t, value_id id);

#endif
