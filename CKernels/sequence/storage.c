/* Finding a step's gates and slots. */
#include "sequence/storage.h"

static float *floats_at(const rk_storage *storage, size_t offset) {
  return (float *)(void *)(storage->base + offset);
}

float *rk_gates_tile(const rk_storage *storage, rk_chunk chunk, int phase, int64_t tile) {
  const rk_plan *plan = storage->plan;
  int64_t width = 0, before = 0; /* floats of a row of all phases' gates, and of the phases before this one */
  for (int i = 0; i < plan->cell->phases; i++) {
    before = i == phase ? width : before;
    width += plan->phase[i].tiles * plan->phase[i].tile_width;
  }
  int64_t step = (chunk.first - storage->origin) % storage->layout->gate_steps;
  float *gates = floats_at(storage, storage->layout->gates) + (step * plan->d.batch + chunk.rows_before) * width;
  return gates + chunk.rows * (before + tile * plan->phase[phase].tile_width);
}

rk_inner_rows rk_gates_of(const rk_storage *storage, rk_chunk chunk, int phase, int64_t vector) {
  const rk_plan *plan = storage->plan;
  const rk_tiling *tiling = &plan->phase[phase];
  float *tile = rk_gates_tile(storage, chunk, phase, vector / tiling->tile_vectors);
  int64_t within = vector % tiling->tile_vectors;
  return (rk_inner_rows){tile + within * tiling->gates * plan->isa->lanes, tiling->tile_width};
}

float *rk_slot(const rk_storage *storage, int series, int64_t slot) {
  int64_t index = (slot - storage->origin) % storage->layout->series[series].slots;
  return floats_at(storage, storage->layout->series[series].offset) + index * storage->plan->series[series].floats;
}

rk_inner_rows rk_slot_rows(const rk_storage *storage, int series, int64_t slot, int64_t vector) {
  const rk_series_layout *l = &storage->plan->series[series];
  return (rk_inner_rows){rk_slot(storage, series, slot) + vector * l->vector_stride, l->row_stride};
}
