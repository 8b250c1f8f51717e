/* The axes of a pass over strided arrays. */
#ifndef RK_AXES_H
#define RK_AXES_H

#include "recurrent_kernels.h"

enum { RK_MOST_ARRAYS = RK_MOST_INPUTS + RK_MOST_OUTPUTS };

/* As few axes as say the same: without those of one element, and with neighbours joined that every array walks through
   as through one. */
typedef struct rk_axes {
  int rank;
  int arrays;
  int64_t count; /* elements, in row-major order of the shape */
  int64_t shape[RK_MOST_AXES];
  int64_t strides[RK_MOST_ARRAYS][RK_MOST_AXES];
} rk_axes;

/* The status of the arguments' rank, shape and strides, and the axes they make: arrays are the inputs, then the
   outputs. */
rk_status rk_axes_make(const rk_elementwise_arguments *arguments, int inputs, int outputs, rk_axes *axes);

/* Whether element i of the pass is element i of an array, and whether an array is one number throughout. */
bool rk_axes_dense(const rk_axes *axes, int array);
bool rk_axes_uniform(const rk_axes *axes, int array);

/* `count` elements of an array from element `first` on: where they lie in a row already, or else copied to `buffer`. */
const float *rk_axes_load(const rk_axes *axes, int array, const float *values, int64_t first, int64_t count,
                          float *buffer);

/* Writes `count` elements to an array, from element `first` on. */
void rk_axes_store(const rk_axes *axes, int array, float *values, int64_t first, int64_t count, const float *buffer);

#endif
