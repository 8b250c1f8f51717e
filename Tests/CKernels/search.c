/*
 * Layers of sizes and options drawn at random, for as long as one likes: for what no list of cases thought of. It has
 * found a product whose bits hung on the number of threads at one size in some thousands.
 */
#include "recurrent.h"

#include <time.h>

/* A layer takes about as long as a tenth of a second with both sanitizers. */
static const double most_multiplications = 4e7;

/* From `least` on: small sizes, where the edges are, as often as large ones. */
static int64_t drawn_size(int64_t least, uint32_t most) {
  return least + (random_below(most) >> random_below(4));
}

/* At least four units: the gradients of one may cancel to nothing, with no larger beside it to be compared with. */
static layer drawn_layer(void) {
  int64_t size[4] = {drawn_size(1, 100), drawn_size(1, 40), drawn_size(1, 300), drawn_size(4, 350)};
  layer l = layer_of((int)random_below(RK_CELL_COUNT), size);
  l.descriptor.direction = (int32_t)random_below(RK_DIRECTION_COUNT);
  l.descriptor.mode = random_below(3) ? RK_MODE_TRAINING : RK_MODE_INFERENCE;
  l.pattern = (lengths_pattern)random_below(LENGTHS_PATTERNS);
  l.descriptor.precision = (int32_t)random_below(RK_PRECISION_COUNT);
  l.masked = (int)random_below(2);
  l.complete = random_below(4) > 0;
  return l;
}

static double multiplications(const rk_descriptor *d) {
  return (double)d->batch * (double)d->steps * (double)d->hidden_size * (double)(d->input_size + d->hidden_size);
}

void search_recurrent(uint32_t seed, int seconds) {
  seed_random(seed);
  int backends = 0;
  while (backends_here()[backends])
    backends++;
  for (time_t end = time(NULL) + seconds; time(NULL) < end;) {
    const rk_backend *backend = backends_here()[random_below((uint32_t)backends)];
    layer l = drawn_layer();
    int turn = (int)random_below(12);
    if (l.descriptor.precision == RK_PRECISION_INT8)
      l.descriptor.mode = RK_MODE_INFERENCE;
    bool can_do = l.descriptor.precision == RK_PRECISION_FLOAT32 || backend != rk_backend_blas();
    if (can_do && multiplications(&l.descriptor) <= most_multiplications)
      check_layer(backend, l, turn);
  }
}
