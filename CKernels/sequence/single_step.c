/*
 * One step of one sequence, as streams run it. The states go straight from the caller to the cell and back, and nothing
 * is spent on rows, chunks and lengths. Small layers take about a tenth of a microsecond, so all that the calls have in
 * common is in the plan.
 */
#include "sequence/phase_step.h"
#include "sequence/sequence.h"
#include "sequence/split.h"
#include "team/team.h"

#include <string.h>

static bool is_for_single_steps(const rk_plan *plan) {
  return plan->d.batch == 1 && plan->d.steps == 1 && plan->directions == 1 && plan->d.mode == RK_MODE_INFERENCE &&
         plan->products->has_thin;
}

/* Tiles that a product reads side by side: where there are no more, there is no order to turn round. */
enum { TILES_AT_ONCE = 2 };

void rk_single_step_prepare(rk_plan *plan) {
  rk_single_plan *single = &plan->single;
  if (!is_for_single_steps(plan))
    return;
  size_t hidden = (size_t)plan->d.hidden_size, padded = (size_t)(plan->vectors * plan->isa->lanes);
  single->threads = rk_useful_threads(plan, rk_forward_work(plan));
  single->whole = hidden == padded;
  single->turns = plan->phase[0].tiles > TILES_AT_ONCE * single->threads;
  single->state_bytes = hidden * sizeof(float);
  single->padding_bytes = (padded - hidden) * sizeof(float);
  for (int i = 0; i < RK_SERIES; i++) {
    single->series[i][0] = plan->forward.storage + plan->ring.series[i].offset;
    single->series[i][1] = single->series[i][0] + (size_t)plan->series[i].floats * sizeof(float);
  }
  size_t gates = plan->forward.storage + plan->ring.gates;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    const rk_tiling *tiling = &plan->phase[phase];
    rk_thin_product product = rk_thin_product_of(plan, tiling, plan->input_rows + plan->hidden_rows);
    product.depth = plan->input_words;
    product.second_depth = plan->hidden_words;
    single->product[phase] = product;
    single->gates[phase] = gates;
    gates += (size_t)(tiling->tiles * tiling->tile_width) * sizeof(float);
  }
}

/* --- the step --- */

/* Compiled for each of its callers. */
#define INLINE static inline __attribute__((always_inline))

typedef struct single_step {
  const rk_plan *plan;
  const char *packed_weights;
  const float *input; /* x as words */
  float *operands;    /* [threads][operand_stride]: where each thread makes the words that W_hh multiplies */
  float *hidden_sums; /* null: W_hh h is added to W_ih x */
  bool backwards;     /* through the tiles */
  rk_cell_forward_step cell;
} single_step;

/* W_ih x and W_hh h of a phase. */
INLINE void multiply(const single_step *step, int phase, int thread, rk_range tiles) {
  const rk_plan *plan = step->plan;
  rk_thin_product p = plan->single.product[phase];
  const char *panels = step->packed_weights + plan->packed.panels[phase];
  p.panel = (const float *)(const void *)panels;
  p.a = step->input;
  p.second = phase == 0 ? step->cell.masked : step->cell.extra;
  if (rk_narrows(plan)) {
    float *own = step->operands + thread * plan->operand_stride;
    plan->kernels->narrow_row(p.second, NULL, plan->d.hidden_size, own);
    p.second = own + plan->kernels->left_head;
  }
  p.c = step->cell.gates[phase];
  p.tiles = tiles.last - tiles.first;
  p.second_c = step->hidden_sums;
  int64_t start = step->backwards ? tiles.last - 1 : tiles.first;
  if (start > 0) {
    p.panel += start * p.panel_stride;
    p.c += start * p.c_stride;
    p.second_c = p.second_c ? p.second_c + start * p.c_stride : NULL;
  }
  if (step->backwards)
    p.panel_stride = -p.panel_stride, p.c_stride = -p.c_stride;
  plan->kernels->multiply_thin(&p);
}

/* `barrier` is null where there is one thread. */
INLINE void run_part(single_step *step, rk_barrier *barrier, int thread, int threads, rk_range tiles,
                     rk_range vectors) {
  const rk_cell_definition *cell = step->plan->cell;
  multiply(step, 0, thread, tiles);
  cell->single[0](&step->cell, vectors.first, vectors.last);
  if (cell->phases == 1)
    return;
  if (barrier)
    rk_barrier_wait(barrier, threads);
  multiply(step, 1, thread, tiles);
  cell->single[1](&step->cell, vectors.first, vectors.last);
}

/* Too short to take part in the counting of busy cores. */
INLINE void run_alone(single_step *step) {
  const rk_plan *plan = step->plan;
  run_part(step, NULL, 0, 1, (rk_range){0, plan->phase[0].tiles}, (rk_range){0, plan->vectors});
}

typedef struct shared_step {
  single_step step;
  rk_barrier barrier;
} shared_step;

static void run_of_several(void *context, int thread, int threads) {
  shared_step *shared = context;
  const rk_plan *plan = shared->step.plan;
  rk_range tiles = rk_part_of(plan->phase[0].tiles, 1, thread, threads);
  run_part(&shared->step, &shared->barrier, thread, threads, tiles, rk_vectors_of(plan, tiles));
}

static __attribute__((noinline)) void run_together(const single_step *step) {
  shared_step shared = {.step = *step};
  rk_team_run(step->plan->single.threads, run_of_several, &shared);
}

/* --- states --- */

static float *floats_at(char *workspace, size_t offset) {
  return (float *)(void *)(workspace + offset);
}

/* A state of the caller's in whole vectors. */
static const float *in_room(const rk_single_plan *single, const float *state, float *room) {
  if (state)
    memcpy(room, state, single->state_bytes);
  else
    memset(room, 0, single->state_bytes);
  memset((char *)room + single->state_bytes, 0, single->padding_bytes);
  return room;
}

/* The same, which is the caller's own if it has whole vectors. */
INLINE const float *whole_vectors(const rk_single_plan *single, const float *state, char *workspace, size_t room) {
  return state && single->whole ? state : in_room(single, state, floats_at(workspace, room));
}

/* Where the new h is written: to the caller at once, if it is whole vectors and no thread can still need the old one.
 */
INLINE float *target_of_hidden(const rk_single_plan *single, const rk_forward_arguments *a) {
  float *to = single->threads == 1 && a->final_hidden ? a->final_hidden : a->output;
  return to && single->whole ? to : floats_at(a->workspace, single->series[RK_HIDDEN][1]);
}

/* Where the states come from and go to. */
INLINE void set_states(const rk_plan *plan, const rk_forward_arguments *a, rk_cell_forward_step *cell) {
  const rk_single_plan *single = &plan->single;
  char *workspace = a->workspace;
  const size_t *hidden = single->series[RK_HIDDEN], *extra = single->series[RK_EXTRA];
  cell->gates[0] = floats_at(workspace, single->gates[0]);
  cell->gates[1] = floats_at(workspace, single->gates[1]);
  cell->previous = cell->masked = whole_vectors(single, a->initial_hidden, workspace, hidden[0]);
  cell->hidden = target_of_hidden(single, a);
  if (plan->states > 1) {
    cell->extra_before = whole_vectors(single, a->initial_cell, workspace, extra[0]);
    cell->extra = a->final_cell && single->whole ? a->final_cell : floats_at(workspace, extra[1]);
  } else {
    cell->extra_before = NULL;
    cell->extra = plan->cell->extra == RK_EXTRA_OPERAND ? floats_at(workspace, extra[0]) : NULL;
  }
}

/* x as the products take it: as it is, or as words in the workspace. */
INLINE const float *input_of(const rk_plan *plan, const rk_forward_arguments *a) {
  if (!rk_narrows(plan))
    return a->input;
  float *words = floats_at(a->workspace, plan->forward.input);
  plan->kernels->narrow_row(a->input, NULL, plan->d.input_size, words);
  return words + plan->kernels->left_head;
}

INLINE void hand_out(const rk_plan *plan, const float *state, float *to) {
  if (to && to != state)
    memcpy(to, state, plan->single.state_bytes);
}

/* Whether to go backwards, which the step before did not: the weights that it read last are still in the cache. The
   first step finds any number, since the order changes no bit. */
INLINE bool take_turn(const rk_plan *plan, char *workspace) {
  if (!plan->single.turns)
    return false;
  unsigned char *turn = (unsigned char *)workspace + plan->forward.turn;
  return (*turn ^= 1) & 1;
}

void rk_single_step_run(const rk_plan *plan, const rk_forward_arguments *a) {
  single_step step;
  step.plan = plan;
  step.packed_weights = a->packed_weights;
  step.cell.activation = plan->d.activation;
  step.cell.recurrent_activation = plan->d.recurrent_activation;
  step.cell.bias = (const float *)(const void *)(step.packed_weights + plan->packed.bias);
  set_states(plan, a, &step.cell);
  step.input = input_of(plan, a);
  step.operands = floats_at(a->workspace, plan->forward.operand);
  step.backwards = take_turn(plan, a->workspace);
  step.hidden_sums = plan->cell->hidden_sums_apart ? floats_at(a->workspace, plan->forward.hidden_sums) : NULL;
  step.cell.hidden_sums = step.hidden_sums;
  if (plan->single.threads == 1)
    run_alone(&step);
  else
    run_together(&step);
  hand_out(plan, step.cell.hidden, a->output);
  hand_out(plan, step.cell.hidden, a->final_hidden);
  if (plan->states > 1)
    hand_out(plan, step.cell.extra, a->final_cell);
}
