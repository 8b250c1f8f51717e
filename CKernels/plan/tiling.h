/* How the columns of a product are cut: vectors of units with their gates side by side, in panels, in tiles. */
#ifndef RK_TILING_H
#define RK_TILING_H

#include <stdint.h>

typedef struct rk_tiling {
  int gates;            /* of a unit */
  int panel_width;      /* floats of a panel's row */
  int last_width;       /* the same of the last panel, without its padding where some of it is not */
  int64_t panels;       /* in all */
  int64_t tiles;        /* in all */
  int64_t tile_panels;  /* panels of a tile; the last one may have fewer */
  int64_t tile_vectors; /* vectors of units of a tile */
  int64_t tile_width;   /* floats of a tile's row */
  int tile_columns;     /* the same in vectors */
} rk_tiling;

typedef struct rk_plan rk_plan;

/* Sets the plan's tilings, and how many steps a chunk has. */
void rk_plan_cut(rk_plan *plan);

#endif
