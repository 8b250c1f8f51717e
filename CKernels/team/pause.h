/* What a thread does between two looks at something that another is about to change. */
#ifndef RK_PAUSE_H
#define RK_PAUSE_H

/* Looks before a waiting thread offers its core to another: about 20 microseconds, many times what the threads of a
   step are apart, and short where there are more threads than cores. */
enum { RK_SPINS = 1000 };

static inline void rk_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
