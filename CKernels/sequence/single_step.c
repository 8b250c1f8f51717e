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

void rk_single_step_prepare(rk_plan *plan) {
  rk_single_plan *single = &plan->single;
  if (plan->d.batch != 1 || plan->d.steps != 1 || plan->directions != 1 || plan->d.mode != RK_MODE_INFERENCE ||
      !plan->products->has_thin)
    return;
  single->threads = rk_useful_threads(plan, rk_forward_work(plan));
  single->cell = rk_cell_of(plan, 1);
  single->cell.rows = 1;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    rk_thin_product product = rk_thin_product_of(plan, &plan->phase[phase], plan->input_rows + plan->hidden_rows);
    product.depth = plan->input_words;
    product.second_depth = plan->hidden_words;
    single->product[phase] = product;
  }
}

bool rk_is_single_step(const rk_plan *plan, const rk_forward_arguments *a) {
  return plan->single.threads > 0 && a->packed_weights && !a->lengths && !a->input_mask && !a->recurrent_mask;
}

/* --- the step --- */

typedef struct single_step {
  const rk_plan *plan;
  const rk_forward_arguments *a;
  const float *input; /* x as words */
  float *operands;    /* [threads][operand_stride]: where each thread makes the words that W_hh multiplies */
  float *hidden_sums; /* null: W_hh h is added to W_ih x */
  rk_barrier barrier;
  rk_cell_forward_step cell;
} single_step;

/* W_ih x and W_hh h of a phase. */
static void multiply(const single_step *step, int phase, int thread, rk_range tiles) {
  const rk_plan *plan = step->plan;
  rk_thin_product p = plan->single.product[phase];
  const char *panels = (const char *)step->a->packed_weights + plan->packed.panels[phase];
  p.panel = (const float *)(const void *)panels + tiles.first * p.panel_stride;
  p.a = step->input;
  p.second = phase == 0 ? step->cell.masked : step->cell.extra;
  if (rk_narrows(plan)) {
    float *own = step->operands + thread * plan->operand_stride;
    plan->kernels->narrow_row(p.second, NULL, plan->d.hidden_size, own);
    p.second = own + plan->kernels->left_head;
  }
  p.c = step->cell.gates[phase] + tiles.first * p.c_stride;
  p.tiles = tiles.last - tiles.first;
  p.second_c = step->hidden_sums ? step->hidden_sums + tiles.first * p.c_stride : NULL;
  plan->kernels->multiply_thin(&p);
}

static void run_tiles(void *context, int thread, int threads) {
  single_step *step = context;
  const rk_plan *plan = step->plan;
  rk_range tiles = rk_part_of(plan->phase[0].tiles, 1, thread, threads), vectors = rk_vectors_of(plan, tiles);
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    if (phase > 0)
      rk_barrier_wait(&step->barrier, threads);
    multiply(step, phase, thread, tiles);
    plan->cell->forward[phase](&step->cell, vectors.first, vectors.last);
  }
}

/* --- states --- */

static bool is_whole_vectors(const rk_plan *plan) {
  return plan->d.hidden_size == plan->vectors * plan->isa->lanes;
}

/* A state in whole vectors: the caller's own where it is that, else a copy in `room`. */
static const float *whole_vectors(const rk_plan *plan, const float *state, float *room) {
  size_t hidden = (size_t)plan->d.hidden_size, padded = (size_t)(plan->vectors * plan->isa->lanes);
  if (state && hidden == padded)
    return state;
  if (state)
    memcpy(room, state, sizeof(float) * hidden);
  memset(room + (state ? hidden : 0), 0, sizeof(float) * (padded - (state ? hidden : 0)));
  return room;
}

/* Where the new h is written: to the caller at once, if it is whole vectors and no thread can still need the old one.
 */
static float *target_of_hidden(const rk_plan *plan, const rk_forward_arguments *a, float *room) {
  if (!is_whole_vectors(plan))
    return room;
  return plan->single.threads == 1 && a->final_hidden ? a->final_hidden : a->output ? a->output : room;
}

/* Where the states come from and go to. The workspace's ring of steps has room for both slots of each. */
static void set_states(const rk_plan *plan, const rk_forward_arguments *a, char *ring, rk_cell_forward_step *cell) {
  float *hidden = (float *)(void *)(ring + plan->ring.series[RK_HIDDEN].offset);
  float *extra = (float *)(void *)(ring + plan->ring.series[RK_EXTRA].offset);
  float *gates = (float *)(void *)(ring + plan->ring.gates);
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    cell->gates[phase] = gates;
    gates += plan->phase[phase].tiles * plan->phase[phase].tile_width;
  }
  cell->previous = cell->masked = whole_vectors(plan, a->initial_hidden, hidden);
  cell->hidden = target_of_hidden(plan, a, hidden + plan->series[RK_HIDDEN].floats);
  if (plan->cell->extra == RK_EXTRA_OPERAND)
    cell->extra = extra;
  if (plan->cell->extra != RK_EXTRA_STATE)
    return;
  cell->extra_before = whole_vectors(plan, a->initial_cell, extra);
  cell->extra = a->final_cell && is_whole_vectors(plan) ? a->final_cell : extra + plan->series[RK_EXTRA].floats;
}

/* x as the products take it: as it is, or as words in the workspace. */
static const float *input_of(const rk_plan *plan, const rk_forward_arguments *a, char *workspace) {
  if (!rk_narrows(plan))
    return a->input;
  float *words = (float *)(void *)(workspace + plan->forward.input);
  plan->kernels->narrow_row(a->input, NULL, plan->d.input_size, words);
  return words + plan->kernels->left_head;
}

static void hand_out(const rk_plan *plan, const float *state, float *to) {
  if (to && to != state)
    memcpy(to, state, sizeof(float) * (size_t)plan->d.hidden_size);
}

void rk_single_step_run(const rk_plan *plan, const rk_forward_arguments *a) {
  char *workspace = a->workspace;
  single_step step;
  step.plan = plan;
  step.a = a;
  step.hidden_sums = NULL;
  step.cell = plan->single.cell;
  step.cell.bias = (const float *)(const void *)((const char *)a->packed_weights + plan->packed.bias);
  set_states(plan, a, workspace + plan->forward.storage, &step.cell);
  step.input = input_of(plan, a, workspace);
  step.operands = (float *)(void *)(workspace + plan->forward.operand);
  if (plan->cell->hidden_sums_apart)
    step.cell.hidden_sums = step.hidden_sums = (float *)(void *)(workspace + plan->forward.hidden_sums);
  if (plan->single.threads == 1) {
    run_tiles(&step, 0, 1); /* too short to take part in the counting of busy cores */
  } else {
    step.barrier = (rk_barrier){0};
    rk_team_run(plan->single.threads, run_tiles, &step);
  }
  hand_out(plan, step.cell.hidden, a->output);
  hand_out(plan, step.cell.hidden, a->final_hidden);
  if (plan->states > 1)
    hand_out(plan, step.cell.extra, a->final_cell);
}
