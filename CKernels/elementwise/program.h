/* A program made ready to run: checked, and each of its values given a place. */
#ifndef RK_PROGRAM_H
#define RK_PROGRAM_H

#include "elementwise/axes.h"
#include "elementwise/operations.h"

/* Element i of an operand is at i & mask: all bits for an array; none for one number, which a vector of it stands for.
 */
typedef struct rk_operand {
  const float *at;
  int64_t mask;
} rk_operand;

/* One operation over `count` elements; the result may be the array of an operand. */
typedef void rk_operate(const rk_operand *operands, float *result, int64_t count);

enum { RK_MOST_VALUES = RK_MOST_INPUTS + RK_MOST_SCALARS + RK_MOST_INSTRUCTIONS };

typedef enum rk_place {
  RK_PLACE_INPUT,   /* a dense input: read where it is */
  RK_PLACE_STRIDED, /* an input that is not: fetched to a buffer, block by block */
  RK_PLACE_UNIFORM, /* one number */
  RK_PLACE_OUTPUT,  /* a result that is written where an output is */
  RK_PLACE_BUFFER   /* one that is not */
} rk_place;

typedef struct rk_value {
  rk_place place;
  int buffer;
  const float *input;
  float *output;
  float number;
} rk_value;

typedef struct rk_pass {
  rk_operate *const *operations; /* by rk_operation */
  rk_elementwise_program room;
  const rk_elementwise_program *program;
  rk_axes axes;
  int64_t least; /* elements that are worth a thread of their own */
  rk_value values[RK_MOST_VALUES];
  int value_count, buffers;
  float *copied_to[RK_MOST_OUTPUTS]; /* an output that its value is copied to, block by block; else null */
  bool is_strided;                   /* some array is */
} rk_pass;

/* Checks the arguments, which are whole, and takes what they say; where there are no elements, no array is looked at.
 */
rk_status rk_pass_check(rk_operate *const *operations, const rk_elementwise_arguments *arguments, rk_pass *pass);

/* Then gives each value a place. */
void rk_pass_place(rk_pass *pass, const rk_elementwise_arguments *arguments);

/* The number of an instruction's value. */
static inline int rk_instruction_value(const rk_pass *pass, int instruction) {
  return pass->program->inputs + pass->program->scalars + instruction;
}

/* The operands of an operation that there is. */
int rk_operand_count(int32_t operation);

/* The entry of rk_backend, but for the choice of instruction set. */
rk_status rk_elementwise_run(rk_operate *const *operations, const rk_elementwise_arguments *arguments);

#endif
