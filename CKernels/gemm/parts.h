/* Cutting things into parts. */
#ifndef RK_PARTS_H
#define RK_PARTS_H

#include <stdint.h>

static inline int64_t rk_smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* How many parts of at most `most`. */
static inline int64_t rk_parts(int64_t total, int64_t most) {
  return total / most + (total % most != 0);
}

/* 0 ..< total in `parts` parts as even as can be: part i begins here, and ends where part i + 1 begins. */
static inline int64_t rk_part_begin(int64_t total, int64_t parts, int64_t i) {
  return total / parts * i + rk_smaller(total % parts, i);
}

#endif
