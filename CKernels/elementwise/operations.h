/* The operations: enumerator, name of the function in operations.inc, operands, cost in additions. A constant is none:
   it is a number before anything is run. */
#ifndef RK_OPERATIONS_H
#define RK_OPERATIONS_H

#include "recurrent_kernels.h"

#define RK_FOR_EACH_OPERATION(X)                                                                                       \
  X(RK_OPERATION_ADD, add, 2, 1)                                                                                       \
  X(RK_OPERATION_SUBTRACT, subtract, 2, 1)                                                                             \
  X(RK_OPERATION_MULTIPLY, multiply, 2, 1)                                                                             \
  X(RK_OPERATION_DIVIDE, divide, 2, 1)                                                                                 \
  X(RK_OPERATION_MULTIPLY_ADD, multiply_add, 3, 1)                                                                     \
  X(RK_OPERATION_MINIMUM, minimum, 2, 1)                                                                               \
  X(RK_OPERATION_MAXIMUM, maximum, 2, 1)                                                                               \
  X(RK_OPERATION_POWER, power, 2, 16)                                                                                  \
  X(RK_OPERATION_LESS, less, 2, 1)                                                                                     \
  X(RK_OPERATION_LESS_EQUAL, less_equal, 2, 1)                                                                         \
  X(RK_OPERATION_EQUAL, equal, 2, 1)                                                                                   \
  X(RK_OPERATION_SELECT, select, 3, 1)                                                                                 \
  X(RK_OPERATION_NEGATE, negate, 1, 1)                                                                                 \
  X(RK_OPERATION_ABSOLUTE, absolute, 1, 1)                                                                             \
  X(RK_OPERATION_SIGN, sign, 1, 1)                                                                                     \
  X(RK_OPERATION_FLOOR, floor, 1, 1)                                                                                   \
  X(RK_OPERATION_SQRT, sqrt, 1, 1)                                                                                     \
  X(RK_OPERATION_EXP, exp, 1, 4)                                                                                       \
  X(RK_OPERATION_EXPM1, expm1, 1, 4)                                                                                   \
  X(RK_OPERATION_LOG, log, 1, 4)                                                                                       \
  X(RK_OPERATION_LOG1P, log1p, 1, 4)                                                                                   \
  X(RK_OPERATION_TANH, tanh, 1, 4)                                                                                     \
  X(RK_OPERATION_SIGMOID, sigmoid, 1, 4)                                                                               \
  X(RK_OPERATION_HARD_SIGMOID, hard_sigmoid, 1, 1)                                                                     \
  X(RK_OPERATION_RELU, relu, 1, 1)                                                                                     \
  X(RK_OPERATION_TANH_GRADIENT, tanh_gradient, 2, 1)                                                                   \
  X(RK_OPERATION_SIGMOID_GRADIENT, sigmoid_gradient, 2, 1)                                                             \
  X(RK_OPERATION_HARD_SIGMOID_GRADIENT, hard_sigmoid_gradient, 2, 1)                                                   \
  X(RK_OPERATION_RELU_GRADIENT, relu_gradient, 2, 1)                                                                   \
  X(RK_OPERATION_ERF, erf, 1, 8)

/* RK_OPERANDS_add and so on. */
enum {
#define RK_COUNT_OPERANDS(operation, name, operands, cost) RK_OPERANDS_##name = operands,
  RK_FOR_EACH_OPERATION(RK_COUNT_OPERANDS)
#undef RK_COUNT_OPERANDS
};

#endif
