/* Sharing a layer: who runs what, and how many threads are worth it. No choice here changes a bit of a result. */
#include "sequence/split.h"

/* What makes it worth splitting by rows. */
enum {
  LEAST_ROWS = 8,      /* a thread; fewer would leave a product's registers idle */
  LEAST_FAR_ROWS = 32, /* the same where weights come from far: so many repay reading all of them at every step */
  LEAST_FAR_STEPS = 16 /* for such weights: so many steps repay reading what other threads packed */
};

/* Multiplications that are worth a thread. */
enum {
  LEAST_WORK = 1 << 17,      /* of a call: a few microseconds, which is what waking a thread costs */
  LEAST_STEP_WORK = 1 << 15, /* of a step, after which threads wait for each other and fetch what others wrote */
  LEAST_STEPS_WORK = 1 << 19 /* of all such steps */
};

/* Weights to pack that are worth a thread. */
enum { LEAST_PACKED = 1 << 14 };

/* --- who runs what --- */

rk_assignment rk_assignment_of(const rk_plan *plan, int thread, int threads) {
  int groups = plan->directions < threads ? plan->directions : threads;
  int parts = threads / groups;
  rk_assignment assignment = {.groups = groups, .part = thread % parts, .parts = parts};
  if (groups == 1)
    assignment.directions = plan->directions;
  else if (thread < groups * parts)
    assignment.first_direction = thread / parts, assignment.directions = 1;
  return assignment;
}

/* Whether equal parts of the rows are about equal work. The longest rows lie first. */
static bool rows_are_even(const rk_schedule *schedule, int parts) {
  int64_t longest = 0, all = 0;
  rk_range first = rk_part_of(schedule->batch, 1, 0, parts);
  for (int64_t n = 0; schedule->lengths && n < schedule->batch; n++) {
    int64_t length = schedule->lengths[rk_caller_row(schedule, n)];
    longest += n < first.last ? length : 0;
    all += length;
  }
  return longest * parts * 8 <= all * 9;
}

bool rk_weights_stay(const rk_plan *plan, int parts) {
  return plan->packed.bytes / (size_t)parts <= plan->near_bytes;
}

rk_slice rk_slice_of(const rk_plan *plan, const rk_schedule *schedule, const rk_assignment *assignment) {
  int64_t batch = plan->d.batch;
  bool are_near = rk_weights_stay(plan, 1);
  bool enough = batch >= assignment->parts * (are_near ? LEAST_ROWS : LEAST_FAR_ROWS) &&
                (are_near || plan->d.steps >= LEAST_FAR_STEPS);
  rk_slice slice = {.rows = {0, batch}};
  slice.by_rows =
      assignment->parts > 1 && plan->products->splits_freely && enough && rows_are_even(schedule, assignment->parts);
  if (slice.by_rows)
    slice.rows = rk_part_of(batch, 1, assignment->part, assignment->parts);
  return slice;
}

rk_range rk_slice_tiles(const rk_slice *slice, const rk_assignment *assignment, const rk_tiling *tiling) {
  return slice->by_rows ? (rk_range){0, tiling->tiles}
                        : rk_part_of(tiling->tiles, 1, assignment->part, assignment->parts);
}

/* --- how many threads --- */

static double weights_of(const rk_plan *plan) {
  return (double)plan->directions * plan->cell->gates * (double)plan->d.hidden_size *
         (double)(plan->d.hidden_size + plan->d.input_size);
}

double rk_forward_work(const rk_plan *plan) {
  return (double)plan->d.batch * (double)plan->d.steps * weights_of(plan);
}

/* A backward pass has twice the multiplications. But its threads hand each other every gradient, and gain little on
   those of few rows. They share well what is done once for each weight: packing it, and adding to its gradient. */
double rk_backward_work(const rk_plan *plan) {
  return rk_forward_work(plan) / 8 + weights_of(plan);
}

static int limited(double threads, int most) {
  return threads >= most ? most : threads < 1 ? 1 : (int)threads;
}

int rk_useful_threads(const rk_plan *plan, double multiplications) {
  return limited(multiplications / LEAST_WORK, plan->d.threads);
}

int rk_threads_of_steps(const rk_plan *plan, const rk_schedule *schedule, int threads) {
  rk_assignment assignment = rk_assignment_of(plan, 0, threads);
  if (plan->d.steps == 1 || assignment.parts == 1 || rk_slice_of(plan, schedule, &assignment).by_rows)
    return threads;
  double step = (double)plan->d.batch * plan->cell->gates * (double)plan->d.hidden_size * (double)plan->d.hidden_size;
  int fed = limited(step / LEAST_STEP_WORK, assignment.parts);
  return assignment.groups * limited(step * (double)plan->d.steps / LEAST_STEPS_WORK, fed);
}

int rk_threads_for_packing(const rk_plan *plan) {
  return limited(weights_of(plan) / LEAST_PACKED, plan->d.threads);
}
