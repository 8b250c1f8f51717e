/* Counting the physical cores behind the processors that the scheduler grants. */
#if defined(__linux__)
#define _GNU_SOURCE /* CPU_ALLOC */
#include "team/processors.h"

#include <sched.h>
#include <stdio.h>

/* The kernel refuses a mask with fewer bits than the machine may have processors, and cpu_set_t has 1,024. */
enum { RK_FEWEST_BITS = 1024, RK_MOST_BITS = 1 << 20 };

/* The lowest-numbered processor on the core of `processor`; itself where the kernel does not say. */
static int first_sibling(const char *folder, int processor) {
  char path[256];
  snprintf(path, sizeof path, "%s/cpu%d/topology/thread_siblings_list", folder, processor);
  FILE *file = fopen(path, "r");
  if (!file)
    return processor;
  int first = processor;
  if (fscanf(file, "%d", &first) != 1)
    first = processor;
  fclose(file);
  return first;
}

static int32_t cores_of(const cpu_set_t *allowed, cpu_set_t *cores, int bits, const char *folder) {
  size_t bytes = CPU_ALLOC_SIZE(bits);
  CPU_ZERO_S(bytes, cores);
  for (int processor = 0; processor < bits; processor++) {
    if (!CPU_ISSET_S(processor, bytes, allowed))
      continue;
    int core = first_sibling(folder, processor);
    CPU_SET_S(core >= 0 && core < bits ? core : processor, bytes, cores);
  }
  return (int32_t)CPU_COUNT_S(bytes, cores);
}

int32_t rk_physical_cores(rk_affinity_call *ask, const char *folder) {
  int32_t cores = 0;
  for (int bits = RK_FEWEST_BITS; bits <= RK_MOST_BITS && cores == 0; bits *= 2) {
    cpu_set_t *allowed = CPU_ALLOC(bits), *counted = CPU_ALLOC(bits);
    if (allowed && counted && ask(CPU_ALLOC_SIZE(bits), allowed) == 0)
      cores = cores_of(allowed, counted, bits, folder);
    CPU_FREE(counted);
    CPU_FREE(allowed);
  }
  return cores;
}
#endif
