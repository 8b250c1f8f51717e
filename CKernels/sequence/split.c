#include "sequence/split.h"

enum {
  RK_ROWS_A_THREAD = 8,                  /* fewer would leave a product's registers idle */
  RK_ROWS_A_READING = 32,                /* so many repay reading all weights from far at every step, */
  RK_STEPS_A_READING = 16,               /* and so many that others packed a part of them */
  RK_MULTIPLICATIONS_A_THREAD = 1 << 17, /* a few microseconds, what waking a thread costs */
  RK_STEP_A_THREAD =
      1 << 15, /* the same of a step, after which threads wait for each other and fetch what they wrote */
  RK_STEPS_A_THREAD = 1 << 19 /* and of all such steps */
};

rk_post rk_post_of(const rk_plan *plan, int thread, int threads) {
  int teams = plan->directions < threads ? plan->directions : threads;
  int parts = threads / teams;
  rk_post post = {.concurrent = teams, .part = thread % parts, .parts = parts};
  if (teams == 1)
    post.directions = plan->directions;
  else if (thread < teams * parts)
    post.first_direction = thread / parts, post.directions = 1;
  return post;
}

/* Whether equal shares of the rows are about equal work: the longest lie first. */
static int rows_are_even(const rk_schedule *schedule, int parts) {
  int64_t longest = 0, all = 0;
  rk_range first = rk_part_of(schedule->batch, 1, 0, parts);
  for (int64_t n = 0; schedule->lengths && n < schedule->batch; n++) {
    int64_t length = schedule->lengths[schedule->order ? schedule->order[n] : n];
    longest += n < first.last ? length : 0;
    all += length;
  }
  return longest * parts * 8 <= all * 9;
}

int rk_weights_stay(const rk_plan *plan, int parts) {
  return plan->packed.bytes / (size_t)parts <= RK_WEIGHTS_A_THREAD;
}

rk_piece rk_piece_of(const rk_plan *plan, const rk_schedule *schedule, const rk_post *post) {
  int64_t batch = plan->d.batch;
  int are_near = rk_weights_stay(plan, 1);
  int enough = batch >= post->parts * (are_near ? RK_ROWS_A_THREAD : RK_ROWS_A_READING) &&
               (are_near || plan->d.steps >= RK_STEPS_A_READING);
  int by_rows = post->parts > 1 && plan->products->splits_freely && enough && rows_are_even(schedule, post->parts);
  rk_piece piece = {.by_rows = by_rows, .rows = {0, batch}};
  if (by_rows)
    piece.rows = rk_part_of(batch, 1, post->part, post->parts);
  return piece;
}

rk_range rk_piece_tiles(const rk_piece *piece, const rk_post *post, const rk_tiling *tiling) {
  return piece->by_rows ? (rk_range){0, tiling->tiles} : rk_part_of(tiling->tiles, 1, post->part, post->parts);
}

rk_seat rk_seat_of(const rk_plan *plan, const rk_schedule *schedule, rk_barrier *teams, rk_post post, int direction) {
  return (rk_seat){
      .plan = plan,
      .schedule = schedule,
      .team = &teams[direction],
      .direction = direction,
      .reverse = plan->d.direction == RK_DIRECTION_REVERSE || direction == 1,
      .post = post,
      .piece = rk_piece_of(plan, schedule, &post),
  };
}

void rk_meet(const rk_seat *seat) {
  rk_barrier_wait(seat->team, seat->post.parts);
}

void rk_meet_other_tiles(const rk_seat *seat) {
  if (!seat->piece.by_rows)
    rk_meet(seat);
}

int64_t rk_seat_live(const rk_seat *seat, int64_t s) {
  return rk_live_rows(seat->schedule, seat->reverse, s);
}

int64_t rk_seat_live_own(const rk_seat *seat, int64_t s) {
  int64_t live = rk_seat_live(seat, s);
  rk_range own = seat->piece.rows;
  return live < own.first ? own.first : live > own.last ? own.last : live;
}

rk_range rk_seat_row_share(const rk_seat *seat) {
  return seat->piece.by_rows ? seat->piece.rows : rk_part_of(seat->plan->d.batch, 1, seat->post.part, seat->post.parts);
}

rk_caller_rows rk_state_rows(const rk_seat *seat) {
  return (rk_caller_rows){seat->schedule->order, seat->plan->d.hidden_size};
}

int64_t rk_state_offset(const rk_seat *seat, int64_t vector) {
  return seat->direction * seat->plan->d.batch * seat->plan->d.hidden_size + vector * seat->plan->isa->lanes;
}

double rk_forward_work(const rk_plan *plan) {
  return (double)plan->d.batch * (double)plan->d.steps * plan->directions * plan->cell->gates *
         (double)plan->d.hidden_size * (double)(plan->d.hidden_size + plan->d.input_size);
}

/* It has twice as many, but its threads hand each other every gradient, and gain little on those of few rows. What it
   packs, and adds to the weights' gradients, they share well. */
double rk_backward_work(const rk_plan *plan) {
  double weights = (double)plan->directions * plan->cell->gates * (double)plan->d.hidden_size *
                   (double)(plan->d.hidden_size + plan->d.input_size);
  return rk_forward_work(plan) / 8 + weights;
}

static int at_most(double fed, int threads) {
  return fed >= threads ? threads : fed < 1 ? 1 : (int)fed;
}

int rk_useful_threads(const rk_plan *plan, double multiplications) {
  return at_most(multiplications / RK_MULTIPLICATIONS_A_THREAD, plan->d.threads);
}

int rk_threads_of_steps(const rk_plan *plan, const rk_schedule *schedule, int threads) {
  rk_post post = rk_post_of(plan, 0, threads);
  if (plan->d.steps == 1 || post.parts == 1 || rk_piece_of(plan, schedule, &post).by_rows)
    return threads;
  double a_step = (double)plan->d.batch * plan->cell->gates * (double)plan->d.hidden_size * (double)plan->d.hidden_size;
  int fed = at_most(a_step / RK_STEP_A_THREAD, post.parts);
  return post.concurrent * at_most(a_step * (double)plan->d.steps / RK_STEPS_A_THREAD, fed);
}
