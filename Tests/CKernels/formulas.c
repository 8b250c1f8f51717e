#include "formulas.h"

#include <stdlib.h>

static value_id applied(const formulas *m, rk_activation f, value_id x) {
  add_product(m->t, m->one, x);
  return end_sum(m->t, f);
}

static value_id product_of(const formulas *m, value_id x, value_id y) {
  add_product(m->t, x, y);
  return end_sum(m->t, RK_ACTIVATION_LINEAR);
}

/* What one row's step reads: x and h after their masks, h as it is carried, c. */
typedef struct step {
  const value_id *x, *masked_h;
  value_id h, c;
} step;

static void add_row(const formulas *m, value_id weight, value_id bias, const value_id *x, int64_t row, int64_t width) {
  for (int64_t k = 0; k < width; k++)
    add_weight_product(m->t, weight + (value_id)(row * width + k), x[k]);
  add_product(m->t, bias + (value_id)row, m->one);
}

static void add_input_row(const formulas *m, const step *s, int64_t row) {
  add_row(m, m->weight_ih, m->bias_ih, s->x, row, m->descriptor->input_size);
}

static void add_hidden_row(const formulas *m, const value_id *h, int64_t row) {
  add_row(m, m->weight_hh, m->bias_hh, h, row, m->descriptor->hidden_size);
}

/* f(W_ih x + b_ih + W_hh h + b_hh), of one gate's unit. */
static value_id gate(const formulas *m, const step *s, int g, int64_t unit, rk_activation f) {
  int64_t row = g * m->descriptor->hidden_size + unit;
  add_input_row(m, s, row);
  add_hidden_row(m, s->masked_h, row);
  return end_sum(m->t, f);
}

static value_id lstm_unit(const formulas *m, const step *s, int64_t unit, rk_activation f, rk_activation sigma,
                          value_id *c_after) {
  value_id i = gate(m, s, 0, unit, sigma), forget = gate(m, s, 1, unit, sigma);
  value_id g = gate(m, s, 2, unit, f), o = gate(m, s, 3, unit, sigma);
  add_product(m->t, forget, s->c);
  add_product(m->t, i, g);
  *c_after = end_sum(m->t, RK_ACTIVATION_LINEAR);
  return product_of(m, o, applied(m, f, *c_after));
}

/* h' = (1 - z) n + z h. */
static value_id blended(const formulas *m, value_id z, value_id n, value_id h) {
  add_product(m->t, m->one, m->one);
  add_product(m->t, m->minus_one, z);
  value_id rest = end_sum(m->t, RK_ACTIVATION_LINEAR);
  add_product(m->t, rest, n);
  add_product(m->t, z, h);
  return end_sum(m->t, RK_ACTIVATION_LINEAR);
}

static value_id gru_reset_after_unit(const formulas *m, const step *s, int64_t unit, rk_activation f,
                                     rk_activation sigma) {
  int64_t row = 2 * m->descriptor->hidden_size + unit;
  value_id r = gate(m, s, 0, unit, sigma), z = gate(m, s, 1, unit, sigma);
  add_hidden_row(m, s->masked_h, row);
  value_id q = end_sum(m->t, RK_ACTIVATION_LINEAR);
  add_input_row(m, s, row);
  add_product(m->t, r, q);
  return blended(m, z, end_sum(m->t, f), s->h);
}

/* `reset_h`: r * h of all units. */
static value_id gru_reset_before_unit(const formulas *m, const step *s, const value_id *reset_h, int64_t unit,
                                      rk_activation f, rk_activation sigma) {
  value_id z = gate(m, s, 1, unit, sigma);
  step reset = *s;
  reset.masked_h = reset_h;
  return blended(m, z, gate(m, &reset, 2, unit, f), s->h);
}

/* One row's step: `h` and `c`, [H], before and after. */
void write_step(const formulas *m, const value_id *x, const value_id *masked_h, value_id *h, value_id *c) {
  const rk_descriptor *of = m->descriptor;
  int64_t units = of->hidden_size;
  value_id *reset_h = calloc((size_t)units, sizeof *reset_h);
  if (of->cell == RK_CELL_GRU_RESET_BEFORE)
    for (int64_t u = 0; u < units; u++) {
      step s = {x, masked_h, h[u], c[u]};
      value_id r = gate(m, &s, 0, u, of->recurrent_activation);
      reset_h[u] = product_of(m, r, masked_h[u]);
    }
  for (int64_t u = 0; u < units; u++) {
    step s = {x, masked_h, h[u], c[u]};
    if (of->cell == RK_CELL_RNN)
      h[u] = gate(m, &s, 0, u, of->activation);
    else if (of->cell == RK_CELL_LSTM)
      h[u] = lstm_unit(m, &s, u, of->activation, of->recurrent_activation, &c[u]);
    else if (of->cell == RK_CELL_GRU_RESET_AFTER)
      h[u] = gru_reset_after_unit(m, &s, u, of->activation, of->recurrent_activation);
    else
      h[u] = gru_reset_before_unit(m, &s, reset_h, u, of->activation, of->recurrent_activation);
  }
  free(reset_h);
}
