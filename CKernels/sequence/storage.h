/* Where the steps of one direction lie in memory; see rk_storage_layout. */
#ifndef RK_STORAGE_H
#define RK_STORAGE_H

#include "interface/plan.h"
#include "sequence/rows.h"

typedef struct rk_storage {
  const rk_plan *plan;
  const rk_storage_layout *layout;
  char *base;
  int64_t origin; /* the step that lies first */
} rk_storage;

/* Steps first ..< last, of whose rows `live` are alive in all. `before`: rows of other threads, whose gates lie before.
 */
typedef struct rk_chunk {
  int64_t first, last, live, before;
} rk_chunk;

/* The rows of one tile of gates, those of all the chunk's steps, one after the other. */
float *rk_gates_tile(const rk_storage *storage, rk_chunk chunk, int phase, int64_t tile);

/* Gates of one vector of units: row 0 of the chunk. */
rk_inner_rows rk_gates_of(const rk_storage *storage, rk_chunk chunk, int phase, int64_t vector);

/* [N][hidden_stride]: h before step `slot`, after step `slot` - 1. */
float *rk_hidden_slot(const rk_storage *storage, int64_t slot);

/* What the cell keeps, at a state's slot or of a step: see rk_plan.kept_stride. */
float *rk_kept_slot(const rk_storage *storage, int64_t slot);

#endif
