/* The tile registers of AMX, as the system lends them. */
#ifndef RK_AMX_H
#define RK_AMX_H

#include <stdbool.h>

/* Whether the kernels of amx_bf16.c and amx_int8.c run here. The first call asks the system for the registers, for the
   whole process; the answer is the same at every call. */
bool rk_has_tile_registers(void);

#endif
