#ifndef TILE_BACKEND_H
#define TILE_BACKEND_H

#include "isa/isa.h"

/* Both are null where the machine has no AVX-512 with VNNI. */
const rk_isa *tile_isa(void);
const rk_backend *tile_backend(void);

#endif
