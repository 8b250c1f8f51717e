/* A recurrent layer in double precision, from the formulas of recurrent_kernels.h alone. */
#ifndef ORACLE_H
#define ORACLE_H

#include "recurrent.h"

/* Whether the oracle takes milliseconds for a layer of this size, and not seconds. */
int oracle_is_quick(const layer *l);

/* What run_layer should give, rounded to float. */
void run_oracle(const layer *l, results *r);

#endif
