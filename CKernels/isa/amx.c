/* AMX: whether the processor has it and the system lends it. */
#define _GNU_SOURCE /* syscall */
#include "isa/amx.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_lent;

/* CPUID leaf 7, EDX: AMX-BF16, AMX-TILE and AMX-INT8. */
enum { AMX_BITS = 1 << 22 | 1 << 24 | 1 << 25 };

static bool processor_has_it(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & AMX_BITS) == AMX_BITS;
}

/* Whether the system saves the registers' shapes and contents (XCR0, bits 17 and 18) with a thread's others. */
__attribute__((target("xsave"))) static bool system_saves_it(void) {
  const unsigned of_tiles = 3u << 17;
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) && (__builtin_ia32_xgetbv(0) & of_tiles) == of_tiles;
}

/*
 * Linux lends the registers to processes that ask, since they need more room wherever a signal is handled: 5.16 and
 * newer, Documentation/arch/x86/xstate.rst. It says no where a thread has a stack for signals that is too small, and
 * from then on to such stacks. So nobody asks before there is a product to make.
 */
static void ask(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  is_lent =
      processor_has_it() && system_saves_it() && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}

bool rk_has_tile_registers(void) {
  pthread_once(&once, ask);
  return is_lent;
}
#else
bool rk_has_tile_registers(void) {
  return false;
}
#endif
