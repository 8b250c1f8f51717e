#include "elementwise/axes.h"

#include "math/integers.h"

#include <string.h>

/* The most elements of an array, and the furthest that one may be from the first. */
static const int64_t FARTHEST = INT64_MAX / 16;

/* Whether every element of an input is at a place that can be counted. */
static bool is_addressable(const rk_elementwise_arguments *a, const int64_t *strides) {
  int64_t last = 0, extent;
  for (int d = 0; d < a->rank; d++)
    if (a->shape[d] > 1 && (__builtin_mul_overflow(strides[d], a->shape[d] - 1, &extent) ||
                            __builtin_add_overflow(last, extent, &last) || last > FARTHEST || last < -FARTHEST))
      return false;
  return true;
}

static rk_status check_shape(const rk_elementwise_arguments *a, int inputs, int outputs, int64_t *count) {
  bool fits = true, is_empty = false;
  *count = 1;
  for (int d = 0; d < a->rank; d++) {
    if (a->shape[d] < 0)
      return RK_INVALID_ARGUMENT;
    is_empty |= a->shape[d] == 0;
    fits &= !__builtin_mul_overflow(*count, a->shape[d], count);
  }
  if (is_empty) {
    *count = 0;
    return RK_OK;
  }
  for (int k = 0; a->input_strides && k < inputs; k++)
    fits &= is_addressable(a, a->input_strides + k * a->rank);
  for (int k = 0; a->output_strides && k < outputs; k++)
    fits &= is_addressable(a, a->output_strides + k * a->rank);
  return fits && *count <= FARTHEST ? RK_OK : RK_TOO_LARGE;
}

/* Whether every array goes on along the axis before the last one where that ends. */
static bool is_one_walk(const rk_axes *axes, const int64_t *strides, int64_t extent) {
  for (int k = 0; k < axes->arrays; k++)
    if (axes->strides[k][axes->rank - 1] != strides[k] * extent)
      return false;
  return true;
}

static void add_axis(rk_axes *axes, int64_t extent, const int64_t *strides) {
  bool is_joined = axes->rank > 0 && is_one_walk(axes, strides, extent);
  int axis = is_joined ? axes->rank - 1 : axes->rank++;
  axes->shape[axis] = is_joined ? axes->shape[axis] * extent : extent;
  for (int k = 0; k < axes->arrays; k++)
    axes->strides[k][axis] = strides[k];
}

static void add_axes(const rk_elementwise_arguments *a, int inputs, rk_axes *axes) {
  int64_t dense = axes->count;
  for (int d = 0; d < a->rank; d++) {
    if (a->shape[d] == 1)
      continue;
    int64_t strides[RK_MOST_ARRAYS];
    dense /= a->shape[d];
    for (int k = 0; k < axes->arrays; k++)
      strides[k] = k < inputs          ? a->input_strides ? a->input_strides[k * a->rank + d] : dense
                   : a->output_strides ? a->output_strides[(k - inputs) * a->rank + d]
                                       : dense;
    add_axis(axes, a->shape[d], strides);
  }
}

rk_status rk_axes_make(const rk_elementwise_arguments *a, int inputs, int outputs, rk_axes *axes) {
  if (a->rank < 0 || a->rank > RK_MOST_AXES || (a->rank > 0 && !a->shape))
    return RK_INVALID_ARGUMENT;
  rk_status status = check_shape(a, inputs, outputs, &axes->count);
  axes->rank = 0;
  axes->arrays = inputs + outputs;
  if (status != RK_OK || axes->count <= 1)
    return status;
  if (a->input_strides || a->output_strides) {
    add_axes(a, inputs, axes);
    return RK_OK;
  }
  axes->rank = 1, axes->shape[0] = axes->count;
  for (int k = 0; k < axes->arrays; k++)
    axes->strides[k][0] = 1;
  return RK_OK;
}

bool rk_axes_dense(const rk_axes *axes, int array) {
  int64_t stride = 1;
  for (int d = axes->rank - 1; d >= 0; d--) {
    if (axes->strides[array][d] != stride)
      return false;
    stride *= axes->shape[d];
  }
  return true;
}

bool rk_axes_uniform(const rk_axes *axes, int array) {
  for (int d = 0; d < axes->rank; d++)
    if (axes->strides[array][d] != 0)
      return false;
  return true;
}

/* --- rows: the last axis --- */

/* Where a pass stands in one array. */
typedef struct place {
  const rk_axes *axes;
  const int64_t *strides;
  int64_t index[RK_MOST_AXES]; /* of the row: along the axes but the last */
  int64_t row;                 /* offset of its first element */
  int64_t column, length, stride;
} place;

static place place_of(const rk_axes *axes, int array, int64_t element) {
  int last = axes->rank - 1;
  place p = {.axes = axes, .strides = axes->strides[array], .length = axes->shape[last]};
  p.stride = p.strides[last];
  p.column = element % p.length;
  element /= p.length;
  for (int d = last - 1; d >= 0; d--) {
    p.index[d] = element % axes->shape[d];
    element /= axes->shape[d];
    p.row += p.index[d] * p.strides[d];
  }
  return p;
}

/* Moves on by a run of elements that ends with the row or before. */
static void advance(place *p, int64_t run) {
  p->column += run;
  if (p->column < p->length)
    return;
  p->column = 0;
  for (int d = p->axes->rank - 2; d >= 0; d--) {
    p->row += p->strides[d];
    if (++p->index[d] < p->axes->shape[d])
      return;
    p->row -= p->index[d] * p->strides[d];
    p->index[d] = 0;
  }
}

static int64_t offset_of(const place *p) {
  return p->row + p->column * p->stride;
}

const float *rk_axes_load(const rk_axes *axes, int array, const float *values, int64_t first, int64_t count,
                          float *buffer) {
  place p = place_of(axes, array, first);
  if (p.stride == 1 && p.column + count <= p.length)
    return values + offset_of(&p);
  for (int64_t done = 0, run; done < count; done += run) {
    run = rk_min(p.length - p.column, count - done);
    const float *from = values + offset_of(&p);
    if (p.stride == 1)
      memcpy(buffer + done, from, sizeof(float) * (size_t)run);
    else
      for (int64_t i = 0; i < run; i++)
        buffer[done + i] = from[i * p.stride];
    advance(&p, run);
  }
  return buffer;
}

void rk_axes_store(const rk_axes *axes, int array, float *values, int64_t first, int64_t count, const float *buffer) {
  place p = place_of(axes, array, first);
  for (int64_t done = 0, run; done < count; done += run) {
    run = rk_min(p.length - p.column, count - done);
    float *to = values + offset_of(&p);
    if (p.stride == 1)
      memcpy(to, buffer + done, sizeof(float) * (size_t)run);
    else
      for (int64_t i = 0; i < run; i++)
        to[i * p.stride] = buffer[done + i];
    advance(&p, run);
  }
}
