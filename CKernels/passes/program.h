/* What is the same of an elementwise program for every instruction set: its checks. */
#ifndef RK_PASSES_PROGRAM_H
#define RK_PASSES_PROGRAM_H

#include "passes/walk.h"

/* Checks a program and its sizes, and finds the number of elements and how many are worth a thread of their own. */
rk_status rk_check_program(const rk_elementwise_arguments *call, int64_t *count, int64_t *least);

/* The walk over a program's inputs, then its outputs; RK_INVALID_ARGUMENT where one of them is null. */
rk_status rk_program_walk(const rk_elementwise_arguments *call, rk_walk *walk);

#endif
