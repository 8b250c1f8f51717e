/*
 * Quotas of processor time, in control groups made of files here.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */
#include "team/quota.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"

static char place[64];

/* A file below `place`, and the folders to it. */
static void write_file(const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", place, name);
  for (char *slash = strchr(path + strlen(place) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(path, 0700);
    *slash = '/';
  }
  FILE *file = fopen(path, "w");
  check(file != NULL, "quota: cannot write %s", path);
  if (file) {
    fputs(text, file);
    fclose(file);
  }
}

static double quota_of(const char *groups) {
  char list[96], mount[96];
  write_file("groups", groups);
  snprintf(list, sizeof list, "%s/groups", place);
  snprintf(mount, sizeof mount, "%s/mount", place);
  return rk_quota(list, mount);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
  (void)status, (void)kind, (void)walk;
  return remove(path);
}

static void check_version_2(void) {
  check(quota_of("0::/\n") == 0, "quota: no file, no limit");
  write_file("mount/cpu.max", "max 100000\n");
  check(quota_of("0::/\n") == 0, "quota: max is no limit");
  write_file("mount/slice/cpu.max", "250000 100000\n");
  write_file("mount/slice/service/cpu.max", "max 100000\n");
  check(quota_of("0::/slice/service\n") == 2.5, "quota: that of a group above counts");
  write_file("mount/slice/service/cpu.max", "50000 100000\n");
  check(quota_of("0::/slice/service\n") == 0.5, "quota: the lowest counts");
  check(quota_of("0::/slice/other\n") == 2.5, "quota: a group without files");
  write_file("mount/cpu.max", "400000 100000\n");
  check(quota_of("0::/../elsewhere\n") == 4, "quota: a group out of sight");
  write_file("mount/cpu.max", "junk");
  check(quota_of("0::/\n") == 0, "quota: junk is no limit");
}

static void check_version_1(void) {
  write_file("mount/cpu/docker/a/cpu.cfs_quota_us", "150000\n");
  write_file("mount/cpu/docker/a/cpu.cfs_period_us", "50000\n");
  write_file("mount/cpu/cpu.cfs_quota_us", "-1\n");
  write_file("mount/cpu/cpu.cfs_period_us", "100000\n");
  check(quota_of("9:memory:/docker/b\n4:cpuacct,cpu:/docker/a\n") == 3, "quota: version 1");
  check(quota_of("4:cpuset:/docker/a\n") == 0, "quota: other controllers have none");
  check(quota_of("4:cpu:/\n") == 0, "quota: -1 is no limit");
  check(quota_of("4:cpu:/docker/a\n0::/slice/other\n") == 2.5, "quota: the lower of both versions");
}

void check_quota(void) {
  check(rk_quota("/no such list", "/no such mount") == 0, "quota: no list, no limit");
  strcpy(place, "/tmp/recurrent-quota-XXXXXX");
  if (!mkdtemp(place)) {
    check(0, "quota: no folder in /tmp");
    return;
  }
  check_version_2();
  check_version_1();
  check(quota_of("") == 0 && quota_of("\n:\n::\n4:cpu\n4:cpu:docker\n") == 0, "quota: lines that say nothing");
  nftw(place, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
