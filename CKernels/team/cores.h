/* The cores that calls at once share. */
#ifndef RK_CORES_H
#define RK_CORES_H

/*
 * Takes cores for up to `wanted` threads and returns how many: at most what is left of `cores` by the calls that run
 * already, and at least one, the caller's own. A call that wants more than the default count of threads gets them while
 * no other runs. Who took them releases them.
 */
int rk_cores_take(int wanted, int cores);
void rk_cores_release(int taken);

#endif
