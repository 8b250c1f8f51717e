/*
 * One step of one sequence, as streams run it: the states go straight from the caller to the cell and back, and nothing
 * is spent on rows, chunks and lengths. The small layers take about a tenth of a microsecond, so that all that the
 * calls have in common is in the plan.
 */
#include "sequence/phase_step.h"
#include "sequence/sequence.h"
#include "sequence/split.h"

#include <string.h>

void rk_single_step_prepare(rk_plan *plan) {
  rk_single_plan *single = &plan->single;
  if (plan->d.batch != 1 || plan->d.steps != 1 || plan->directions != 1 || plan->d.mode != RK_MODE_INFERENCE ||
      !plan->products->has_thin)
    return;
  single->threads = rk_useful_threads(plan, rk_forward_work(plan));
  single->cell = rk_cell_of(plan, 1);
  single->cell.rows = 1;
  int64_t inputs = plan->d.input_size, hidden = plan->d.hidden_size;
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    rk_thin_product product = rk_thin_product_of(plan, &plan->phase[phase], inputs + hidden);
    product.depth = inputs;
    product.second_depth = hidden;
    single->product[phase] = product;
  }
}

int rk_is_single_step(const rk_plan *plan, const rk_forward_arguments *a) {
  return plan->single.threads > 0 && a->packed_weights && !a->lengths && !a->input_mask && !a->recurrent_mask;
}

typedef struct single_step {
  const rk_plan *plan;
  const rk_forward_arguments *a;
  float *hidden_part;
  rk_barrier barrier;
  rk_cell_forward_step cell;
} single_step;

/* W_ih x and W_hh h of a phase, for tiles first ..< last. */
static void multiply(const single_step *step, int phase, rk_range tiles) {
  const rk_plan *plan = step->plan;
  rk_thin_product p = plan->single.product[phase];
  int reset = plan->cell->phase[phase].source == RK_SOURCE_RESET_HIDDEN;
  const char *panels = (const char *)step->a->packed_weights + plan->packed.panels[phase];
  p.panel = (const float *)(const void *)panels + tiles.first * p.panel_stride;
  p.a = step->a->input;
  p.second = reset ? step->cell.reset_hidden : step->cell.entering;
  p.c = (phase == 0 ? step->cell.gates : step->cell.candidate) + tiles.first * p.c_stride;
  p.tiles = tiles.last - tiles.first;
  p.second_c = step->hidden_part ? step->hidden_part + tiles.first * p.c_stride : NULL;
  plan->isa->kernels->multiply_thin(&p);
}

static void run_tiles(void *context, int thread, int threads) {
  single_step *step = context;
  const rk_plan *plan = step->plan;
  rk_range tiles = rk_part_of(plan->phase[0].tiles, 1, thread, threads), vectors = rk_vectors_of(plan, tiles);
  for (int phase = 0; phase < plan->cell->phases; phase++) {
    if (phase > 0)
      rk_barrier_wait(&step->barrier, threads);
    multiply(step, phase, tiles);
    plan->isa->cells[plan->d.cell].forward[phase](&step->cell, vectors.first, vectors.last);
  }
}

/* A state in whole vectors: the caller's own where it is that, else a copy at `place`. */
static const float *whole_vectors(const rk_plan *plan, const float *state, float *place) {
  size_t hidden = (size_t)plan->d.hidden_size, padded = (size_t)(plan->vectors * plan->isa->lanes);
  if (state && hidden == padded)
    return state;
  if (state)
    memcpy(place, state, sizeof(float) * hidden);
  memset(place + (state ? hidden : 0), 0, sizeof(float) * (padded - (state ? hidden : 0)));
  return place;
}

/* Where the new h goes: to the caller at once, if it is in whole vectors and no thread can still need the old one. */
static float *place_of_hidden(const rk_plan *plan, const rk_forward_arguments *a, float *place) {
  if (plan->d.hidden_size % plan->isa->lanes != 0)
    return place;
  return plan->single.threads == 1 && a->final_hidden ? a->final_hidden : a->output ? a->output : place;
}

/* Where the states come from and go to; `ring` is the workspace's ring of steps. */
static void set_places(const rk_plan *plan, const rk_forward_arguments *a, char *ring, rk_cell_forward_step *cell) {
  float *hidden = (float *)(void *)(ring + plan->ring.hidden), *kept = (float *)(void *)(ring + plan->ring.kept);
  cell->gates = (float *)(void *)(ring + plan->ring.gates);
  cell->previous = cell->entering = whole_vectors(plan, a->initial_hidden, hidden);
  cell->hidden = place_of_hidden(plan, a, hidden + plan->hidden_stride);
  if (plan->cell->phases > 1) {
    cell->candidate = cell->gates + plan->phase[0].tiles * plan->phase[0].tile_width;
    cell->reset_hidden = kept;
  } else if (plan->cell->kept == RK_KEPT_CELL) {
    int direct = a->final_cell && plan->d.hidden_size % plan->isa->lanes == 0;
    cell->cell = whole_vectors(plan, a->initial_cell, kept);
    cell->kept = direct ? a->final_cell : kept + plan->vectors * plan->isa->lanes;
  }
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
  step.hidden_part = NULL;
  step.cell = plan->single.cell;
  step.cell.bias = (const float *)(const void *)((const char *)a->packed_weights + plan->packed.bias);
  set_places(plan, a, workspace + plan->forward.storage, &step.cell);
  if (plan->cell->hidden_part_apart)
    step.cell.hidden_part = step.hidden_part = (float *)(void *)(workspace + plan->forward.hidden_part);
  if (plan->single.threads == 1) {
    run_tiles(&step, 0, 1); /* too short to be worth a place among the calls that share the cores */
  } else {
    step.barrier = (rk_barrier){0};
    rk_team_run(plan->single.threads, run_tiles, &step);
  }
  hand_out(plan, step.cell.hidden, a->output);
  hand_out(plan, step.cell.hidden, a->final_hidden);
  if (step.cell.kept)
    hand_out(plan, step.cell.kept, a->final_cell);
}
