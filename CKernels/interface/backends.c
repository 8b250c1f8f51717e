/* Which of the built-in backends' tables this machine gets. */
#include "isa/isa.h"

const rk_backend *rk_backend_native(void) {
  return rk_isa_best()->native;
}

const rk_backend *rk_backend_blas(void) {
  return rk_isa_best()->blas;
}

const rk_backend *rk_backend_native_isa(const char *name) {
  const rk_isa *isa = name ? rk_isa_named(name) : NULL;
  return isa ? isa->native : NULL;
}
