#include "team/crowd.h"

/* A decision rests on several slices of the system's scheduler, of some ms each. A trial that fails costs a decision's
   time at a crowd's speed, so trials come further and further apart. */
static const int64_t DECISION = 20 * 1000000LL;
static const int64_t LEAST_PATIENCE = 100 * 1000000LL;
static const int64_t MOST_PATIENCE = 3200 * 1000000LL;

int rk_crowd_absent(rk_crowd *crowd, int64_t now) {
  if (crowd->absent > 0 && now >= crowd->next_trial) {
    crowd->absent--;
    crowd->trying = 1;
    crowd->next_trial = INT64_MAX;
    crowd->wall = crowd->lost = 0;
  }
  return crowd->absent;
}

static void do_with_fewer(rk_crowd *crowd, int threads, int64_t now) {
  int64_t fewer = (crowd->lost + crowd->wall / 2) / crowd->wall; /* as many as lost their core, rounded */
  fewer = fewer < 1 ? 1 : fewer < threads - 1 ? fewer : threads - 1;
  int64_t longer = crowd->patience < MOST_PATIENCE / 2 ? 2 * crowd->patience : MOST_PATIENCE;
  crowd->absent += (int)fewer;
  crowd->patience = crowd->trying ? longer : LEAST_PATIENCE;
  crowd->next_trial = now + crowd->patience;
}

void rk_crowd_note(rk_crowd *crowd, int threads, int64_t wall, int64_t lost, int64_t now) {
  crowd->wall += wall;
  crowd->lost += lost;
  if (crowd->wall < DECISION)
    return;
  if (crowd->lost > crowd->wall / threads)
    do_with_fewer(crowd, threads, now);
  else if (crowd->trying)
    crowd->next_trial = now + LEAST_PATIENCE;
  crowd->trying = 0;
  crowd->wall = crowd->lost = 0;
}
