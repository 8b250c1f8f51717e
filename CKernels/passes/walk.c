/* The walk over strided arrays: made once a call, then asked for blocks of elements. */
#include "passes/walk.h"

#include <string.h>

/* Whether the walk's last axis and the next inner one are one axis to every array. */
static bool can_join(const rk_walk *walk, int64_t size, const int64_t *strides) {
  for (int array = 0; array < walk->arrays; array++)
    if (walk->strides[array][walk->rank - 1] != strides[array] * size)
      return false;
  return true;
}

static void add_axis(rk_walk *walk, int64_t size, const int64_t *strides) {
  int axis = walk->rank - 1;
  if (walk->rank > 0 && can_join(walk, size, strides)) {
    walk->shape[axis] *= size;
  } else {
    axis = walk->rank++;
    walk->shape[axis] = size;
  }
  for (int array = 0; array < walk->arrays; array++)
    walk->strides[array][axis] = strides[array];
}

rk_walk rk_walk_make(int rank, const int64_t *shape, int arrays, const int64_t *const *strides) {
  rk_walk walk = {.arrays = arrays};
  int64_t dense[RK_MOST_AXES], next = 1;
  for (int axis = rank - 1; axis >= 0; axis--) {
    dense[axis] = next;
    next *= shape[axis];
  }
  for (int axis = 0; axis < rank; axis++) {
    int64_t of_axis[RK_MOST_ARRAYS];
    if (shape[axis] == 1)
      continue;
    for (int array = 0; array < arrays; array++)
      of_axis[array] = strides[array] ? strides[array][axis] : dense[axis];
    add_axis(&walk, shape[axis], of_axis);
  }
  if (walk.rank == 0) { /* a single element */
    walk.rank = 1;
    walk.shape[0] = 1;
    for (int array = 0; array < arrays; array++)
      walk.strides[array][0] = 1;
  }
  return walk;
}

bool rk_walk_is_dense(const rk_walk *walk, int array) {
  int64_t next = 1;
  for (int axis = walk->rank - 1; axis >= 0; axis--) {
    if (walk->strides[array][axis] != next)
      return false;
    next *= walk->shape[axis];
  }
  return true;
}

bool rk_walk_is_constant(const rk_walk *walk, int array) {
  for (int axis = 0; axis < walk->rank; axis++)
    if (walk->strides[array][axis] != 0)
      return false;
  return true;
}

/* Where a walk stands: the index of each axis, and the elements left in the run along the last. */
typedef struct place {
  int64_t index[RK_MOST_AXES];
  int64_t offset;
} place;

static place place_of(const rk_walk *walk, int array, int64_t element) {
  place p = {.offset = 0};
  for (int axis = walk->rank - 1; axis >= 0; axis--) {
    p.index[axis] = element % walk->shape[axis];
    element /= walk->shape[axis];
    p.offset += p.index[axis] * walk->strides[array][axis];
  }
  return p;
}

/* Moves on by `count` elements, which do not go beyond the end of the last axis. */
static void advance(const rk_walk *walk, int array, place *p, int64_t count) {
  int axis = walk->rank - 1;
  p->index[axis] += count;
  p->offset += count * walk->strides[array][axis];
  for (; axis > 0 && p->index[axis] == walk->shape[axis]; axis--) {
    p->offset += walk->strides[array][axis - 1] - walk->shape[axis] * walk->strides[array][axis];
    p->index[axis] = 0;
    p->index[axis - 1]++;
  }
}

/* How many of `count` elements follow each other along the last axis. */
static int64_t run_length(const rk_walk *walk, const place *p, int64_t count) {
  int64_t left = walk->shape[walk->rank - 1] - p->index[walk->rank - 1];
  return left < count ? left : count;
}

void rk_walk_gather(const rk_walk *walk, int array, int64_t begin, int64_t count, const float *source, float *block) {
  int64_t stride = walk->strides[array][walk->rank - 1];
  place p = place_of(walk, array, begin);
  while (count > 0) {
    int64_t run = run_length(walk, &p, count);
    const float *from = source + p.offset;
    if (stride == 1)
      memcpy(block, from, (size_t)run * sizeof(float));
    else
      for (int64_t i = 0; i < run; i++)
        block[i] = from[i * stride];
    block += run;
    count -= run;
    advance(walk, array, &p, run);
  }
}

void rk_walk_scatter(const rk_walk *walk, int array, int64_t begin, int64_t count, const float *block, float *target) {
  int64_t stride = walk->strides[array][walk->rank - 1];
  place p = place_of(walk, array, begin);
  while (count > 0) {
    int64_t run = run_length(walk, &p, count);
    float *to = target + p.offset;
    if (stride == 1)
      memcpy(to, block, (size_t)run * sizeof(float));
    else
      for (int64_t i = 0; i < run; i++)
        to[i * stride] = block[i];
    block += run;
    count -= run;
    advance(walk, array, &p, run);
  }
}
