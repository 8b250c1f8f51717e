#include "sequence/storage.h"

static float *at(const rk_storage *storage, size_t offset) {
  return (float *)(void *)(storage->base + offset);
}

float *rk_gates_tile(const rk_storage *storage, rk_chunk chunk, int phase, int64_t tile) {
  const rk_plan *plan = storage->plan;
  int64_t width = 0;
  for (int i = 0; i < plan->cell->phases; i++)
    width += plan->phase[i].tiles * plan->phase[i].tile_width;
  float *gates = at(storage, storage->layout->gates);
  gates += ((chunk.first - storage->origin) % storage->layout->gate_steps * plan->d.batch + chunk.before) * width;
  if (phase > 0)
    gates += chunk.live * plan->phase[0].tiles * plan->phase[0].tile_width;
  return gates + chunk.live * tile * plan->phase[phase].tile_width;
}

rk_inner_rows rk_gates_of(const rk_storage *storage, rk_chunk chunk, int phase, int64_t vector) {
  const rk_plan *plan = storage->plan;
  const rk_tiling *tiling = &plan->phase[phase];
  float *tile = rk_gates_tile(storage, chunk, phase, vector / tiling->tile_vectors);
  int64_t within = vector % tiling->tile_vectors;
  return (rk_inner_rows){tile + within * tiling->gates * plan->isa->lanes, tiling->tile_width};
}

float *rk_hidden_slot(const rk_storage *storage, int64_t slot) {
  const rk_plan *plan = storage->plan;
  int64_t index = (slot - storage->origin) % storage->layout->state_slots;
  return at(storage, storage->layout->hidden) + index * plan->d.batch * plan->hidden_stride;
}

float *rk_kept_slot(const rk_storage *storage, int64_t slot) {
  int64_t index = (slot - storage->origin) % storage->layout->kept_steps;
  return at(storage, storage->layout->kept) + index * storage->plan->kept_floats;
}
