#define _DEFAULT_SOURCE /* strsep */
#include "team/quota.h"

#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 4096 };

/* Of two limits, the lower; 0 is none. */
static double lower(double a, double b) {
  return a > 0 && (b <= 0 || a < b) ? a : b;
}

/* The first two numbers of a file; how many there were. */
static int read_numbers(const char *folder, const char *name, double *first, double *second) {
  char path[PATH_BYTES];
  int length = snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = length > 0 && length < PATH_BYTES ? fopen(path, "r") : NULL;
  if (!file)
    return 0;
  int count = fscanf(file, "%lf %lf", first, second);
  fclose(file);
  return count;
}

/* Version 2 has "QUOTA PERIOD" in one file, or "max PERIOD"; version 1 two files, and a quota of -1. */
static double limit_of_group(const char *folder) {
  double quota = 0, period = 0, unused;
  if (read_numbers(folder, "cpu.max", &quota, &period) != 2) {
    if (read_numbers(folder, "cpu.cfs_quota_us", &quota, &unused) != 1 ||
        read_numbers(folder, "cpu.cfs_period_us", &period, &unused) != 1)
      return 0;
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

/* A group is held to the limits of those above it too. In a container the groups above are out of sight, and the root
   may be the group itself. */
static double limit_up_from(const char *root, const char *group) {
  char folder[PATH_BYTES];
  int length = snprintf(folder, sizeof folder, "%s%s", root, group);
  if (length < 0 || length >= PATH_BYTES)
    return 0;
  double limit = limit_of_group(folder);
  while (strlen(folder) > strlen(root)) {
    *strrchr(folder, '/') = 0;
    limit = lower(limit, limit_of_group(folder));
  }
  return limit;
}

/* Whether a list such as "cpu,cpuacct" has the controller "cpu". */
static int has_cpu(char *controllers) {
  for (char *rest = controllers, *name; (name = strsep(&rest, ","));)
    if (strcmp(name, "cpu") == 0)
      return 1;
  return 0;
}

/* A line is "ID:CONTROLLERS:GROUP"; version 2's has no controllers. */
static double limit_of_line(char *line, const char *mount) {
  line[strcspn(line, "\n")] = 0;
  strsep(&line, ":");
  char *controllers = strsep(&line, ":");
  if (!line || line[0] != '/')
    return 0;
  char root[PATH_BYTES];
  int unified = controllers[0] == 0;
  if (!unified && !has_cpu(controllers))
    return 0;
  int length = snprintf(root, sizeof root, "%s%s", mount, unified ? "" : "/cpu");
  return length > 0 && length < PATH_BYTES ? limit_up_from(root, line) : 0;
}

double rk_quota(const char *groups, const char *mount) {
  FILE *file = fopen(groups, "r");
  if (!file)
    return 0;
  char line[PATH_BYTES];
  double limit = 0;
  while (fgets(line, sizeof line, file))
    limit = lower(limit, limit_of_line(line, mount));
  fclose(file);
  return limit;
}
