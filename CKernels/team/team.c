/* A call's region: as many threads as other calls and other programs leave cores free. */
#include "team/team.h"

#include "team/cores.h"
#include "team/region.h"
#include "team/watch.h"

/* The default count of threads, less the cores that other programs need. */
static int free_cores(void) {
  int cores = rk_default_threads(), absent = rk_watch_absent();
  return absent < cores ? cores - absent : 1;
}

void rk_team_run(int threads, rk_team_body body, void *context) {
  int cores = threads > 1 ? free_cores() : 1;
  int taken = rk_cores_take(threads < 1 ? 1 : threads, cores);
  if (taken == 1)
    body(context, 0, 1);
  else if (taken == cores)
    rk_watch_run(taken, body, context);
  else
    rk_region_run(taken, body, context);
  rk_cores_release(taken);
}
