#include "sequence/sequence.h"

#include "interface/arguments.h"
#include "sequence/forward.h"
#include "sequence/pack.h"
#include "sequence/phase_step.h"

/* What all threads share. */
typedef struct forward_pass {
  const rk_plan *plan;
  const rk_forward_arguments *a;
  rk_schedule schedule;
  rk_barrier team[2]; /* of each direction */
} forward_pass;

enum { RK_ROWS_OF_A_STEP = 16 }; /* so many fill the registers: a step's products with W_ih need no other steps' */

/* Whether W_ih x of a chunk's steps is one product before them. Else it is part of each step's, with W_hh h. For our
   own products that is the same to the bit, for a BLAS's not: there it must not depend on the threads. */
static int makes_input_at_once(const rk_forward_thread *t, int64_t steps) {
  const rk_plan *plan = t->plan;
  return !t->seat.piece.by_rows && steps > 1 &&
         (!plan->products->splits_freely || plan->d.batch < RK_ROWS_OF_A_STEP ||
          !rk_weights_stay(plan, t->seat.post.parts));
}

static void run_chunk(const rk_forward_thread *t, int64_t s0, int64_t s1) {
  const rk_plan *plan = t->plan;
  /* Threads that share rows are at different chunks. Each has its gates by themselves, of one step after the other:
     what a core fetches ahead would else be its neighbour's. */
  int own_gates = t->seat.piece.by_rows && t->gates_ring;
  rk_chunk chunk = {.first = s0, .last = s1};
  for (int64_t s = s0; s < s1; s++)
    chunk.live += rk_seat_live(&t->seat, s);
  rk_range own = t->seat.piece.rows;
  rk_chunk place = chunk;
  if (own_gates) {
    place.live = own.last - own.first;
    place.before = own.first;
  }

  rk_input_source source = {
      .plan = plan,
      .schedule = t->seat.schedule,
      .input = t->a->input,
      .mask = t->a->input_mask ? t->a->input_mask + t->seat.direction * plan->d.batch * plan->d.input_size : NULL,
      .reverse = t->seat.reverse,
      .uniform = t->seat.piece.by_rows,
  };
  float *buffer = t->input + (s0 / plan->forward_chunk & 1) * plan->forward_chunk * plan->d.batch * plan->d.input_size;
  rk_input input = rk_gather_input(&source, s0, s1, rk_seat_row_share(&t->seat), buffer);
  rk_meet_other_tiles(&t->seat);

  int at_once = makes_input_at_once(t, s1 - s0);
  for (int phase = 0; phase < plan->cell->phases && at_once; phase++)
    for (int64_t tile = t->tiles.first; tile < t->tiles.last && chunk.live > 0; tile++)
      rk_input_product(t, input, phase, tile, chunk.live, rk_gates_tile(&t->storage, place, phase, tile));

  int64_t gates_row = own_gates ? 0 : own.first, input_row = own.first;
  for (int64_t s = s0; s < s1; s++) {
    rk_input step_input = {at_once ? NULL : input.data + input_row * input.stride, input.stride};
    rk_forward_step(t, place, s, gates_row, step_input);
    gates_row += own_gates ? 0 : rk_seat_live(&t->seat, s);
    input_row += t->seat.piece.by_rows ? plan->d.batch : rk_seat_live(&t->seat, s);
    if (s + 1 < s1)
      rk_meet_other_tiles(&t->seat);
  }
}

void rk_forward_steps(const rk_forward_thread *t, int64_t first, int64_t last) {
  for (int64_t s = first; s < last; s += t->plan->forward_chunk) {
    int64_t end = s + t->plan->forward_chunk;
    rk_store_checkpoint(t, s);
    run_chunk(t, s, end < last ? end : last);
  }
}

void rk_forward_prepare(const rk_forward_thread *t) {
  if (!t->packs)
    return;
  rk_range share = rk_part_of(t->plan->phase[0].tiles, 1, t->seat.post.part, t->seat.post.parts);
  rk_pack_tiles(t->plan, rk_weights_of(t->a, t->seat.direction), (void *)(uintptr_t)t->packed, share.first, share.last);
  if (t->seat.piece.by_rows)
    rk_meet(&t->seat);
}

rk_forward_thread rk_forward_thread_make(rk_seat seat, const rk_forward_arguments *arguments, char *workspace,
                                         rk_storage storage, int keeps) {
  const rk_plan *plan = seat.plan;
  rk_forward_thread t = {.seat = seat, .plan = plan, .a = arguments, .storage = storage, .keeps = keeps};
  t.tiles = rk_piece_tiles(&seat.piece, &seat.post, &plan->phase[0]);
  t.vectors = rk_vectors_of(plan, t.tiles);
  t.packs = arguments->packed_weights == NULL;
  t.packed = t.packs ? workspace + plan->forward.packed
                     : (const char *)arguments->packed_weights + (size_t)seat.direction * plan->packed.bytes;
  t.gates_ring = !keeps || !plan->cell->backward_reads_gates;
  t.input = (float *)(void *)(workspace + plan->forward.input);
  t.entering = (float *)(void *)(workspace + plan->forward.entering);
  t.hidden_part = (float *)(void *)(workspace + plan->forward.hidden_part);
  return t;
}

static void run_direction(forward_pass *pass, rk_post post, int direction) {
  const rk_plan *plan = pass->plan;
  char *workspace = (char *)pass->a->workspace + (size_t)direction * plan->forward.bytes;
  char *cache = (char *)pass->a->cache + (size_t)direction * plan->cache.bytes;
  int keeps = plan->d.mode == RK_MODE_TRAINING && !plan->segment;
  rk_storage storage = {plan, &plan->cache, cache, 0};
  if (!keeps)
    storage = (rk_storage){plan, &plan->ring, workspace + plan->forward.storage, 0};
  rk_seat seat = rk_seat_of(plan, &pass->schedule, pass->team, post, direction);
  rk_forward_thread t = rk_forward_thread_make(seat, pass->a, workspace, storage, keeps);
  if (plan->segment)
    t.checkpoints = (rk_storage){plan, &plan->cache, cache, 0};
  rk_forward_prepare(&t);
  rk_finish_dead_rows(&t);
  rk_load_starting_rows(&t, 0);
  rk_forward_steps(&t, 0, plan->d.steps);
}

static void thread_body(void *context, int thread, int threads) {
  forward_pass *pass = context;
  rk_post post = rk_post_of(pass->plan, thread, threads);
  for (int i = 0; i < post.directions; i++)
    run_direction(pass, post, post.first_direction + i);
}

void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments) {
  if (rk_is_single_step(plan, arguments)) {
    rk_single_step_run(plan, arguments);
    return;
  }
  forward_pass pass = {.plan = plan, .a = arguments};
  pass.schedule = rk_schedule_make(plan->d.batch, plan->d.steps, arguments->lengths, arguments->workspace);
  double work = rk_forward_work(plan);
  if (plan->d.mode == RK_MODE_TRAINING && rk_backward_work(plan) < work)
    work = rk_backward_work(plan); /* or backward would have to fetch what the other threads left */
  int threads = rk_useful_threads(plan, work);
  rk_team_run(rk_threads_of_steps(plan, &pass.schedule, threads), thread_body, &pass);
}
