/* The forward pass: every worker goes through its steps chunk by chunk. */
#include "sequence/sequence.h"

#include "sequence/forward.h"
#include "sequence/pack.h"
#include "sequence/phase_step.h"

/* What all threads share. */
typedef struct forward_pass {
  const rk_plan *plan;
  const rk_forward_arguments *a;
  rk_schedule schedule;
  rk_barrier barriers[2]; /* of each direction's group */
} forward_pass;

/* --- a chunk --- */

/* Rows that fill a product's registers: a step's product with W_ih then needs no other step's rows. */
enum { FULL_ROWS = 16 };

/*
 * Whether W_ih x of a chunk's steps is one product before them. Else it is part of each step's, with W_hh h. Products
 * that split freely give the same bits either way. The others always make one product, which does not depend on the
 * threads.
 */
static bool makes_input_at_once(const rk_forward_worker *f, int64_t steps) {
  const rk_plan *plan = f->plan;
  return !f->worker.slice.by_rows && steps > 1 &&
         (!plan->products->splits_freely || plan->d.batch < FULL_ROWS ||
          !rk_weights_stay(plan, f->worker.assignment.parts));
}

/* Workers that split rows may be at different chunks. Where their gates are a ring, each has a step's gates to itself,
   together: else what a core fetches ahead would be its neighbour's. */
static bool has_gates_to_itself(const rk_forward_worker *f) {
  return f->worker.slice.by_rows && f->gates_are_a_ring;
}

static rk_chunk chunk_of(const rk_forward_worker *f, int64_t first, int64_t last) {
  rk_range own = f->worker.slice.rows;
  if (has_gates_to_itself(f))
    return (rk_chunk){.first = first, .rows = own.last - own.first, .rows_before = own.first};
  return (rk_chunk){.first = first, .rows = rk_live_rows_of_steps(f->worker.schedule, f->worker.reverse, first, last)};
}

/* The chunk's input, once the group has gathered it. */
static rk_input gather(const rk_forward_worker *f, int64_t first, int64_t last) {
  const rk_plan *plan = f->plan;
  int64_t number = first / plan->forward_chunk, floats = plan->forward_chunk * plan->d.batch * plan->input_stride;
  rk_input input = rk_gather_input(&f->worker, f->a, first, last, f->worker.slice.by_rows, rk_narrows(plan),
                                   f->input + (number & 1) * floats);
  rk_wait_for_tiles(&f->worker);
  return input;
}

static void multiply_input(const rk_forward_worker *f, rk_chunk chunk, rk_input input) {
  for (int phase = 0; phase < f->plan->cell->phases && chunk.rows > 0; phase++)
    for (int64_t tile = f->tiles.first; tile < f->tiles.last; tile++)
      rk_input_product(f, input, phase, tile, chunk.rows, rk_gates_tile(&f->storage, chunk, phase, tile));
}

static void run_chunk(const rk_forward_worker *f, int64_t first, int64_t last) {
  rk_chunk chunk = chunk_of(f, first, last);
  rk_input input = gather(f, first, last);
  bool at_once = makes_input_at_once(f, last - first);
  if (at_once)
    multiply_input(f, chunk, input);

  bool by_itself = has_gates_to_itself(f);
  int64_t own = f->worker.slice.rows.first, gates_row = by_itself ? 0 : own, input_row = own;
  for (int64_t s = first; s < last; s++) {
    int64_t live = rk_worker_live(&f->worker, s);
    rk_input step_input = {at_once ? NULL : input.data + input_row * input.stride, input.stride};
    rk_forward_step(f, chunk, s, gates_row, step_input);
    gates_row += by_itself ? 0 : live;
    input_row += f->worker.slice.by_rows ? f->plan->d.batch : live;
    if (s + 1 < last)
      rk_wait_for_tiles(&f->worker);
  }
}

void rk_forward_steps(const rk_forward_worker *f, int64_t first, int64_t last) {
  for (int64_t s = first; s < last; s += f->plan->forward_chunk) {
    rk_store_checkpoint(f, s);
    run_chunk(f, s, rk_min(s + f->plan->forward_chunk, last));
  }
}

/* --- a worker --- */

void rk_forward_prepare(const rk_forward_worker *f) {
  const rk_assignment *own = &f->worker.assignment;
  if (!f->packs_into)
    return;
  rk_pack_tiles(f->plan, rk_weights_of(f->a, f->worker.direction), f->packs_into,
                rk_part_of(f->plan->phase[0].tiles, 1, own->part, own->parts));
  if (f->worker.slice.by_rows)
    rk_wait_for_group(&f->worker);
}

rk_forward_worker rk_forward_worker_make(rk_worker worker, const rk_forward_arguments *a, char *workspace,
                                         rk_storage storage, bool stores_all) {
  const rk_plan *plan = worker.plan;
  const rk_forward_layout *l = &plan->forward;
  rk_extra extra = plan->cell->extra;
  rk_forward_worker f = {.worker = worker, .plan = plan, .a = a, .storage = storage, .stores_all = stores_all};
  f.tiles = rk_slice_tiles(&worker.slice, &worker.assignment, &plan->phase[0]);
  f.vectors = rk_vectors_of(plan, f.tiles);
  f.packs_into = a->packed_weights ? NULL : workspace + l->packed;
  f.packed = a->packed_weights ? (const char *)a->packed_weights + (size_t)worker.direction * plan->packed.bytes
                               : f.packs_into;
  f.stores_extra = extra != RK_EXTRA_NONE && (extra != RK_EXTRA_RECORD || stores_all);
  f.gates_are_a_ring = !stores_all || !plan->cell->backward_reads_gates;
  f.initial[RK_HIDDEN] = a->initial_hidden, f.final[RK_HIDDEN] = a->final_hidden;
  if (plan->states > 1)
    f.initial[RK_EXTRA] = a->initial_cell, f.final[RK_EXTRA] = a->final_cell;
  f.input = (float *)(void *)(workspace + l->input);
  f.masked = (float *)(void *)(workspace + l->masked);
  f.hidden_sums = (float *)(void *)(workspace + l->hidden_sums);
  f.operand = (float *)(void *)(workspace + l->operand) + worker.assignment.part * plan->d.batch * plan->operand_stride;
  return f;
}

static void run_direction(forward_pass *pass, rk_assignment assignment, int direction) {
  const rk_plan *plan = pass->plan;
  char *workspace = (char *)pass->a->workspace + (size_t)direction * plan->forward.bytes;
  char *cache = (char *)pass->a->cache + (size_t)direction * plan->cache.bytes;
  rk_storage cached = {plan, &plan->cache, cache, 0};
  rk_storage ring = {plan, &plan->ring, workspace + plan->forward.storage, 0};
  bool stores_all = plan->d.mode == RK_MODE_TRAINING && !plan->segment;
  rk_worker worker = rk_worker_make(plan, &pass->schedule, pass->barriers, assignment, direction);
  rk_forward_worker f = rk_forward_worker_make(worker, pass->a, workspace, stores_all ? cached : ring, stores_all);
  if (plan->segment)
    f.checkpoints = cached;
  rk_forward_prepare(&f);
  rk_finish_unreached_rows(&f);
  rk_load_starting_rows(&f, 0);
  rk_forward_steps(&f, 0, plan->d.steps);
}

static void run_thread(void *context, int thread, int threads) {
  forward_pass *pass = context;
  rk_assignment assignment = rk_assignment_of(pass->plan, thread, threads);
  for (int i = 0; i < assignment.directions; i++)
    run_direction(pass, assignment, assignment.first_direction + i);
}

/* By itself: its frame would cost a single step a few nanoseconds. */
static __attribute__((noinline)) void run_sequence(const rk_plan *plan, const rk_forward_arguments *arguments) {
  forward_pass pass = {.plan = plan, .a = arguments};
  pass.schedule = rk_schedule_make(plan->d.batch, plan->d.steps, arguments->lengths, arguments->workspace);
  double work = rk_forward_work(plan);
  if (plan->d.mode == RK_MODE_TRAINING && rk_backward_work(plan) < work)
    work = rk_backward_work(plan); /* or backward would have to fetch what the other threads left */
  int threads = rk_useful_threads(plan, work);
  rk_team_run(rk_threads_of_steps(plan, &pass.schedule, threads), run_thread, &pass);
}

void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments) {
  if (rk_is_single_step(plan, arguments))
    rk_single_step_run(plan, arguments);
  else
    run_sequence(plan, arguments);
}
