#include "oracle.h"

#include <stdlib.h>

#include "formulas.h"

/* One direction of a layer; its arrays are named by their first value. */
typedef struct direction {
  const layer *l;
  int index;
  formulas cell;
  value_id input, input_mask, recurrent_mask, initial_hidden, initial_cell;
  value_id *hidden, *cell_state; /* [N,H], after the latest step */
  value_id *output;              /* [N,T,H], PADDING at and past a row's length */
} direction;

enum { PADDING = -1 };

int oracle_is_quick(const layer *l) {
  const rk_descriptor *d = &l->descriptor;
  int64_t units = d->batch * d->steps * l->directions * l->gates * d->hidden_size;
  return units * (d->input_size + d->hidden_size) <= 2000000;
}

static int64_t row_length(const layer *l, int64_t row) {
  return l->lengths ? l->lengths[row] : l->descriptor.steps;
}

/* --- forward --- */

/* `count` consecutive ids from `first`, or as many times PADDING. */
static value_id *ids_from(value_id first, int64_t count) {
  value_id *ids = malloc((size_t)count * sizeof *ids);
  for (int64_t i = 0; ids && i < count; i++)
    ids[i] = first == PADDING ? PADDING : first + (value_id)i;
  return ids;
}

/* Null: `count` times what stands for it. */
static value_id given_or(tape *t, const float *values, int64_t count, float absent) {
  value_id first = given(t, values ? values : &absent, values ? count : 1);
  for (int64_t i = 1; !values && i < count; i++)
    given(t, &absent, 1);
  return first;
}

/* The part of direction `index` in an array of [S, count]. */
static value_id given_part(tape *t, const float *values, int index, int64_t count, float absent) {
  return given_or(t, values ? values + index * count : NULL, count, absent);
}

static direction make_direction(const layer *l, int index, tape *t, value_id input) {
  static const float ones[] = {1, -1};
  const rk_descriptor *d = &l->descriptor;
  const rk_weights *w = &l->weights[index];
  int64_t rows = l->gates * d->hidden_size, inputs = d->batch * d->input_size, states = d->batch * d->hidden_size;
  direction of = {.l = l, .index = index, .input = input};
  value_id one = given(t, ones, 2);
  of.cell = (formulas){.t = t, .descriptor = d, .one = one, .minus_one = one + 1};
  of.cell.weight_ih = given(t, w->weight_ih, rows * d->input_size);
  of.cell.weight_hh = given(t, w->weight_hh, rows * d->hidden_size);
  of.cell.bias_ih = given_or(t, w->bias_ih, rows, 0);
  of.cell.bias_hh = given_or(t, w->bias_hh, rows, 0);
  of.input_mask = given_part(t, l->input_mask, index, inputs, 1);
  of.recurrent_mask = given_part(t, l->recurrent_mask, index, states, 1);
  of.initial_hidden = given_part(t, l->initial_hidden, index, states, 0);
  of.initial_cell = given_part(t, l->initial_cell, index, states, 0);
  of.hidden = ids_from(of.initial_hidden, states);
  of.cell_state = ids_from(of.initial_cell, states);
  of.output = ids_from(PADDING, states * d->steps);
  return of;
}

static void free_direction(direction *of) {
  free(of->hidden);
  free(of->cell_state);
  free(of->output);
}

/* x * mask; `mask` is the first of `count`. */
static void mask_values(const formulas *m, value_id *masked, const value_id *x, value_id mask, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    add_product(m->t, x[i], mask + (value_id)i);
    masked[i] = end_sum(m->t, RK_ACTIVATION_LINEAR);
  }
}

static void run_row(direction *of, int64_t row, value_id *x, value_id *masked_h) {
  const rk_descriptor *d = &of->l->descriptor;
  int64_t length = row_length(of->l, row), units = d->hidden_size;
  int reverse = d->direction == RK_DIRECTION_REVERSE || of->index == 1;
  value_id *h = of->hidden + row * units, *c = of->cell_state + row * units;
  value_id input_mask = of->input_mask + (value_id)(row * d->input_size);
  value_id recurrent_mask = of->recurrent_mask + (value_id)(row * units);
  for (int64_t s = 0; s < length; s++) {
    int64_t time = row * d->steps + (reverse ? length - 1 - s : s);
    for (int64_t k = 0; k < d->input_size; k++)
      x[k] = of->input + (value_id)(time * d->input_size + k);
    mask_values(&of->cell, x, x, input_mask, d->input_size);
    mask_values(&of->cell, masked_h, h, recurrent_mask, units);
    write_step(&of->cell, x, masked_h, h, c);
    for (int64_t u = 0; u < units; u++)
      of->output[time * units + u] = h[u];
  }
}

static void run_direction(direction *of) {
  const rk_descriptor *d = &of->l->descriptor;
  value_id *x = malloc((size_t)d->input_size * sizeof *x), *masked_h = malloc((size_t)d->hidden_size * sizeof *x);
  for (int64_t row = 0; row < d->batch; row++)
    run_row(of, row, x, masked_h);
  free(x);
  free(masked_h);
}

/* --- backward --- */

static void give_gradients(const direction *of) {
  const layer *l = of->l;
  int64_t units = l->descriptor.hidden_size, states = l->descriptor.batch * units;
  for (int64_t i = 0; i < states * l->descriptor.steps; i++)
    if (of->output[i] != PADDING)
      add_gradient(of->cell.t, of->output[i], l->d_output[(i / units * l->directions + of->index) * units + i % units]);
  for (int64_t i = 0; i < states; i++) {
    if (l->d_final_hidden)
      add_gradient(of->cell.t, of->hidden[i], l->d_final_hidden[of->index * states + i]);
    if (l->d_final_cell)
      add_gradient(of->cell.t, of->cell_state[i], l->d_final_cell[of->index * states + i]);
  }
}

/* --- what comes out --- */

static void read_values(const direction *of, results *r) {
  const layer *l = of->l;
  int64_t units = l->descriptor.hidden_size, states = l->descriptor.batch * units;
  for (int64_t i = 0; i < states * l->descriptor.steps; i++)
    r->of[OUTPUT][(i / units * l->directions + of->index) * units + i % units] =
        of->output[i] == PADDING ? 0 : (float)value_of(of->cell.t, of->output[i]);
  for (int64_t i = 0; i < states; i++) {
    if (r->of[FINAL_HIDDEN])
      r->of[FINAL_HIDDEN][of->index * states + i] = (float)value_of(of->cell.t, of->hidden[i]);
    if (r->of[FINAL_CELL])
      r->of[FINAL_CELL][of->index * states + i] = (float)value_of(of->cell.t, of->cell_state[i]);
  }
}

/* The gradients of an array, added to what is there. */
static void read_gradients(const tape *t, value_id first, float *to, int64_t count) {
  for (int64_t i = 0; to && i < count; i++)
    to[i] += (float)gradient_of(t, first + (value_id)i);
}

static void read_direction_gradients(const direction *of, results *r) {
  const rk_descriptor *d = &of->l->descriptor;
  const formulas *m = &of->cell;
  int64_t rows = of->l->gates * d->hidden_size, states = d->batch * d->hidden_size;
  float **weights = &r->of[D_WEIGHTS + 4 * of->index];
  read_gradients(m->t, m->weight_ih, weights[0], rows * d->input_size);
  read_gradients(m->t, m->weight_hh, weights[1], rows * d->hidden_size);
  read_gradients(m->t, m->bias_ih, weights[2], rows);
  read_gradients(m->t, m->bias_hh, weights[3], rows);
  float *d_hidden = r->of[D_INITIAL_HIDDEN], *d_cell = r->of[D_INITIAL_CELL];
  read_gradients(m->t, of->initial_hidden, d_hidden ? d_hidden + of->index * states : NULL, states);
  read_gradients(m->t, of->initial_cell, d_cell ? d_cell + of->index * states : NULL, states);
}

void run_oracle(const layer *l, results *r) {
  const rk_descriptor *d = &l->descriptor;
  make_results(l, (manner){0}, r);
  tape *t = new_tape((rk_precision)d->precision);
  value_id input = given(t, l->input, d->batch * d->steps * d->input_size);
  direction directions[2];
  for (int s = 0; s < l->directions; s++) {
    directions[s] = make_direction(l, s, t, input);
    run_direction(&directions[s]);
    read_values(&directions[s], r);
    give_gradients(&directions[s]);
  }
  if (d->mode == RK_MODE_TRAINING) {
    run_backward(t);
    for (int k = D_INPUT; k < D_WEIGHTS; k++)
      if (r->of[k])
        fill_with(r->of[k], r->count[k], 0);
    read_gradients(t, input, r->of[D_INPUT], r->count[D_INPUT]);
    for (int s = 0; s < l->directions; s++)
      read_direction_gradients(&directions[s], r);
  }
  for (int s = 0; s < l->directions; s++)
    free_direction(&directions[s]);
  free_tape(t);
}
