/* A pass that only brings an array's axes into another order. */
#ifndef RK_TRANSPOSE_H
#define RK_TRANSPOSE_H

#include "elementwise/program.h"

/* Whether a pass that was checked copies one array whose elements lie one after the other along another axis than the
   last. */
bool rk_is_transpose(const rk_pass *pass);

void rk_transpose_run(const rk_pass *pass, const rk_elementwise_arguments *arguments);

#endif
