#include "passes/ranges.h"

#include "team/team.h"

typedef struct ranges {
  int64_t count, unit;
  rk_range_work work;
  const void *arguments;
} ranges;

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* Thread `thread` takes its share of the units, those of the first threads one longer where it does not divide. */
static void run_range(void *context, int thread, int threads) {
  const ranges *r = context;
  int64_t units = (r->count + r->unit - 1) / r->unit;
  int64_t share = units / threads, longer = units % threads;
  int64_t first = thread * share + smaller(thread, longer);
  int64_t last = first + share + (thread < longer);
  if (first < last)
    r->work(r->arguments, first * r->unit, smaller(last * r->unit, r->count));
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
  rk_team_run((int)smaller(rk_threads_for(threads), useful), run_range, &context);
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
