/* The cells' formulas, as recurrent_kernels.h states them, written down on a tape one row and one step at a time. */
#ifndef FORMULAS_H
#define FORMULAS_H

#include "tape.h"

/* One direction's weights; arrays are named by their first value. */
typedef struct formulas {
  tape *t;
  const rk_descriptor *descriptor;
  value_id one, minus_one;
  value_id weight_ih, weight_hh, bias_ih, bias_hh;
} formulas;

/* One row's step. `x` [D] and `masked_h` [H] are what the products read; `h` and `c` [H], the state as it is carried,
   go from before the step to after it. */
void write_step(const formulas *m, const value_id *x, const value_id *masked_h, value_id *h, value_id *c);

#endif
