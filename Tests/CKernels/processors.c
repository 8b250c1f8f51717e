/*
 * The cores of machines that are not here: the kernel's answers are made up, and the processors' files lie in a folder
 * of our own.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "team/processors.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

/* --- the kernel --- */

/* A machine with as many processors, the process being allowed those from the first on. */
static int machine, first_allowed;

/* As sched_getaffinity(2) does it: a mask that is too small is refused, whatever is in it. */
static int ask_machine(size_t bytes, void *mask) {
  unsigned long *words = mask;
  const int word = CHAR_BIT * sizeof *words;
  if (bytes * CHAR_BIT < (size_t)machine) {
    errno = EINVAL;
    return -1;
  }
  memset(mask, 0, bytes);
  for (int processor = first_allowed; processor < machine; processor++)
    words[processor / word] |= 1ul << processor % word;
  return 0;
}

static int ask_nobody(size_t bytes, void *mask) {
  (void)bytes, (void)mask;
  errno = ENOSYS;
  return -1;
}

static void check_counts(void) {
  static const int sizes[] = {1, 2, 1023, 1024, 1025, 2048, 5000, 1 << 20};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    machine = sizes[i], first_allowed = 0;
    int32_t cores = rk_physical_cores(ask_machine, "/no such folder");
    check(cores == machine, "processors: %d of %d found", cores, machine);
  }
  machine = 4096, first_allowed = 4000;
  check(rk_physical_cores(ask_machine, "/no such folder") == 96, "processors: those that are not allowed do not count");
  check(rk_physical_cores(ask_nobody, "/no such folder") == 0, "processors: none where the kernel does not say");
}

/* --- siblings --- */

static void write_siblings(const char *folder, int processor, const char *list) {
  static const char *const below[] = {"", "/topology"};
  char path[128];
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/cpu%d%s", folder, processor, below[i]);
    mkdir(path, 0700);
  }
  snprintf(path, sizeof path, "%s/cpu%d/topology/thread_siblings_list", folder, processor);
  FILE *file = fopen(path, "w");
  check(file != NULL, "processors: cannot write %s", path);
  if (file) {
    fputs(list, file);
    fclose(file);
  }
}

static void remove_siblings(const char *folder, int processor) {
  static const char *const inside_first[] = {"/topology/thread_siblings_list", "/topology", ""};
  for (int i = 0; i < 3; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/cpu%d%s", folder, processor, inside_first[i]);
    remove(path);
  }
}

/* Processors n and n + 2 of four are one core; what a fifth one's file says is no number. */
static void check_siblings(void) {
  char folder[] = "/tmp/recurrent-processors-XXXXXX";
  if (!mkdtemp(folder)) {
    check(0, "processors: no folder in /tmp");
    return;
  }
  static const char *const lists[] = {"0,2\n", "1,3\n", "0,2\n", "1,3\n", "junk"};
  for (int i = 0; i < 5; i++)
    write_siblings(folder, i, lists[i]);
  machine = 4, first_allowed = 0;
  check(rk_physical_cores(ask_machine, folder) == 2, "processors: two on a core count once");
  first_allowed = 2;
  check(rk_physical_cores(ask_machine, folder) == 2, "processors: the second of a core counts where it is alone");
  machine = 5;
  check(rk_physical_cores(ask_machine, folder) == 3, "processors: a core by itself where the file is junk");
  for (int i = 0; i < 5; i++)
    remove_siblings(folder, i);
  rmdir(folder);
}

void check_processors(void) {
  check_counts();
  check_siblings();
}
