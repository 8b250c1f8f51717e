#include "sequence/sequence.h"

#include "sequence/inputs.h"
#include "sequence/pack.h"
#include "sequence/rows.h"
#include "sequence/schedule.h"
#include "sequence/split.h"
#include "sequence/storage.h"

#include <string.h>

/* What all threads share. */
typedef struct forward_pass {
  const rk_plan *plan;
  const rk_forward_arguments *a;
  rk_schedule schedule;
  rk_barrier team[2]; /* of each direction */
} forward_pass;

/* One thread's part in one direction. */
typedef struct forward_thread {
  forward_pass *pass;
  const rk_plan *plan;
  const rk_forward_arguments *a;
  int direction, reverse;
  rk_post post;
  rk_piece piece;
  rk_span tiles, vectors; /* its own */
  rk_span rows;           /* its share of what is done by whole rows */
  const char *packed;
  rk_storage storage;
  float *input, *entering, *hidden_part;
  int keeps;      /* what backward reads */
  int gates_ring; /* of one chunk's gates */
} forward_thread;

static void meet(const forward_thread *t) {
  rk_barrier_wait(&t->pass->team[t->direction], t->post.parts);
}

/* Where threads share the rows, none needs another's results. */
static void meet_other_tiles(const forward_thread *t) {
  if (!t->piece.by_rows)
    meet(t);
}

static int64_t live_rows(const forward_thread *t, int64_t s) {
  return rk_live_rows(&t->pass->schedule, t->reverse, s);
}

static int64_t clamp(int64_t row, rk_span span) {
  return row < span.first ? span.first : row > span.last ? span.last : row;
}

/* [S,N,H] of the caller: this direction's vector of units. */
static rk_caller_rows state_rows(const forward_thread *t) {
  return (rk_caller_rows){t->pass->schedule.order, t->plan->d.hidden_size};
}

static int64_t state_offset(const forward_thread *t, int64_t vector) {
  return t->direction * t->plan->d.batch * t->plan->d.hidden_size + vector * t->plan->isa->lanes;
}

static rk_inner_rows hidden_of(const forward_thread *t, int64_t slot, int64_t vector) {
  return (rk_inner_rows){rk_hidden_slot(&t->storage, slot) + vector * t->plan->isa->lanes, t->plan->hidden_stride};
}

static rk_inner_rows kept_of(const forward_thread *t, int64_t slot, int64_t vector) {
  return (rk_inner_rows){rk_kept_vector(&t->storage, slot, vector), t->plan->isa->lanes};
}

/* h as it enters W_hh: masked apart, or as it is. */
static rk_inner_rows entering_of(const forward_thread *t, int64_t slot, int64_t vector) {
  if (!t->a->recurrent_mask)
    return hidden_of(t, slot, vector);
  const rk_plan *plan = t->plan;
  float *masked = t->entering + (slot & 1) * plan->d.batch * plan->hidden_stride;
  return (rk_inner_rows){masked + vector * plan->isa->lanes, plan->hidden_stride};
}

static void mask_hidden(const forward_thread *t, int64_t slot, int64_t vector, int64_t first, int64_t last) {
  if (t->a->recurrent_mask)
    t->plan->isa->rows->multiply_in(first, last, rk_lanes_of(t->plan, vector),
                                    t->a->recurrent_mask + state_offset(t, vector), state_rows(t),
                                    hidden_of(t, slot, vector), entering_of(t, slot, vector));
}

/* --- states at the ends --- */

/* The initial states of the rows whose first step is s. */
static void load_starting_rows(const forward_thread *t, int64_t s) {
  int64_t first = clamp(live_rows(t, s - 1), t->piece.rows), last = clamp(live_rows(t, s), t->piece.rows);
  if (first >= last)
    return;
  const rk_row_functions *rows = t->plan->isa->rows;
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++) {
    int lanes = rk_lanes_of(t->plan, vector);
    int64_t offset = state_offset(t, vector);
    const float *hidden = t->a->initial_hidden, *cell = t->a->initial_cell;
    rows->copy_in(first, last, lanes, hidden ? hidden + offset : NULL, state_rows(t), hidden_of(t, s, vector));
    if (t->plan->cell->kept == RK_KEPT_CELL)
      rows->copy_in(first, last, lanes, cell ? cell + offset : NULL, state_rows(t), kept_of(t, s, vector));
    mask_hidden(t, s, vector, first, last);
  }
}

/* The final states of the rows whose last step is s. */
static void store_ending_rows(const forward_thread *t, int64_t s) {
  int64_t first = clamp(live_rows(t, s + 1), t->piece.rows), last = clamp(live_rows(t, s), t->piece.rows);
  if (first >= last)
    return;
  const rk_row_functions *rows = t->plan->isa->rows;
  for (int64_t vector = t->vectors.first; vector < t->vectors.last; vector++) {
    int lanes = rk_lanes_of(t->plan, vector);
    int64_t offset = state_offset(t, vector);
    if (t->a->final_hidden)
      rows->copy_out(first, last, lanes, hidden_of(t, s + 1, vector), t->a->final_hidden + offset, state_rows(t));
    if (t->a->final_cell && t->plan->cell->kept == RK_KEPT_CELL)
      rows->copy_out(first, last, lanes, kept_of(t, s + 1, vector), t->a->final_cell + offset, state_rows(t));
  }
}

/* --- one step --- */

/* One vector of units of a tile, once its sums are there. */
static void point_step(const forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, int phase, int64_t vector,
                       int64_t rows, const float *hidden_part) {
  const rk_plan *plan = t->plan;
  int64_t first = t->piece.rows.first, lanes = plan->isa->lanes;
  rk_inner_rows gates = rk_gates_of(&t->storage, chunk, 0, vector);
  rk_cell_forward_step step = {
      .rows = rows,
      .activation = plan->d.activation,
      .recurrent_activation = plan->d.recurrent_activation,
      .bias = (const float *)(const void *)(t->packed + plan->packed.bias) + vector * plan->cell->biases * lanes,
      .gates = gates.data + row * gates.stride,
      .gates_stride = gates.stride,
      .hidden_part = hidden_part,
      .hidden_part_stride = plan->phase[0].tile_width,
      .previous = hidden_of(t, s, vector).data + first * plan->hidden_stride,
      .entering = entering_of(t, s, vector).data + first * plan->hidden_stride,
      .hidden = hidden_of(t, s + 1, vector).data + first * plan->hidden_stride,
      .hidden_stride = plan->hidden_stride,
  };
  if (plan->cell->phases > 1) {
    rk_inner_rows candidate = rk_gates_of(&t->storage, chunk, 1, vector);
    step.candidate = candidate.data + row * candidate.stride;
    step.candidate_stride = candidate.stride;
    step.reset_hidden = rk_kept_slot(&t->storage, s) + first * plan->hidden_stride + vector * lanes;
  } else if (plan->cell->kept == RK_KEPT_CELL) {
    step.cell = rk_kept_vector(&t->storage, s, vector) + first * lanes;
    step.kept = rk_kept_vector(&t->storage, s + 1, vector) + first * lanes;
  } else if (plan->cell->kept == RK_KEPT_HIDDEN_PART && t->keeps) {
    step.kept = rk_kept_vector(&t->storage, s, vector) + first * lanes;
  }
  plan->isa->cells[plan->d.cell].forward[phase](&step);
}

/* The output at step s of one vector of units. */
static float *output_of(const forward_thread *t, int64_t s, int64_t vector, rk_caller_rows *rows) {
  const rk_plan *plan = t->plan;
  int64_t width = plan->directions * plan->d.hidden_size;
  *rows = (rk_caller_rows){t->pass->schedule.order, plan->d.steps * width};
  return t->a->output + rk_step_time(&t->pass->schedule, t->reverse, s) * width + t->direction * plan->d.hidden_size +
         vector * plan->isa->lanes;
}

/* Hands the new h of one vector on: to the output and, masked, to the next step. */
static void publish(const forward_thread *t, int64_t s, int64_t vector, int64_t first, int64_t last) {
  mask_hidden(t, s + 1, vector, first, last);
  if (!t->a->output)
    return;
  rk_caller_rows rows;
  float *output = output_of(t, s, vector, &rows);
  t->plan->isa->rows->copy_out(first, last, rk_lanes_of(t->plan, vector), hidden_of(t, s + 1, vector), output, rows);
}

/* What the step will write of one vector, far from the caches where all steps are kept. */
static void fetch_results(const forward_thread *t, int64_t s, int64_t vector, int64_t first, int64_t last) {
  rk_fetch_inner(first, last, hidden_of(t, s + 1, vector));
  if (t->plan->cell->kept == RK_KEPT_CELL)
    rk_fetch_inner(first, last, kept_of(t, s + 1, vector));
  if (t->a->output) {
    rk_caller_rows rows;
    const float *output = output_of(t, s, vector, &rows);
    rk_fetch_caller(first, last, output, rows);
  }
}

static rk_packed panels_of(const forward_thread *t, int phase) {
  char *panels = (char *)t->packed + t->plan->packed.panels[phase];
  return (rk_packed){(float *)(void *)panels, t->plan->d.input_size + t->plan->d.hidden_size};
}

/* W_ih x of `rows` rows, for one tile. */
static void input_product(const forward_thread *t, rk_input input, int phase, int64_t tile, int64_t rows,
                          float *gates) {
  rk_tile_product(t->plan, &t->plan->phase[phase], panels_of(t, phase), 0, t->plan->d.input_size, tile, rows,
                  input.data, input.stride, gates, 0);
}

/* W_hh h and what follows it, for one tile, `row` being the first row of the chunk. */
static void step_tile(const forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, int phase, int64_t tile,
                      int64_t rows) {
  const rk_plan *plan = t->plan;
  const rk_tiling *tiling = &plan->phase[phase];
  int64_t first = t->piece.rows.first;
  float *gates = rk_gates_tile(&t->storage, chunk, phase, tile) + row * tiling->tile_width;
  const float *source = plan->cell->phase[phase].source == RK_SOURCE_RESET_HIDDEN ? rk_kept_slot(&t->storage, s)
                                                                                  : entering_of(t, s, 0).data;
  rk_span vectors = {tile * tiling->tile_vectors, (tile + 1) * tiling->tile_vectors};
  if (vectors.last > plan->vectors)
    vectors.last = plan->vectors;
  for (int64_t vector = vectors.first; vector < vectors.last && rows > 1; vector++)
    fetch_results(t, s, vector, first, first + rows);
  /* Each thread uses the place of its own first tile again and again: it stays in its first cache. */
  int apart = plan->cell->hidden_part_apart;
  float *hidden_part = t->hidden_part + (t->tiles.first * plan->d.batch + first) * tiling->tile_width;
  rk_tile_product(plan, tiling, panels_of(t, phase), plan->d.input_size, plan->d.hidden_size, tile, rows,
                  source + first * plan->hidden_stride, plan->hidden_stride, apart ? hidden_part : gates, !apart);
  for (int64_t vector = vectors.first; vector < vectors.last; vector++) {
    point_step(t, chunk, s, row, phase, vector, rows,
               hidden_part + (vector - vectors.first) * tiling->gates * plan->isa->lanes);
    if (phase == plan->cell->phases - 1)
      publish(t, s, vector, first, first + rows);
  }
}

/* `row` is the step's first in the chunk's gates; null input: its product is there already. */
static void run_step(const forward_thread *t, rk_chunk chunk, int64_t s, int64_t row, rk_input input) {
  int64_t rows = clamp(live_rows(t, s), t->piece.rows) - t->piece.rows.first;
  row += t->piece.rows.first;
  for (int phase = 0; phase < t->plan->cell->phases; phase++) {
    if (phase > 0)
      meet_other_tiles(t);
    for (int64_t tile = t->tiles.first; tile < t->tiles.last && rows > 0; tile++) {
      if (input.data) {
        float *gates = rk_gates_tile(&t->storage, chunk, phase, tile) + row * t->plan->phase[phase].tile_width;
        input_product(t, input, phase, tile, rows, gates);
      }
      step_tile(t, chunk, s, row, phase, tile, rows);
    }
  }
  store_ending_rows(t, s);
  load_starting_rows(t, s + 1);
}

/* --- the sequence --- */

static void run_chunk(const forward_thread *t, int64_t s0, int64_t s1) {
  const rk_plan *plan = t->plan;
  int uniform = t->piece.by_rows && t->gates_ring; /* threads are at different chunks: each keeps to its own rows */
  rk_chunk chunk = {.first = s0, .last = s1};
  for (int64_t s = s0; s < s1; s++)
    chunk.live += live_rows(t, s);
  rk_chunk place = chunk;
  if (uniform)
    place.live = plan->forward_chunk * plan->d.batch;

  rk_input_source source = {
      .plan = plan,
      .schedule = &t->pass->schedule,
      .input = t->a->input,
      .mask = t->a->input_mask ? t->a->input_mask + t->direction * plan->d.batch * plan->d.input_size : NULL,
      .reverse = t->reverse,
      .uniform = t->piece.by_rows,
  };
  float *buffer = t->input + (s0 / plan->forward_chunk & 1) * plan->forward_chunk * plan->d.batch * plan->d.input_size;
  rk_input input = rk_gather_input(&source, s0, s1, t->rows, buffer);
  meet_other_tiles(t);

  int at_once = !t->piece.by_rows && s1 - s0 > 1;
  for (int phase = 0; phase < plan->cell->phases && at_once; phase++)
    for (int64_t tile = t->tiles.first; tile < t->tiles.last && chunk.live > 0; tile++)
      input_product(t, input, phase, tile, chunk.live, rk_gates_tile(&t->storage, place, phase, tile));

  int64_t gates_row = 0, input_row = t->piece.rows.first;
  for (int64_t s = s0; s < s1; s++) {
    rk_input step_input = {at_once ? NULL : input.data + input_row * input.stride, input.stride};
    run_step(t, place, s, gates_row, step_input);
    gates_row += uniform ? plan->d.batch : live_rows(t, s);
    input_row += t->piece.by_rows ? plan->d.batch : live_rows(t, s);
    if (s + 1 < s1)
      meet_other_tiles(t);
  }
}

/* Rows of the caller's that no step reaches: zeros past a row's end, and the states of empty rows. */
static void finish_dead_rows(const forward_thread *t) {
  const rk_plan *plan = t->plan;
  if (!t->pass->schedule.lengths)
    return;
  size_t hidden = (size_t)plan->d.hidden_size, bytes = sizeof(float) * hidden;
  for (int64_t n = t->rows.first; n < t->rows.last; n++) {
    int64_t row = t->pass->schedule.order ? t->pass->schedule.order[n] : n, length = t->pass->schedule.lengths[row];
    for (int64_t time = length; t->a->output && time < plan->d.steps; time++)
      memset(t->a->output +
                 ((size_t)(row * plan->d.steps + time) * (size_t)plan->directions + (size_t)t->direction) * hidden,
             0, bytes);
    if (length > 0)
      continue;
    int64_t state = (t->direction * plan->d.batch + row) * plan->d.hidden_size;
    rk_copy_state(t->a->initial_hidden, t->a->final_hidden, state, plan->d.hidden_size);
    if (plan->cell->kept == RK_KEPT_CELL)
      rk_copy_state(t->a->initial_cell, t->a->final_cell, state, plan->d.hidden_size);
  }
}

static void run_direction(forward_thread *t) {
  const rk_plan *plan = t->plan;
  if (t->a->packed_weights == NULL) {
    rk_span share = rk_share(plan->phase[0].tiles, 1, t->post.part, t->post.parts);
    rk_pack_tiles(plan, &t->a->weights[t->direction], (void *)(uintptr_t)t->packed, share.first, share.last);
    if (t->piece.by_rows)
      meet(t);
  }
  finish_dead_rows(t);
  load_starting_rows(t, 0);
  for (int64_t s = 0; s < plan->d.steps; s += plan->forward_chunk) {
    int64_t end = s + plan->forward_chunk;
    run_chunk(t, s, end < plan->d.steps ? end : plan->d.steps);
  }
}

static void prepare(forward_thread *t) {
  const rk_plan *plan = t->plan;
  char *workspace = (char *)t->a->workspace + (size_t)t->direction * plan->forward.bytes;
  t->reverse = plan->d.direction == RK_DIRECTION_REVERSE || t->direction == 1;
  t->tiles = rk_piece_tiles(&t->piece, &t->post, &plan->phase[0]);
  t->vectors.first = t->tiles.first * plan->phase[0].tile_vectors;
  t->vectors.last = t->tiles.last * plan->phase[0].tile_vectors;
  if (t->vectors.last > plan->vectors)
    t->vectors.last = plan->vectors;
  t->rows = t->piece.by_rows ? t->piece.rows : rk_share(plan->d.batch, 1, t->post.part, t->post.parts);
  t->packed = t->a->packed_weights ? (const char *)t->a->packed_weights + (size_t)t->direction * plan->packed.bytes
                                   : workspace + plan->forward.packed;
  t->keeps = plan->d.mode == RK_MODE_TRAINING;
  t->gates_ring = !t->keeps || !plan->cell->backward_reads_gates;
  t->storage = (rk_storage){plan, t->keeps ? &plan->cache : &plan->ring, NULL};
  t->storage.base =
      t->keeps ? (char *)t->a->cache + (size_t)t->direction * plan->cache.bytes : workspace + plan->forward.storage;
  t->input = (float *)(void *)(workspace + plan->forward.input);
  t->entering = (float *)(void *)(workspace + plan->forward.entering);
  t->hidden_part = (float *)(void *)(workspace + plan->forward.hidden_part);
}

static void thread_body(void *context, int thread, int threads) {
  forward_pass *pass = context;
  rk_post post = rk_post_of(pass->plan, thread, threads);
  for (int i = 0; i < post.directions; i++) {
    forward_thread t = {.pass = pass, .plan = pass->plan, .a = pass->a, .direction = post.first_direction + i};
    t.post = post;
    t.piece = rk_piece_of(pass->plan, &post);
    prepare(&t);
    run_direction(&t);
  }
}

void rk_forward_run(const rk_plan *plan, const rk_forward_arguments *arguments) {
  forward_pass pass = {.plan = plan, .a = arguments};
  pass.schedule = rk_schedule_make(plan->d.batch, plan->d.steps, arguments->lengths, arguments->workspace);
  double work = (double)plan->d.batch * (double)plan->d.steps * plan->directions * plan->cell->gates *
                (double)plan->d.hidden_size * (double)(plan->d.hidden_size + plan->d.input_size);
  rk_team_run(rk_useful_threads(plan, work), thread_body, &pass);
}
