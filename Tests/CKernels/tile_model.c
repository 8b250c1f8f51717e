#include "tile_model.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { TILES = 8, MOST_ROWS = 16, ROW_BYTES = 64 };

typedef struct tile {
  int rows, bytes; /* of a row */
  uint8_t row[MOST_ROWS][ROW_BYTES];
} tile;

static _Thread_local tile tiles[TILES];
static _Thread_local int configured;
static atomic_int faults;

int model_is_configured(void) {
  return configured;
}

int model_faults(void) {
  return faults;
}

/* The operand: byte 0 the palette, 1 the first row, 16 ... the bytes of a row, 48 ... the rows; all else is zero. */
static int is_valid(const uint8_t *operand) {
  int valid = operand[0] == 1;
  for (int i = 1; i < 64; i++)
    valid &= (i >= 16 && i < 16 + 2 * TILES) || (i >= 48 && i < 48 + TILES) || operand[i] == 0;
  for (int i = 0; i < TILES; i++) {
    int rows = operand[48 + i], bytes = operand[16 + 2 * i] | operand[17 + 2 * i] << 8;
    valid &= rows <= MOST_ROWS && bytes <= ROW_BYTES && (rows == 0) == (bytes == 0) && bytes % 4 == 0;
  }
  return valid;
}

void model_configure(const void *shapes) {
  const uint8_t *operand = shapes;
  faults += !is_valid(operand);
  memset(tiles, 0, sizeof tiles);
  for (int i = 0; i < TILES; i++) {
    tiles[i].rows = operand[48 + i];
    tiles[i].bytes = operand[16 + 2 * i] | operand[17 + 2 * i] << 8;
  }
  configured = 1;
}

void model_release(void) {
  memset(tiles, 0, sizeof tiles);
  configured = 0;
}

static tile *used(int index) {
  faults += tiles[index].rows == 0;
  return &tiles[index];
}

void model_zero(int index) {
  memset(used(index)->row, 0, sizeof tiles[index].row);
}

void model_load(int index, const void *from, size_t bytes) {
  tile *t = used(index);
  memset(t->row, 0, sizeof t->row);
  for (int i = 0; i < t->rows; i++)
    memcpy(t->row[i], (const uint8_t *)from + (size_t)i * bytes, (size_t)t->bytes);
}

void model_store(int index, void *to, size_t bytes) {
  tile *t = used(index);
  for (int i = 0; i < t->rows; i++)
    memcpy((uint8_t *)to + (size_t)i * bytes, t->row[i], (size_t)t->bytes);
}

/* Whether the shapes fit: [m, n] += [m, k] [k, n]. */
static void check_shapes(const tile *sum, const tile *a, const tile *b) {
  faults += sum->rows != a->rows || sum->bytes != b->bytes || a->bytes != 4 * b->rows;
}

/* Sixteen words side by side, which spares the checks a minute. Tiles are modelled where there is AVX-512. */
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#endif
typedef float numbers __attribute__((vector_size(ROW_BYTES)));
typedef int32_t words __attribute__((vector_size(ROW_BYTES)));

/* Zeros of the same sign below 2^-126, as where denormals are zero. */
static numbers flushed(numbers x) {
  words bits = (words)x, is_normal = (bits & 0x7f800000) != 0;
  return (numbers)(bits & (is_normal | INT32_MIN));
}

/* The numbers of even place in the words, or of odd. */
static numbers halves(words pairs, int is_odd) {
  return flushed((numbers)(is_odd ? pairs & (INT32_MIN >> 15) : pairs << 16));
}

static words row_of(const tile *t, int row) {
  words x;
  memcpy(&x, t->row[row], sizeof x);
  return x;
}

/* The products of even place are summed apart from those of odd; then both sums are added, and that to C. */
void model_dot_bfloat16(int sum_index, int a_index, int b_index) {
  tile *sum = used(sum_index);
  const tile *a = used(a_index), *b = used(b_index);
  check_shapes(sum, a, b);
  for (int m = 0; m < sum->rows; m++) {
    const words of_a = row_of(a, m);
    numbers sums[2] = {{0}, {0}};
    for (int k = 0; k < b->rows; k++)
      for (int odd = 0; odd < 2; odd++)
        sums[odd] =
            flushed(__builtin_elementwise_fma(halves(of_a[k] - (words){0}, odd), halves(row_of(b, k), odd), sums[odd]));
    numbers c = flushed(flushed((numbers)row_of(sum, m)) + flushed(sums[0] + sums[1]));
    memcpy(sum->row[m], &c, (size_t)sum->bytes);
  }
}
/* The four bytes of a word of A have no sign, those of B have. */
void model_dot_int8(int sum_index, int a_index, int b_index) {
  tile *sum = used(sum_index);
  const tile *a = used(a_index), *b = used(b_index);
  check_shapes(sum, a, b);
  for (int m = 0; m < sum->rows; m++) {
    words c = row_of(sum, m);
    for (int k = 0; k < b->rows; k++)
      for (int i = 0; i < 4; i++)
        c += a->row[m][4 * k + i] * ((row_of(b, k) << (24 - 8 * i)) >> 24);
    memcpy(sum->row[m], &c, (size_t)sum->bytes);
  }
}
#if defined(__x86_64__)
#pragma clang attribute pop
#endif
