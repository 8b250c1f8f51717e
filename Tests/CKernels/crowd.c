/*
 * How many threads we do without while other programs are on our cores: the rules, on a clock of our own. 5 ms a
 * region.
 */
#include "check.h"
#include "team/crowd.h"

static const int64_t MS = 1000000, REGION = 5 * 1000000;

/* Regions for so many ms of which `lost` thousandths of a core are lost; the time after them. */
static int64_t pass_time(rk_crowd *crowd, int threads, int64_t ms, int64_t lost, int64_t now) {
  for (int64_t end = now + ms * MS; now + REGION <= end;) {
    now += REGION;
    rk_crowd_note(crowd, threads, REGION, lost * (REGION / 1000), now);
  }
  return now;
}

static void check_two_cores(void) {
  rk_crowd crowd = {0};
  int64_t now = pass_time(&crowd, 2, 1000, 490, 0);
  check(rk_crowd_absent(&crowd, now) == 0, "crowd: two threads that lose less than half a core stay two");
  now = pass_time(&crowd, 2, 15, 2000, now);
  check(rk_crowd_absent(&crowd, now) == 0, "crowd: nothing is decided after 15 ms");
  now = pass_time(&crowd, 2, 5, 510, now);
  check(rk_crowd_absent(&crowd, now) == 1, "crowd: two threads that lose more than half a core become one");
  check(rk_crowd_absent(&crowd, now + 99 * MS) == 1, "crowd: one thread for 100 ms");
  now += 100 * MS;
  check(rk_crowd_absent(&crowd, now) == 0, "crowd: then two are tried");
  now = pass_time(&crowd, 2, 20, 100, now);
  check(rk_crowd_absent(&crowd, now + 10000 * MS) == 0, "crowd: and stay where they are not disturbed");
  now = pass_time(&crowd, 2, 20, 1000, now);
  check(rk_crowd_absent(&crowd, now + 100 * MS) == 0, "crowd: the next crowd is given as little time as the first");
}

/* After n trials that failed in a row, the next comes 100 ms times 2^n later, 3.2 s at the most. */
static void check_patience(void) {
  rk_crowd crowd = {0};
  int64_t now = pass_time(&crowd, 2, 20, 1000, 0);
  for (int64_t patience = 100; patience <= 12800; patience *= 2) {
    int64_t expected = patience < 3200 ? patience : 3200;
    check(rk_crowd_absent(&crowd, now + expected * MS - 1) == 1, "crowd: no trial before %d ms", (int)expected);
    now += expected * MS;
    check(rk_crowd_absent(&crowd, now) == 0, "crowd: a trial after %d ms", (int)expected);
    now = pass_time(&crowd, 2, 20, 1000, now);
    check(rk_crowd_absent(&crowd, now) == 1, "crowd: a trial that fails is over after 20 ms");
  }
}

/* A quota of two of sixteen cores, and one other program on sixteen. */
static void check_sixteen_cores(void) {
  rk_crowd quota = {0};
  int64_t now = pass_time(&quota, 16, 20, 14000, 0);
  check(rk_crowd_absent(&quota, now) == 14, "crowd: sixteen threads that lose 14 cores become two");
  rk_crowd all = {0};
  now = pass_time(&all, 16, 20, 16000, 0);
  check(rk_crowd_absent(&all, now) == 15, "crowd: one thread always stays");
  rk_crowd one = {0};
  now = pass_time(&one, 16, 20, 60, 0);
  check(rk_crowd_absent(&one, now) == 0, "crowd: a sixteenth of a core is no reason to leave one");
  now = pass_time(&one, 16, 20, 70, now);
  check(rk_crowd_absent(&one, now) == 1, "crowd: a little more than that is");
  now = pass_time(&one, 15, 20, 1700, now);
  check(rk_crowd_absent(&one, now) == 3, "crowd: fifteen threads that lose 1.7 cores become thirteen");
  for (int absent = 2; absent >= 0; absent--) {
    check(rk_crowd_absent(&one, now + 99 * MS) == absent + 1, "crowd: none comes back within 100 ms");
    now += 100 * MS;
    check(rk_crowd_absent(&one, now) == absent, "crowd: they come back one by one, %d away", absent);
    now = pass_time(&one, 16 - absent, 20, 0, now);
  }
}

void check_crowd(void) {
  check_two_cores();
  check_patience();
  check_sixteen_cores();
}
