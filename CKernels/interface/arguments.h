/* How an entry reads an argument struct of the interface. */
#ifndef RK_INTERFACE_ARGUMENTS_H
#define RK_INTERFACE_ARGUMENTS_H

#include "recurrent_kernels.h"

#include <string.h>

/* Copies the caller's struct, whose first field is its own size, into one of `size` bytes: fields past the caller's are
   zero, fields past ours are not looked at. False where there is no struct or no room in it for its size. */
static inline bool rk_take_arguments(void *taken, size_t size, const void *given) {
  size_t given_size;
  if (!given)
    return false;
  memcpy(&given_size, given, sizeof given_size);
  if (given_size < sizeof given_size)
    return false;
  memset(taken, 0, size);
  memcpy(taken, given, given_size < size ? given_size : size);
  return true;
}

/* The caller's struct itself where it has all of our fields; else it is taken as above into `room`. Null where that
   fails. */
static inline const void *rk_whole_arguments(void *room, size_t size, const void *given) {
  size_t given_size = 0;
  if (given)
    memcpy(&given_size, given, sizeof given_size);
  return given_size >= size ? given : rk_take_arguments(room, size, given) ? room : NULL;
}

#endif
