/* Regions on OpenMP's threads: the only file that knows it. */
#ifdef _OPENMP
#include "team/region.h"

#include <stdlib.h>

/* omp.h lies in the folder of whichever clang brought it, so its functions are declared here. */
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

/* LLVM's and Intel's runtimes have it, others do not. */
extern void kmp_set_blocktime(int milliseconds) __attribute__((weak));

/* How long a worker looks for the next region before it sleeps. LLVM's default is 200, which costs every worker 200 ms
   of a core after each call. Calls back to back are less than 1 ms apart. */
enum { RK_BLOCKTIME_MILLISECONDS = 1 };

/* Each thread that calls has workers of its own, and a setting of its own that they take over. */
static void set_blocktime(void) {
  static _Thread_local bool is_set;
  if (!is_set && kmp_set_blocktime && !getenv("KMP_BLOCKTIME"))
    kmp_set_blocktime(RK_BLOCKTIME_MILLISECONDS);
  is_set = true;
}

void rk_region_run(int threads, rk_team_body body, void *context) {
  set_blocktime();
#pragma omp parallel num_threads(threads)
  body(context, omp_get_thread_num(), omp_get_num_threads());
}

const char *rk_thread_runtime(void) {
  return "OpenMP";
}
#else
typedef int rk_no_openmp; /* C wants a declaration in every file */
#endif
