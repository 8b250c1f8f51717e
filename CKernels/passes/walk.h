/* Arrays walked side by side in the row-major order of one shape, each by strides of its own. */
#ifndef RK_PASSES_WALK_H
#define RK_PASSES_WALK_H

#include "recurrent_kernels.h"

#include <stdbool.h>

enum { RK_MOST_ARRAYS = RK_MOST_INPUTS + RK_MOST_OUTPUTS };

/* The shape with axes of one element left out, and with neighbouring axes made one where every array allows it. */
typedef struct rk_walk {
  int rank;
  int arrays;
  int64_t shape[RK_MOST_AXES];
  int64_t strides[RK_MOST_ARRAYS][RK_MOST_AXES]; /* elements */
} rk_walk;

/* The walk of `arrays` arrays over a shape of at least one element. A null entry of `strides` is a dense array. */
rk_walk rk_walk_make(int rank, const int64_t *shape, int arrays, const int64_t *const *strides);

/* Whether element i of the walk is element i of the array. */
bool rk_walk_is_dense(const rk_walk *walk, int array);

/* Whether the array is one number throughout. */
bool rk_walk_is_constant(const rk_walk *walk, int array);

/* Copies elements begin ..< begin + count of the walk out of an array, and back into it. */
void rk_walk_gather(const rk_walk *walk, int array, int64_t begin, int64_t count, const float *source, float *block);
void rk_walk_scatter(const rk_walk *walk, int array, int64_t begin, int64_t count, const float *block, float *target);

#endif
