/* What the kernels call of Apple's <unistd.h>, by its manual: sysconf(3). */
#pragma once

#define _SC_NPROCESSORS_ONLN 58

long sysconf(int name);
