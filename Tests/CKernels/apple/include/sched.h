/* What the kernels call of <sched.h>. */
#pragma once

int sched_yield(void);
