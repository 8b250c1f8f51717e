/* Passes cut among threads. */
#include "passes/ranges.h"

#include "math/integers.h"
#include "team/team.h"

typedef struct ranges {
  int64_t count, unit;
  rk_range_work work;
  const void *arguments;
} ranges;

static void run_range(void *context, int thread, int threads) {
  const ranges *r = context;
  rk_range own = rk_part_of(r->count, r->unit, thread, threads);
  if (own.first < own.last)
    r->work(r->arguments, own.first, own.last);
}

void rk_for_ranges(int64_t count, int64_t unit, int64_t least, int32_t threads, rk_range_work work,
                   const void *arguments) {
  int64_t useful = count / least;
  if (useful <= 1 || threads == 1) {
    if (count > 0)
      work(arguments, 0, count);
    return;
  }
  ranges context = {.count = count, .unit = unit, .work = work, .arguments = arguments};
  rk_team_run((int)rk_min(rk_threads_for(threads), useful), run_range, &context);
}

rk_status rk_check_count(int64_t count, int32_t threads) {
  if (count < 0 || threads < 0)
    return RK_INVALID_ARGUMENT;
  return count > INT64_MAX / 16 ? RK_TOO_LARGE : RK_OK;
}

rk_status rk_check_rows(int64_t count, int64_t width, int32_t threads) {
  if (count < 0 || width < 0)
    return RK_INVALID_ARGUMENT;
  int64_t elements;
  if (__builtin_mul_overflow(count, width, &elements))
    return RK_TOO_LARGE;
  return rk_check_count(elements, threads);
}

bool rk_indices_in_range(const int32_t *indices, int64_t count, int64_t bound) {
  bool outside = false;
  for (int64_t i = 0; i < count; i++)
    outside |= indices[i] < 0 || indices[i] >= bound;
  return !outside;
}
