/* What this machine can do: multiply-adds in registers, with no memory in the way. */
#ifndef BENCHMARK_PEAK_H
#define BENCHMARK_PEAK_H

/* GFLOP/s in float32 of `threads` threads, each running independent chains of multiply-adds (of multiplications and
   additions where the instruction set does not fuse them) for a fifth of a second; the best of three. 0 where this
   machine lacks the instruction set: "avx512", "avx2" or "baseline". */
double measure_peak(const char *instruction_set, int threads);

#endif
