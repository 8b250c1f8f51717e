/*
 * Runs a program block by block: each instruction over one block, before the next. Blocks are so short that their
 * buffers stay in the first cache, and so long that choosing an operation costs nothing beside it. No element depends
 * on another, so that no bit depends on where the blocks are cut.
 */
#include "elementwise/program.h"
#include "elementwise/transpose.h"
#include "math/integers.h"
#include "interface/arguments.h"
#include "passes/ranges.h"

enum {
  BUFFER_FLOATS = 5120, /* of all buffers: most of a first cache of 32 KiB, where there are so many */
  MOST_BLOCK = 1008,    /* and not 1024: arrays that lie 4 KiB apart get into each other's way */
  LEAST_ROW = 64        /* blocks end where a row of this length does, so that strided arrays are used where they lie */
};

_Static_assert(BUFFER_FLOATS / (RK_MOST_INPUTS + RK_MOST_INSTRUCTIONS) >= RK_LINE, "the most buffers have a line each");

/* One thread's run: where the elements of the block at hand are, value by value. */
typedef struct block_run {
  const rk_pass *pass;
  float *buffers, (*numbers)[RK_LINE];
  int64_t block; /* floats of a buffer */
  rk_operand at[RK_MOST_VALUES];
} block_run;

static float *buffer_of(const block_run *r, int v) {
  return r->buffers + r->pass->values[v].buffer * r->block;
}

static void set_uniform_values(block_run *r) {
  for (int v = 0; v < r->pass->value_count; v++) {
    if (r->pass->values[v].place != RK_PLACE_UNIFORM)
      continue;
    for (int i = 0; i < RK_LINE; i++)
      r->numbers[v][i] = r->pass->values[v].number;
    r->at[v] = (rk_operand){r->numbers[v], 0};
  }
}

static void fetch_inputs(block_run *r, int64_t first, int64_t count) {
  for (int v = 0; v < r->pass->program->inputs; v++) {
    const rk_value *value = &r->pass->values[v];
    if (value->place == RK_PLACE_INPUT)
      r->at[v] = (rk_operand){value->input + first, -1};
    else if (value->place == RK_PLACE_STRIDED)
      r->at[v] = (rk_operand){rk_axes_load(&r->pass->axes, v, value->input, first, count, buffer_of(r, v)), -1};
  }
}

static void run_instruction(block_run *r, int i, int64_t first, int64_t count) {
  const rk_instruction *instruction = &r->pass->program->code[i];
  int v = rk_instruction_value(r->pass, i);
  const rk_value *value = &r->pass->values[v];
  if (value->place == RK_PLACE_UNIFORM)
    return;
  rk_operand operands[3];
  for (int j = 0; j < rk_operand_count(instruction->operation); j++)
    operands[j] = r->at[instruction->operands[j]];
  float *result = value->place == RK_PLACE_OUTPUT ? value->output + first : buffer_of(r, v);
  r->pass->operations[instruction->operation](operands, result, count);
  r->at[v] = (rk_operand){result, -1};
}

/* Copies a block of a value to an output that is not written directly. */
static void copy_out(const block_run *r, int output, int64_t first, int64_t count) {
  const rk_pass *pass = r->pass;
  int v = pass->program->results[output];
  const rk_operand *from = &r->at[v];
  float *to = pass->copied_to[output];
  if (rk_axes_dense(&pass->axes, pass->program->inputs + output))
    for (int64_t i = 0; i < count; i++)
      to[first + i] = from->at[i & from->mask];
  else if (from->mask)
    rk_axes_store(&pass->axes, pass->program->inputs + output, to, first, count, from->at);
  else
    for (int64_t i = 0; i < count; i += RK_LINE)
      rk_axes_store(&pass->axes, pass->program->inputs + output, to, first + i, rk_min(RK_LINE, count - i), from->at);
}

static void run_block(block_run *r, int64_t first, int64_t count) {
  const rk_pass *pass = r->pass;
  fetch_inputs(r, first, count);
  for (int i = 0; i < pass->program->instructions; i++)
    run_instruction(r, i, first, count);
  for (int o = 0; o < pass->program->outputs; o++)
    if (pass->copied_to[o])
      copy_out(r, o, first, count);
}

static void run_range(const void *arguments, int64_t begin, int64_t end) {
  const rk_pass *pass = arguments;
  _Alignas(RK_ALIGNMENT) float buffers[BUFFER_FLOATS], numbers[RK_MOST_VALUES][RK_LINE];
  block_run r; /* not all of it in braces: that would clear every value's place, at each call */
  r.pass = pass, r.buffers = buffers, r.numbers = numbers, r.block = end - begin;
  if (pass->buffers > 0)
    r.block = rk_min(MOST_BLOCK, BUFFER_FLOATS / pass->buffers / RK_LINE * RK_LINE);
  int64_t row = pass->is_strided ? pass->axes.shape[pass->axes.rank - 1] : 0;
  set_uniform_values(&r);
  for (int64_t first = begin, count; first < end; first += count) {
    count = rk_min(r.block, end - first);
    if (row >= LEAST_ROW)
      count = rk_min(count, row - first % row);
    run_block(&r, first, count);
  }
}

/* --- one operation on dense arrays: the most frequent program, and for small ones the most of its time is spent on
   finding places --- */

typedef struct single {
  rk_operate *operation;
  const rk_operand *operands;
  int operand_count;
  float *result;
} single;

static void run_single_range(const void *arguments, int64_t begin, int64_t end) {
  const single *s = arguments;
  rk_operand operands[3];
  for (int j = 0; j < s->operand_count; j++)
    operands[j] = (rk_operand){s->operands[j].at + (begin & s->operands[j].mask), s->operands[j].mask};
  s->operation(operands, s->result + begin, end - begin);
}

static bool is_single(const rk_pass *pass, const rk_elementwise_arguments *a) {
  const rk_elementwise_program *p = pass->program;
  return p->instructions == 1 && p->outputs == 1 && p->results[0] == rk_instruction_value(pass, 0) &&
         !a->input_strides && !a->output_strides && p->code->operation != RK_OPERATION_CONSTANT;
}

static void run_single(const rk_pass *pass, const rk_elementwise_arguments *a) {
  const rk_instruction *instruction = pass->program->code;
  _Alignas(RK_ALIGNMENT) float numbers[3][RK_LINE];
  rk_operand operands[3];
  single s = {.operation = pass->operations[instruction->operation], .operands = operands, .result = a->outputs[0]};
  s.operand_count = rk_operand_count(instruction->operation);
  for (int j = 0; j < s.operand_count; j++) {
    int input = instruction->operands[j], scalar = input - pass->program->inputs;
    if (scalar < 0) {
      operands[j] = (rk_operand){a->inputs[input], -1};
      continue;
    }
    for (int i = 0; i < RK_LINE; i++)
      numbers[j][i] = a->scalars[scalar];
    operands[j] = (rk_operand){numbers[j], 0};
  }
  rk_for_ranges(pass->axes.count, RK_LINE, pass->least, a->threads, run_single_range, &s);
}

rk_status rk_elementwise_run(rk_operate *const *operations, const rk_elementwise_arguments *arguments) {
  rk_elementwise_arguments room;
  const rk_elementwise_arguments *a = rk_whole_arguments(&room, sizeof room, arguments);
  rk_pass pass;
  if (!a)
    return RK_INVALID_ARGUMENT;
  rk_status status = rk_pass_check(operations, a, &pass);
  if (status != RK_OK || pass.axes.count == 0)
    return status;
  if (is_single(&pass, a)) {
    run_single(&pass, a);
    return RK_OK;
  }
  if (rk_is_transpose(&pass)) {
    rk_transpose_run(&pass, a);
    return RK_OK;
  }
  rk_pass_place(&pass, a);
  rk_for_ranges(pass.axes.count, RK_LINE, pass.least, a->threads, run_range, &pass);
  return RK_OK;
}
