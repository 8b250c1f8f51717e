/* The instruction sets: a table of the functions compiled for each, and the choice at run time. */
#ifndef RK_ISA_H
#define RK_ISA_H

#include <stddef.h>
#include <stdint.h>

typedef struct rk_isa {
  const char *name; /* as rk_backend_native_isa takes it */
  int lanes;        /* floats in a vector */
} rk_isa;

/* The best this machine has; never null, the same at every call. */
const rk_isa *rk_isa_best(void);

/* By name; null where this machine or this build does not have it. */
const rk_isa *rk_isa_named(const char *name);

#endif
