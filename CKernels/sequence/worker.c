/* A worker's place among the others, and its rows in the caller's arrays. */
#include "sequence/worker.h"

rk_worker rk_worker_make(const rk_plan *plan, const rk_schedule *schedule, rk_barrier *barriers,
                         rk_assignment assignment, int direction) {
  return (rk_worker){
      .plan = plan,
      .schedule = schedule,
      .barrier = &barriers[direction],
      .direction = direction,
      .reverse = plan->d.direction == RK_DIRECTION_REVERSE || direction == 1,
      .assignment = assignment,
      .slice = rk_slice_of(plan, schedule, &assignment),
  };
}

void rk_wait_for_group(const rk_worker *worker) {
  rk_barrier_wait(worker->barrier, worker->assignment.parts);
}

void rk_wait_for_tiles(const rk_worker *worker) {
  if (!worker->slice.by_rows)
    rk_wait_for_group(worker);
}

rk_range rk_worker_rows(const rk_worker *worker) {
  return worker->slice.by_rows
             ? worker->slice.rows
             : rk_part_of(worker->plan->d.batch, 1, worker->assignment.part, worker->assignment.parts);
}

rk_caller_rows rk_state_rows(const rk_worker *worker) {
  return (rk_caller_rows){worker->schedule->order, worker->plan->d.hidden_size};
}

int64_t rk_state_offset(const rk_worker *worker, int64_t vector) {
  const rk_plan *plan = worker->plan;
  return worker->direction * plan->d.batch * plan->d.hidden_size + vector * plan->isa->lanes;
}

static int64_t output_width(const rk_plan *plan) {
  return plan->directions * plan->d.hidden_size;
}

rk_caller_rows rk_output_rows(const rk_worker *worker) {
  return (rk_caller_rows){worker->schedule->order, worker->plan->d.steps * output_width(worker->plan)};
}

int64_t rk_output_offset(const rk_worker *worker, int64_t s, int64_t vector) {
  const rk_plan *plan = worker->plan;
  return rk_step_time(worker->schedule, worker->reverse, s) * output_width(plan) +
         worker->direction * plan->d.hidden_size + vector * plan->isa->lanes;
}
