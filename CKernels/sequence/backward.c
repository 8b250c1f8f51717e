#include "sequence/sequence.h"

#include "interface/arguments.h"
#include "sequence/backward.h"

#include <string.h>

/* The forward chunk that step s was in. */
static rk_chunk forward_chunk(const rk_backward_thread *t, int64_t s) {
  int64_t length = t->plan->forward_chunk;
  rk_chunk chunk = {.first = s / length * length};
  chunk.last = chunk.first + length < t->plan->d.steps ? chunk.first + length : t->plan->d.steps;
  for (int64_t i = chunk.first; i < chunk.last; i++)
    chunk.live += rk_seat_live(&t->seat, i);
  return chunk;
}

/* Live rows of steps first ..< s. */
static int64_t rows_before(const rk_backward_thread *t, int64_t first, int64_t s) {
  int64_t rows = 0;
  for (int64_t i = first; i < s; i++)
    rows += rk_seat_live(&t->seat, i);
  return rows;
}

/* Steps first ..< last, from the last down, and then the products over all of them. */
static void run_chunk(rk_backward_thread *t, int64_t first, int64_t last, int add) {
  const rk_plan *plan = t->plan;
  rk_gradient_chunk c = {.first = first, .last = last, .live = rows_before(t, first, last), .add_d_input = add};
  c.gradients = t->gradients + t->turn * plan->backward_chunk * plan->d.batch * plan->gradient_stride;
  rk_gather_operands(t, &c);
  int64_t row = c.live;
  for (int64_t s = last - 1; s >= first; s--) {
    rk_chunk chunk = forward_chunk(t, s);
    row -= rk_seat_live(&t->seat, s);
    rk_gradient_step g = {s, chunk, rows_before(t, chunk.first, s), c.gradients + row * plan->gradient_stride};
    rk_backward_step(t, g, t->gradients_after);
    t->gradients_after = g.gradients;
    if (s > first)
      rk_meet_other_tiles(&t->seat);
  }
  rk_meet(&t->seat);
  rk_add_gradients(t, &c);
  t->turn ^= 1;
}

/* Computes the steps of a segment again, all of them, from its checkpoint. */
static void recompute(rk_backward_thread *t, int64_t first) {
  int64_t steps = t->plan->d.steps, last = first + t->plan->segment;
  t->storage.origin = t->forward_thread.storage.origin = first;
  rk_meet(&t->seat); /* others may still read the segment before */
  rk_load_checkpoint(&t->forward_thread, first);
  rk_forward_steps(&t->forward_thread, first, last < steps ? last : steps);
  rk_meet(&t->seat);
}

static void run_chunks(rk_backward_thread *t, int64_t first, int64_t last, int add) {
  for (int64_t end = last; end > first; end -= t->plan->backward_chunk)
    run_chunk(t, end - t->plan->backward_chunk > first ? end - t->plan->backward_chunk : first, end, add);
}

/* Steps first ..< last, segment by segment where there are checkpoints. */
static void run_range(rk_backward_thread *t, int64_t first, int64_t last, int add) {
  int64_t segment = t->plan->segment;
  if (!segment) {
    run_chunks(t, first, last, add);
    return;
  }
  for (int64_t end = last, begin; end > first; end = begin) {
    begin = (end - 1) / segment * segment;
    recompute(t, begin);
    begin = begin > first ? begin : first;
    run_chunks(t, begin, end, add);
  }
}

/* Rows that no step reaches: zeros in d_input past a row's end, and the states of empty rows. */
static void finish_dead_rows(const rk_backward_thread *t) {
  const rk_plan *plan = t->plan;
  const int32_t *lengths = t->seat.schedule->lengths;
  rk_range rows = rk_seat_row_share(&t->seat);
  for (int64_t row = rows.first; lengths && row < rows.last; row++) {
    if (t->a->d_input && t->seat.direction == 0)
      memset(t->a->d_input + (row * plan->d.steps + lengths[row]) * plan->d.input_size, 0,
             sizeof(float) * (size_t)((plan->d.steps - lengths[row]) * plan->d.input_size));
    if (lengths[row] > 0)
      continue;
    int64_t state = (t->seat.direction * plan->d.batch + row) * plan->d.hidden_size;
    rk_copy_state(t->a->d_final_hidden, t->a->d_initial_hidden, state, plan->d.hidden_size);
    if (plan->cell->kept == RK_KEPT_CELL)
      rk_copy_state(t->a->d_final_cell, t->a->d_initial_cell, state, plan->d.hidden_size);
  }
}

/* W_hh and W_ih as the gradients of h and x need them. */
static void pack_weights(const rk_backward_thread *t) {
  const rk_plan *plan = t->plan;
  const rk_weights *w = rk_weights_of(t->forward, t->seat.direction);
  int64_t hidden = plan->d.hidden_size;
  rk_range tiles = rk_part_of(plan->d_hidden.tiles, 1, t->seat.post.part, t->seat.post.parts);
  for (int i = 0; i < plan->cell->hidden_parts; i++)
    rk_pack_columns_of_tiles(
        plan, &plan->d_hidden, tiles, w->weight_hh + plan->cell->hidden_part[i].first_gate * hidden * hidden, hidden,
        plan->cell->hidden_part[i].blocks * hidden, t->hidden_panels, plan->cell->hidden_part[i].first_block * hidden);
  tiles = rk_part_of(plan->d_input.tiles, 1, t->seat.post.part, t->seat.post.parts);
  if (t->a->d_input)
    rk_pack_columns_of_tiles(plan, &plan->d_input, tiles, w->weight_ih, plan->d.input_size, plan->cell->gates * hidden,
                             t->input_panels, 0);
  if (t->seat.piece.by_rows)
    rk_meet(
        &t->seat); /* else the tiles it packs are its own, and the chunk's barrier is before the products with W_ih */
}

/*
 * Both directions add to d_input. Teams that run at once each write the half of the steps that they come to first, and
 * add to the other half when both are done with theirs; of two terms the sum does not depend on their order.
 */
static void run_direction(rk_backward_thread *t) {
  int64_t steps = t->plan->d.steps, half = t->seat.reverse ? steps - steps / 2 : steps / 2;
  int together = t->seat.post.concurrent > 1;
  pack_weights(t);
  finish_dead_rows(t);
  run_range(t, half, steps, !together && t->seat.direction == 1);
  if (together)
    rk_barrier_wait(&t->pass->all, t->seat.post.concurrent * t->seat.post.parts);
  run_range(t, 0, half, together || t->seat.direction == 1);
  rk_backward_step(t, (rk_gradient_step){.s = -1}, t->gradients_after);
}

/* With checkpoints, this thread's part in computing steps again: nothing of it but what backward reads is stored. */
static void prepare_recomputing(rk_backward_thread *t, char *workspace) {
  const rk_plan *plan = t->plan;
  rk_storage checkpoints = t->storage;
  t->storage = (rk_storage){plan, &plan->recomputed, workspace + plan->backward.recomputed, 0};
  t->forward_thread =
      rk_forward_thread_make(t->seat, &t->pass->again, workspace + plan->backward.forward, t->storage, 1);
  t->forward_thread.checkpoints = checkpoints;
  rk_forward_prepare(&t->forward_thread);
}

static void prepare(rk_backward_thread *t) {
  const rk_plan *plan = t->plan;
  char *workspace = (char *)t->a->workspace + (size_t)t->seat.direction * plan->backward.bytes;
  const rk_backward_layout *l = &plan->backward;
  t->tiles = rk_piece_tiles(&t->seat.piece, &t->seat.post, &plan->d_hidden);
  t->place = t->seat.piece.by_rows ? t->seat.post.part % plan->d_hidden.tiles : t->tiles.first;
  t->storage =
      (rk_storage){plan, &plan->cache, (char *)t->forward->cache + (size_t)t->seat.direction * plan->cache.bytes, 0};
  t->hidden_panels =
      (rk_packed){(float *)(void *)(workspace + l->hidden_panels), plan->cell->hidden_blocks * plan->d.hidden_size};
  t->input_panels =
      (rk_packed){(float *)(void *)(workspace + l->input_panels), plan->cell->gates * plan->d.hidden_size};
  t->gradients = (float *)(void *)(workspace + l->gradients);
  t->d_hidden = (float *)(void *)(workspace + l->d_hidden);
  t->carry = (float *)(void *)(workspace + l->carry);
  t->input = (float *)(void *)(workspace + l->input);
  for (int i = 0; i < plan->cell->phases; i++)
    t->source[i] = (float *)(void *)(workspace + l->source[i]);
  t->d_input = (float *)(void *)(workspace + l->d_input);
  t->gemm_workspace = (float *)(void *)(workspace + l->gemm) + t->seat.post.part * plan->gemm_floats;
  if (plan->segment)
    prepare_recomputing(t, workspace);
}

static void thread_body(void *context, int thread, int threads) {
  rk_backward_pass *pass = context;
  rk_post post = rk_post_of(pass->plan, thread, threads);
  for (int i = 0; i < post.directions; i++) {
    rk_backward_thread t = {.pass = pass, .plan = pass->plan, .a = pass->a, .forward = pass->a->forward};
    t.seat = rk_seat_of(pass->plan, &pass->schedule, pass->team, post, post.first_direction + i);
    prepare(&t);
    run_direction(&t);
  }
}

void rk_backward_run(const rk_plan *plan, const rk_backward_arguments *arguments) {
  rk_backward_pass pass = {.plan = plan, .a = arguments, .again = *arguments->forward};
  pass.again.output = pass.again.final_hidden = pass.again.final_cell = NULL;
  pass.schedule = rk_schedule_make(plan->d.batch, plan->d.steps, arguments->forward->lengths, arguments->workspace);
  int threads = rk_useful_threads(plan, rk_backward_work(plan));
  rk_team_run(rk_threads_of_steps(plan, &pass.schedule, threads), thread_body, &pass);
}
