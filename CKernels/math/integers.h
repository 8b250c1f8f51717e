/* Whole numbers: the smaller and the larger of two, quotients rounded up, and even cuts. A division takes as long as
   dozens of multiply-adds, so that what is not to be cut does without. */
#ifndef RK_INTEGERS_H
#define RK_INTEGERS_H

#include <stdint.h>

static inline int64_t rk_min(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static inline int64_t rk_max(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* a / b rounded up, for a >= 0 and b > 0: how many parts of at most b make up a. It cannot overflow. */
static inline int64_t rk_divide_up(int64_t a, int64_t b) {
  return a <= b ? a > 0 : a / b + (a % b != 0);
}

/* 0 ..< count in `parts` parts as even as can be: part i begins here, and ends where part i + 1 begins. */
static inline int64_t rk_part_begin(int64_t count, int64_t parts, int64_t i) {
  return parts == 1 ? count * i : count / parts * i + rk_min(count % parts, i);
}

/* The numbers first ..< last. */
typedef struct rk_range {
  int64_t first, last;
} rk_range;

/* Part `part` of 0 ..< count in `parts` parts, cut at multiples of `unit` as evenly as can be. */
static inline rk_range rk_part_of(int64_t count, int64_t unit, int part, int parts) {
  if (parts == 1)
    return (rk_range){0, count};
  int64_t units = rk_divide_up(count, unit);
  return (rk_range){rk_min(rk_part_begin(units, parts, part) * unit, count),
                    rk_min(rk_part_begin(units, parts, part + 1) * unit, count)};
}

#endif
