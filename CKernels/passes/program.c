/* The checks of elementwise programs. */
#include "passes/program.h"

#include "passes/ranges.h"

/* Operands of an operation. */
static int arity(int32_t operation) {
  switch (operation) {
  case RK_OPERATION_CONSTANT:
    return 0;
  case RK_OPERATION_MULTIPLY_ADD:
  case RK_OPERATION_SELECT:
    return 3;
  case RK_OPERATION_ADD:
  case RK_OPERATION_SUBTRACT:
  case RK_OPERATION_MULTIPLY:
  case RK_OPERATION_DIVIDE:
  case RK_OPERATION_POWER:
  case RK_OPERATION_MINIMUM:
  case RK_OPERATION_MAXIMUM:
  case RK_OPERATION_LESS:
  case RK_OPERATION_LESS_OR_EQUAL:
  case RK_OPERATION_EQUAL:
    return 2;
  default:
    return 1;
  }
}

/* What an operation costs, in additions. */
static int64_t cost(int32_t operation) {
  switch (operation) {
  case RK_OPERATION_POWER:
    return 32;
  case RK_OPERATION_EXP:
  case RK_OPERATION_LOG:
  case RK_OPERATION_TANH:
  case RK_OPERATION_SIGMOID:
    return RK_LEAST_STREAMED / RK_LEAST_EXPONENTIAL;
  default:
    return 1;
  }
}

/* Every instruction reads values before its own. Operands that it does not have must be valid too: they are 0. */
static bool instructions_valid(const rk_elementwise_arguments *call) {
  for (int32_t j = 0; j < call->instruction_count; j++) {
    const rk_instruction *instruction = &call->instructions[j];
    const int32_t operands[3] = {instruction->a, instruction->b, instruction->c};
    if (instruction->operation < 0 || instruction->operation >= RK_OPERATION_COUNT)
      return false;
    for (int k = 0; k < 3; k++)
      if (k < arity(instruction->operation) ? operands[k] < 0 || operands[k] >= call->input_count + j
                                            : operands[k] != 0)
        return false;
  }
  return true;
}

static bool counts_valid(const rk_elementwise_arguments *call) {
  return call->threads >= 0 && call->rank >= 0 && call->rank <= RK_MOST_AXES && call->input_count >= 0 &&
         call->input_count <= RK_MOST_INPUTS && call->instruction_count >= 0 &&
         call->instruction_count <= RK_MOST_INSTRUCTIONS && call->output_count >= 1 &&
         call->output_count <= RK_MOST_OUTPUTS && (call->shape || call->rank == 0) &&
         (call->instructions || call->instruction_count == 0) && call->output_values;
}

rk_status rk_check_program(const rk_elementwise_arguments *call, int64_t *count, int64_t *least) {
  if (!counts_valid(call) || !instructions_valid(call))
    return RK_INVALID_ARGUMENT;
  for (int32_t k = 0; k < call->output_count; k++)
    if (call->output_values[k] < 0 || call->output_values[k] >= call->input_count + call->instruction_count)
      return RK_INVALID_ARGUMENT;
  *count = 1;
  bool overflows = false;
  for (int32_t axis = 0; axis < call->rank; axis++) {
    if (call->shape[axis] < 0)
      return RK_INVALID_ARGUMENT;
    overflows |= __builtin_mul_overflow(*count, call->shape[axis], count);
  }
  for (int32_t axis = 0; axis < call->rank; axis++)
    if (call->shape[axis] == 0)
      *count = 0, overflows = false;
  if (overflows)
    return RK_TOO_LARGE;
  int64_t total = 0;
  for (int32_t j = 0; j < call->instruction_count; j++)
    total += cost(call->instructions[j].operation);
  *least = RK_LEAST_STREAMED / (total > 1 ? total : 1);
  *least = *least < RK_LEAST_PROGRAM ? RK_LEAST_PROGRAM : *least;
  return rk_check_count(*count, call->threads);
}

rk_status rk_program_walk(const rk_elementwise_arguments *call, rk_walk *walk) {
  const int64_t *strides[RK_MOST_ARRAYS];
  for (int32_t k = 0; k < call->input_count; k++) {
    if (!call->inputs || !call->inputs[k])
      return RK_INVALID_ARGUMENT;
    strides[k] = call->input_strides ? call->input_strides + k * call->rank : NULL;
  }
  for (int32_t k = 0; k < call->output_count; k++) {
    if (!call->outputs || !call->outputs[k])
      return RK_INVALID_ARGUMENT;
    strides[call->input_count + k] = call->output_strides ? call->output_strides + k * call->rank : NULL;
  }
  *walk = rk_walk_make(call->rank, call->shape, call->input_count + call->output_count, strides);
  return RK_OK;
}
