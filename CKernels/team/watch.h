/* Other programs on our cores, as the regions of this process feel them. crowd.h has the rule. */
#ifndef RK_WATCH_H
#define RK_WATCH_H

#include "team/team.h"

/* The threads to do without now. */
int rk_watch_absent(void);

/* Runs a region of all threads that there may be, and watches it where it is time to. */
void rk_watch_run(int threads, rk_team_body body, void *context);

#endif
