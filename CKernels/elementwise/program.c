#include "elementwise/program.h"

#include "interface/arguments.h"
#include "passes/ranges.h"

static const struct {
  int operands, cost;
} traits[RK_OPERATION_COUNT] = {
#define TRAITS(operation, name, operands, cost) [operation] = {operands, cost},
    RK_FOR_EACH_OPERATION(TRAITS)
#undef TRAITS
};

int rk_operand_count(int32_t operation) {
  return traits[operation].operands;
}

static bool in_range(int32_t value, int32_t least, int32_t most) {
  return value >= least && value <= most;
}

/* --- checks --- */

static rk_status check_code(const rk_elementwise_program *p) {
  for (int i = 0; i < p->instructions; i++) {
    if (!in_range(p->code[i].operation, 0, RK_OPERATION_COUNT - 1))
      return RK_UNSUPPORTED;
    for (int j = 0; j < rk_operand_count(p->code[i].operation); j++)
      if (!in_range(p->code[i].operands[j], 0, p->inputs + p->scalars + i - 1))
        return RK_INVALID_ARGUMENT;
  }
  return RK_OK;
}

static rk_status check_program(const rk_elementwise_program *p) {
  if (!in_range(p->inputs, 0, RK_MOST_INPUTS) || !in_range(p->scalars, 0, RK_MOST_SCALARS) ||
      !in_range(p->instructions, 0, RK_MOST_INSTRUCTIONS) || !in_range(p->outputs, 1, RK_MOST_OUTPUTS) ||
      (!p->code && p->instructions > 0) || !p->results)
    return RK_INVALID_ARGUMENT;
  for (int o = 0; o < p->outputs; o++)
    if (!in_range(p->results[o], 0, p->inputs + p->scalars + p->instructions - 1))
      return RK_INVALID_ARGUMENT;
  return check_code(p);
}

static bool arrays_complete(const rk_elementwise_program *p, const rk_elementwise_arguments *a) {
  if ((p->inputs > 0 && !a->inputs) || (p->scalars > 0 && !a->scalars) || !a->outputs)
    return false;
  for (int k = 0; k < p->inputs; k++)
    if (!a->inputs[k])
      return false;
  for (int o = 0; o < p->outputs; o++)
    if (!a->outputs[o])
      return false;
  return true;
}

static int64_t least_elements(const rk_elementwise_program *p) {
  int64_t cost = 1, least;
  for (int i = 0; i < p->instructions; i++)
    cost += traits[p->code[i].operation].cost;
  least = 2 * RK_LEAST_STREAMED / cost;
  return least > RK_LEAST_PROGRAM ? least : RK_LEAST_PROGRAM;
}

rk_status rk_pass_check(rk_operate *const *operations, const rk_elementwise_arguments *a, rk_pass *pass) {
  pass->operations = operations;
  pass->program = rk_whole_arguments(&pass->room, sizeof pass->room, a->program);
  if (!pass->program || a->threads < 0)
    return RK_INVALID_ARGUMENT;
  rk_status status = check_program(pass->program);
  if (status == RK_OK)
    status = rk_axes_make(a, pass->program->inputs, pass->program->outputs, &pass->axes);
  if (status != RK_OK || pass->axes.count == 0)
    return status;
  pass->least = least_elements(pass->program);
  return arrays_complete(pass->program, a) ? RK_OK : RK_INVALID_ARGUMENT;
}

/* --- places --- */

static int new_buffer(rk_pass *pass) {
  return pass->buffers++;
}

static rk_value uniform_value(float number) {
  return (rk_value){.place = RK_PLACE_UNIFORM, .number = number};
}

static void place_inputs(rk_pass *pass, const rk_elementwise_arguments *a) {
  for (int k = 0; k < pass->program->inputs; k++) {
    if (rk_axes_dense(&pass->axes, k))
      pass->values[k] = (rk_value){.place = RK_PLACE_INPUT, .input = a->inputs[k]};
    else if (rk_axes_uniform(&pass->axes, k))
      pass->values[k] = uniform_value(*a->inputs[k]);
    else {
      pass->values[k] = (rk_value){.place = RK_PLACE_STRIDED, .input = a->inputs[k], .buffer = new_buffer(pass)};
      pass->is_strided = true;
    }
  }
}

static void place_scalars(rk_pass *pass, const rk_elementwise_arguments *a) {
  for (int k = 0; k < pass->program->scalars; k++)
    pass->values[pass->program->inputs + k] = uniform_value(a->scalars[k]);
}

/* What placing the results needs to know, by value. */
typedef struct uses {
  int last[RK_MOST_VALUES];   /* the last instruction that reads it, or -1 */
  int output[RK_MOST_VALUES]; /* the first output that takes it, or -1 */
  int free_buffers[RK_MOST_VALUES], free_count;
} uses;

static void find_uses(const rk_pass *pass, uses *u) {
  const rk_elementwise_program *p = pass->program;
  u->free_count = 0;
  for (int v = 0; v < pass->value_count; v++)
    u->last[v] = u->output[v] = -1;
  for (int i = 0; i < p->instructions; i++)
    for (int j = 0; j < rk_operand_count(p->code[i].operation); j++)
      u->last[p->code[i].operands[j]] = i;
  for (int o = p->outputs - 1; o >= 0; o--)
    u->output[p->results[o]] = o;
}

/* Whether instruction i may write to an output's array: it is dense, and nobody reads any more what is overwritten
 * there.
 */
static bool may_write(const rk_pass *pass, const uses *u, int i, int output, const float *array) {
  if (!rk_axes_dense(&pass->axes, pass->program->inputs + output))
    return false;
  for (int k = 0; k < pass->program->inputs; k++)
    if (pass->values[k].input == array && u->last[k] > i)
      return false;
  return true;
}

/* Buffers that are read by instruction i for the last time: its result may take one of them. */
static void free_operands(const rk_pass *pass, uses *u, int i) {
  const rk_instruction *instruction = &pass->program->code[i];
  for (int j = 0; j < rk_operand_count(instruction->operation); j++) {
    int v = instruction->operands[j];
    if (pass->values[v].place != RK_PLACE_BUFFER || u->last[v] != i || u->output[v] >= 0)
      continue;
    u->free_buffers[u->free_count++] = pass->values[v].buffer;
    u->last[v] = -1; /* once, be it two of the operands */
  }
}

static rk_value buffer_value(rk_pass *pass, uses *u) {
  int buffer = u->free_count > 0 ? u->free_buffers[--u->free_count] : new_buffer(pass);
  return (rk_value){.place = RK_PLACE_BUFFER, .buffer = buffer};
}

/* Results go straight to the caller's arrays where they may, else to buffers. */
static void place_results(rk_pass *pass, float *const *outputs) {
  uses u;
  find_uses(pass, &u);
  for (int i = 0; i < pass->program->instructions; i++) {
    const rk_instruction *instruction = &pass->program->code[i];
    int v = rk_instruction_value(pass, i), o = u.output[v];
    free_operands(pass, &u, i);
    if (instruction->operation == RK_OPERATION_CONSTANT)
      pass->values[v] = uniform_value(instruction->constant);
    else if (o >= 0 && may_write(pass, &u, i, o, outputs[o]))
      pass->values[v] = (rk_value){.place = RK_PLACE_OUTPUT, .output = outputs[o]};
    else
      pass->values[v] = buffer_value(pass, &u);
  }
  for (int o = 0; o < pass->program->outputs; o++) {
    const rk_value *value = &pass->values[pass->program->results[o]];
    bool is_there = value->place == RK_PLACE_OUTPUT && value->output == outputs[o];
    pass->copied_to[o] = is_there ? NULL : outputs[o];
    pass->is_strided |= !is_there && !rk_axes_dense(&pass->axes, pass->program->inputs + o);
  }
}

void rk_pass_place(rk_pass *pass, const rk_elementwise_arguments *a) {
  pass->value_count = rk_instruction_value(pass, pass->program->instructions);
  pass->buffers = 0;
  pass->is_strided = false;
  place_inputs(pass, a);
  place_scalars(pass, a);
  place_results(pass, a->outputs);
}
