/* Where the steps of one direction are stored; see rk_storage_layout. */
#ifndef RK_STORAGE_H
#define RK_STORAGE_H

#include "plan/plan.h"
#include "sequence/rows.h"

typedef struct rk_storage {
  const rk_plan *plan;
  const rk_storage_layout *layout;
  char *base;
  int64_t origin; /* the step that is stored first */
} rk_storage;

/* The gates of some steps: where they lie, and how many rows a tile of them has. */
typedef struct rk_chunk {
  int64_t first;       /* step */
  int64_t rows;        /* of a tile: those live at all steps of the chunk, added up */
  int64_t rows_before; /* of other workers, whose gates lie before these */
} rk_chunk;

/* A tile of gates: [rows of the chunk][tile_width], one step's rows after the other's. */
float *rk_gates_tile(const rk_storage *storage, rk_chunk chunk, int phase, int64_t tile);

/* The gates of one vector of units, at the chunk's first row. */
rk_inner_rows rk_gates_of(const rk_storage *storage, rk_chunk chunk, int phase, int64_t vector);

/* A slot of a series, RK_HIDDEN or RK_EXTRA; and its rows for one vector of units. */
float *rk_slot(const rk_storage *storage, int series, int64_t slot);
rk_inner_rows rk_slot_rows(const rk_storage *storage, int series, int64_t slot, int64_t vector);

#endif
