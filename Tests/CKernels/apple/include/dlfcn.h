/* What the kernels call of Apple's <dlfcn.h>, by its manual: dlopen(3), dlsym(3), dladdr(3). */
#pragma once

#define RTLD_NOW 0x2
#define RTLD_LOCAL 0x4

typedef struct dl_info {
  const char *dli_fname;
  void *dli_fbase;
  const char *dli_sname;
  void *dli_saddr;
} Dl_info;

void *dlopen(const char *path, int mode);
void *dlsym(void *handle, const char *symbol);
int dladdr(const void *address, Dl_info *info);
