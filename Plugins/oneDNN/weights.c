#include <string.h>

#include "onednn.h"

/* Where oneDNN's gate g is in PyTorch's order. LSTM: i, f, g, o in both. GRU: oneDNN has update, reset, candidate. */
static int64_t torch_gate(const rk_plan *plan, int64_t g) {
  return plan->descriptor.cell == RK_CELL_LSTM || plan->gates == 1 ? g : (int64_t[]){1, 0, 2}[g];
}

static float bias_at(const float *bias, int64_t i) {
  return bias ? bias[i] : 0;
}

/* Both biases always come as a sum, but for the candidate of reset-after GRU, where the hidden side's is a fourth. */
static void stack_biases(const rk_plan *plan, const rk_weights *w, float *bias) {
  int64_t h = plan->descriptor.hidden_size;
  for (int64_t g = 0; g < plan->gates; g++)
    for (int64_t j = 0; j < h; j++) {
      int64_t from = torch_gate(plan, g) * h + j;
      int apart = plan->biases > plan->gates && g == plan->gates - 1;
      bias[g * h + j] = bias_at(w->bias_ih, from) + (apart ? 0 : bias_at(w->bias_hh, from));
      if (apart)
        bias[(g + 1) * h + j] = bias_at(w->bias_hh, from);
    }
}

void stack_weights(const rk_plan *plan, int s, const rk_weights *weights, float *layer, float *iter, float *bias) {
  int64_t h = plan->descriptor.hidden_size, d = plan->descriptor.input_size;
  for (int64_t g = 0; g < plan->gates; g++) {
    int64_t from = torch_gate(plan, g) * h, to = (s * plan->gates + g) * h;
    memcpy(layer + to * d, weights->weight_ih + from * d, sizeof(float) * (size_t)(h * d));
    memcpy(iter + to * h, weights->weight_hh + from * h, sizeof(float) * (size_t)(h * h));
  }
  stack_biases(plan, weights, bias + s * plan->biases * h);
}

static void add(float *sum, const float *x, int64_t count) {
  for (int64_t i = 0; sum && i < count; i++)
    sum[i] += x[i];
}

void add_gradients(const rk_plan *plan, int s, const float *layer, const float *iter, const float *bias,
                   const rk_weight_gradients *sums) {
  int64_t h = plan->descriptor.hidden_size, d = plan->descriptor.input_size;
  for (int64_t g = 0; g < plan->gates; g++) {
    int64_t to = torch_gate(plan, g) * h, from = (s * plan->gates + g) * h;
    int64_t from_bias = (s * plan->biases + g) * h;
    int apart = plan->biases > plan->gates && g == plan->gates - 1;
    add(sums->weight_ih ? sums->weight_ih + to * d : NULL, layer + from * d, h * d);
    add(sums->weight_hh ? sums->weight_hh + to * h : NULL, iter + from * h, h * h);
    add(sums->bias_ih ? sums->bias_ih + to : NULL, bias + from_bias, h);
    add(sums->bias_hh ? sums->bias_hh + to : NULL, bias + from_bias + (apart ? h : 0), h);
  }
}
