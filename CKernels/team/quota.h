/* The processor time that Linux's control groups grant, as containers and services have it. */
#ifndef RK_QUOTA_H
#define RK_QUOTA_H

/* In cores; 0: no limit. `groups` is the process's list, /proc/self/cgroup, and `mount` where the groups' files are,
   /sys/fs/cgroup; of either version (cgroups(7)). */
double rk_quota(const char *groups, const char *mount);

#endif
