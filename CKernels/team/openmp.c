/* Parallel regions: the only file that knows OpenMP. */
#include "team/openmp.h"

#ifdef _OPENMP
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

void rk_openmp_run(int threads, rk_team_body body, void *context) {
  set_blocktime();
#pragma omp parallel num_threads(threads)
  body(context, omp_get_thread_num(), omp_get_num_threads());
}

#else

void rk_openmp_run(int threads, rk_team_body body, void *context) {
  (void)threads;
  body(context, 0, 1);
}

#endif
