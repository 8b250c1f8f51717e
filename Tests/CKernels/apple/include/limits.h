/* What clang's own <limits.h> leaves to the system. */
#pragma once

#include_next <limits.h>

#define PATH_MAX 1024
