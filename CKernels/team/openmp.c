/* Regions on OpenMP's threads: the only file that knows it. */
#ifdef _OPENMP
#define _GNU_SOURCE /* posix_fallocate */
#include "team/region.h"

#include <stdlib.h>
#ifdef __linux__
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

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

#ifdef __linux__
/* LLVM's runtime writes down in a file of 1 KiB in shared memory that it is there, before its first region, and ends
   the process where it cannot: where files may not grow (RLIMIT_FSIZE), or shared memory is full, read-only or missing.
 */
enum { RK_REGISTRATION_BYTES = 1024 };

static bool can_start;

static void find_whether_it_can_start(void) {
  struct rlimit limit;
  /* Asked first, as writing beyond it is a signal that ends programs. */
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < RK_REGISTRATION_BYTES)
    return;
  char path[64];
  snprintf(path, sizeof path, "/dev/shm/recurrent-%ld", (long)getpid());
  int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0)
    return;
  can_start = posix_fallocate(file, 0, RK_REGISTRATION_BYTES) == 0;
  close(file);
  unlink(path);
}

/* Found once: what is true before the first region is what counts. */
static bool has_threads(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (!kmp_set_blocktime)
    return true;
  pthread_once(&once, find_whether_it_can_start);
  return can_start;
}
#else
static bool has_threads(void) {
  return true;
}
#endif

/* A function with a region asks the runtime for its thread's number as it begins: so this one stays by itself. */
__attribute__((noinline)) static void run_on_threads(int threads, rk_team_body body, void *context) {
  set_blocktime();
#pragma omp parallel num_threads(threads)
  body(context, omp_get_thread_num(), omp_get_num_threads());
}

void rk_region_run(int threads, rk_team_body body, void *context) {
  if (has_threads())
    run_on_threads(threads, body, context);
  else
    body(context, 0, 1);
}

const char *rk_thread_runtime(void) {
  return "OpenMP";
}
#else
typedef int rk_no_openmp; /* C wants a declaration in every file */
#endif
