/*
 * What every check of the kernels here needs: a count of passed and failed, guarded buffers, random numbers that are
 * the same on every machine, and comparisons.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "recurrent_kernels.h"

/* --- the count --- */

/* One check; a failed one is printed with the message. */
void check(int passed, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "N passed, M failed"; the process's exit code. */
int check_report(void);

/* --- guarded buffers --- */

/*
 * A buffer of exactly `bytes`, aligned to RK_ALIGNMENT and filled with NaN, between two guards: bytes of a known value,
 * which the address sanitizer, where it is on, also keeps from being read.
 */
void *guarded(size_t bytes);
float *guarded_floats(int64_t count);

/* Whether no guard has been written to since it was laid. */
int guards_intact(void);

/* Frees every guarded buffer. */
void release_guarded(void);

/* --- contents --- */

/* Where the sequence of random numbers starts; it is always the same one without. */
void seed_random(uint32_t seed);

/* Uniform in -scale ..< scale, in a sequence that goes on from call to call. */
void fill_random(float *x, int64_t count, float scale);
void fill_with(float *x, int64_t count, float value);
void fill_nan(void *bytes, size_t size);
float *random_floats(int64_t count, float scale);
uint32_t random_below(uint32_t bound);

/* --- comparisons --- */

int all_finite(const float *x, int64_t count);
int same_bits(const float *a, const float *b, int64_t count);

/* The largest |a - b| over the largest |b|, or over `floor` where that is more; infinite where either has a NaN. */
double relative_difference(const float *a, const float *b, int64_t count, double floor);

/* The nearest bfloat16, of two as near the even one; below 2^-126 a zero of the same sign. */
float bfloat16_of(float x);

/* --- what is checked --- */

/* The backends of this machine: every instruction set, then blas where there is one; null ends the list. */
const rk_backend *const *backends_here(void);

/* What checks call a backend: the instruction set of a native one, or its name. */
const char *backend_label(const rk_backend *backend);

/* One operation on dense operands, as many as there are before a null. */
rk_status run_operation(const rk_backend *backend, int32_t opcode, int64_t count, const float *const *operands,
                        float *result, int32_t threads);

void check_function_errors(const rk_backend *backend);
void check_elementwise(const rk_backend *backend);
void check_transposes(const rk_backend *backend);
void check_reductions(const rk_backend *backend);
void check_passes(const rk_backend *backend);
void check_optimizers(const rk_backend *backend);
void check_softmax(const rk_backend *backend);
void check_softmax_cross_entropy(const rk_backend *backend);
void check_dense(const rk_backend *backend);
void check_dense_in(const rk_backend *backend, int precision);
void check_caches(const rk_backend *backend);
void check_recurrent(const rk_backend *backend);
void check_recurrent_in(const rk_backend *backend, int precision);
/* Layers drawn from a seed, for so many seconds. */
void search_recurrent(uint32_t seed, int seconds);
void check_layer_arguments(const rk_backend *backend);
void check_array_arguments(const rk_backend *backend);
void check_panel_products(void);
void check_tiles(void);
void check_crowd(void);
void check_team(void);
void check_processors(void);
void check_quota(void);

#endif
