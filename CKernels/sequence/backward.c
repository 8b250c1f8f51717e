/* The backward pass: every worker goes back through its steps chunk by chunk. */
#include "sequence/sequence.h"

#include "sequence/backward.h"
#include "sequence/pack.h"

#include <string.h>

/* --- chunks --- */

/* The chunk of forward's that step s was in. */
static rk_chunk forward_chunk(const rk_backward_worker *b, int64_t s) {
  int64_t length = b->plan->forward_chunk, first = s / length * length;
  int64_t last = rk_min(first + length, b->plan->d.steps);
  return (rk_chunk){.first = first, .rows = rk_live_rows_of_steps(b->worker.schedule, b->worker.reverse, first, last)};
}

/* Steps first ..< last, from the last down, and then the products over all of them. */
static void run_chunk(rk_backward_worker *b, int64_t first, int64_t last, bool adds) {
  const rk_plan *plan = b->plan;
  const rk_schedule *schedule = b->worker.schedule;
  rk_gradient_chunk c = {.first = first, .last = last, .adds_to_d_input = adds};
  c.live = rk_live_rows_of_steps(schedule, b->worker.reverse, first, last);
  int64_t rows_before = b->buffer * plan->backward_chunk * plan->d.batch;
  c.gradients = b->gradients + rows_before * plan->gradient_stride;
  c.words = b->gradient_words + rows_before * plan->gradient_words_stride;
  rk_gather_operands(b, &c);
  int64_t row = c.live;
  for (int64_t s = last - 1; s >= first; s--) {
    rk_chunk chunk = forward_chunk(b, s);
    row -= rk_worker_live(&b->worker, s);
    rk_gradient_step g = {.s = s,
                          .chunk = chunk,
                          .chunk_row = rk_live_rows_of_steps(schedule, b->worker.reverse, chunk.first, s),
                          .gradients = c.gradients + row * plan->gradient_stride,
                          .words = c.words + row * plan->gradient_words_stride};
    rk_backward_step(b, g, b->words_after);
    b->words_after = g.words;
    if (s > first)
      rk_wait_for_tiles(&b->worker);
  }
  rk_wait_for_group(&b->worker);
  rk_add_gradients(b, &c);
  b->buffer ^= 1;
}

static void run_chunks(rk_backward_worker *b, int64_t first, int64_t last, bool adds) {
  for (int64_t end = last; end > first; end -= b->plan->backward_chunk)
    run_chunk(b, rk_max(end - b->plan->backward_chunk, first), end, adds);
}

/* --- segments --- */

/* Computes all steps of a segment again, from its checkpoint. */
static void replay(rk_backward_worker *b, int64_t first) {
  b->storage.origin = b->replay.storage.origin = first;
  rk_wait_for_group(&b->worker); /* others may still read the segment before */
  rk_load_checkpoint(&b->replay, first);
  rk_forward_steps(&b->replay, first, rk_min(first + b->plan->segment, b->plan->d.steps));
  rk_wait_for_group(&b->worker);
}

/* Steps first ..< last, segment by segment where there are checkpoints. */
static void run_steps(rk_backward_worker *b, int64_t first, int64_t last, bool adds) {
  int64_t segment = b->plan->segment;
  if (!segment) {
    run_chunks(b, first, last, adds);
    return;
  }
  for (int64_t end = last, begin; end > first; end = begin) {
    begin = (end - 1) / segment * segment;
    replay(b, begin);
    begin = rk_max(begin, first);
    run_chunks(b, begin, end, adds);
  }
}

/* --- a direction --- */

/* What no step reaches: zeros in d_input past a row's end, and the initial states' gradients of empty rows. */
static void finish_unreached_rows(const rk_backward_worker *b) {
  const rk_plan *plan = b->plan;
  const int32_t *lengths = b->worker.schedule->lengths;
  int64_t steps = plan->d.steps, inputs = plan->d.input_size, hidden = plan->d.hidden_size;
  rk_range rows = rk_worker_rows(&b->worker);
  for (int64_t row = rows.first; lengths && row < rows.last; row++) {
    if (b->a->d_input && b->worker.direction == 0)
      memset(b->a->d_input + (row * steps + lengths[row]) * inputs, 0,
             sizeof(float) * (size_t)((steps - lengths[row]) * inputs));
    for (int i = 0; i < plan->states && lengths[row] == 0; i++)
      rk_copy_state(b->d_final[i], b->d_initial[i], (b->worker.direction * plan->d.batch + row) * hidden, hidden);
  }
}

/* W_hh and W_ih as the gradients of h and x need them. Where threads split tiles, a thread packs those of W_hh that it
   uses itself, and the chunk's barrier comes before the products with W_ih. */
static void pack_weights(const rk_backward_worker *b) {
  const rk_assignment *own = &b->worker.assignment;
  if (!b->packs_into)
    return;
  rk_pack_backward_part(b->plan, rk_weights_of(b->forward, b->worker.direction), b->packs_into, b->a->d_input,
                        own->part, own->parts);
  if (b->worker.slice.by_rows)
    rk_wait_for_group(&b->worker);
}

/*
 * Both directions add to d_input. Groups that run at the same time each write the half of the steps that they come to
 * first, and add to the other half when both are done with theirs. Of two terms the sum does not depend on their order.
 */
static void run_direction(rk_backward_worker *b) {
  const rk_assignment *own = &b->worker.assignment;
  int64_t steps = b->plan->d.steps, half = b->worker.reverse ? steps - steps / 2 : steps / 2;
  bool at_once = own->groups > 1;
  pack_weights(b);
  finish_unreached_rows(b);
  run_steps(b, half, steps, !at_once && b->worker.direction == 1);
  if (at_once)
    rk_barrier_wait(&b->pass->all, own->groups * own->parts);
  run_steps(b, 0, half, at_once || b->worker.direction == 1);
  rk_backward_step(b, (rk_gradient_step){.s = -1}, b->words_after);
}

/* --- a worker --- */

/* With checkpoints, the worker's part in computing steps again. Nothing of it is stored but what backward reads. */
static void prepare_replay(rk_backward_worker *b, char *workspace) {
  const rk_plan *plan = b->plan;
  rk_storage checkpoints = b->storage;
  b->storage = (rk_storage){plan, &plan->recomputed, workspace + plan->backward.recomputed, 0};
  b->replay = rk_forward_worker_make(b->worker, &b->pass->again, workspace + plan->backward.forward, b->storage, true);
  b->replay.checkpoints = checkpoints;
  rk_forward_prepare(&b->replay);
}

static float *floats_at(char *workspace, size_t offset) {
  return (float *)(void *)(workspace + offset);
}

static void set_panels(rk_backward_worker *b, char *workspace) {
  const rk_plan *plan = b->plan;
  const rk_packed_backward_layout *l = &plan->packed_backward;
  const char *packed = b->a->packed_weights;
  b->packs_into = packed ? NULL : workspace + plan->backward.packed;
  packed = packed ? packed + (size_t)b->worker.direction * l->bytes : b->packs_into;
  b->hidden_panels =
      (rk_packed){(const float *)(const void *)(packed + l->hidden), rk_hidden_blocks(plan->cell) * plan->hidden_words};
  b->input_panels =
      (rk_packed){(const float *)(const void *)(packed + l->input), plan->cell->gates * plan->hidden_words};
}

static void set_buffers(rk_backward_worker *b, char *workspace) {
  const rk_plan *plan = b->plan;
  const rk_backward_layout *l = &plan->backward;
  b->gradients = floats_at(workspace, l->gradients);
  b->gradient_words = rk_narrows(plan) ? floats_at(workspace, l->gradient_words) : b->gradients;
  b->d_hidden = floats_at(workspace, l->d_hidden);
  b->carry = floats_at(workspace, l->carry);
  b->input = floats_at(workspace, l->input);
  for (int i = 0; i < plan->cell->phases; i++)
    b->operand[i] = floats_at(workspace, l->operand[i]);
  b->d_input = floats_at(workspace, l->d_input);
  b->gemm_workspace = floats_at(workspace, l->gemm) + b->worker.assignment.part * plan->gemm_floats;
}

static void prepare(rk_backward_worker *b) {
  const rk_plan *plan = b->plan;
  const rk_assignment *own = &b->worker.assignment;
  size_t direction = (size_t)b->worker.direction;
  char *workspace = (char *)b->a->workspace + direction * plan->backward.bytes;
  b->tiles = rk_slice_tiles(&b->worker.slice, own, &plan->d_hidden);
  b->scratch_tile = b->worker.slice.by_rows ? own->part % plan->d_hidden.tiles : b->tiles.first;
  b->storage = (rk_storage){plan, &plan->cache, (char *)b->forward->cache + direction * plan->cache.bytes, 0};
  b->d_final[RK_HIDDEN] = b->a->d_final_hidden, b->d_initial[RK_HIDDEN] = b->a->d_initial_hidden;
  if (plan->states > 1)
    b->d_final[RK_EXTRA] = b->a->d_final_cell, b->d_initial[RK_EXTRA] = b->a->d_initial_cell;
  set_panels(b, workspace);
  set_buffers(b, workspace);
  if (plan->segment)
    prepare_replay(b, workspace);
}

static void run_thread(void *context, int thread, int threads) {
  rk_backward_pass *pass = context;
  rk_assignment assignment = rk_assignment_of(pass->plan, thread, threads);
  for (int i = 0; i < assignment.directions; i++) {
    rk_backward_worker b = {.pass = pass, .plan = pass->plan, .a = pass->a, .forward = pass->a->forward};
    b.worker = rk_worker_make(pass->plan, &pass->schedule, pass->barriers, assignment, assignment.first_direction + i);
    prepare(&b);
    run_direction(&b);
  }
}

void rk_backward_run(const rk_plan *plan, const rk_backward_arguments *arguments) {
  rk_backward_pass pass = {.plan = plan, .a = arguments, .again = *arguments->forward};
  pass.again.output = pass.again.final_hidden = pass.again.final_cell = NULL;
  pass.schedule = rk_schedule_make(plan->d.batch, plan->d.steps, arguments->forward->lengths, arguments->workspace);
  int threads = rk_useful_threads(plan, rk_backward_work(plan));
  rk_team_run(rk_threads_of_steps(plan, &pass.schedule, threads), run_thread, &pass);
}
