/* The plugin, loaded as any backend is, against the native kernels: two implementations that share no code. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "recurrent.h"

/* Two ways of summing up to a hundred products and a few steps of recurrence, and two approximations of exp. */
static const double tolerance = 1024 * 0x1p-24;

const char *backend_label(const rk_backend *backend) {
  return backend->name;
}

static const rk_backend *load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  rk_backend_entry_function entry = NULL;
  if (library)
    *(void **)&entry = dlsym(library, RK_BACKEND_ENTRY);
  if (!entry)
    fprintf(stderr, "%s\n", dlerror());
  return entry ? entry() : NULL;
}

static void check_against_native(const rk_backend *plugin, layer l) {
  make_layer(&l);
  const char *what = describe_layer(plugin, &l);
  results got, expected;
  check(run_layer(plugin, &l, 1, (manner){0}, &got) == RK_OK, "%s: status", what);
  check(run_layer(rk_backend_native(), &l, 1, (manner){0}, &expected) == RK_OK, "%s: native's status", what);
  for (int k = 0; k < RESULTS; k++) {
    if (!got.of[k])
      continue;
    double difference = relative_difference(got.of[k], expected.of[k], got.count[k], 1e-3);
    check(difference <= tolerance, "%s: result %d is off by %g", what, k, difference);
  }
  check(guards_intact(), "%s: wrote outside its arrays", what);
  release_guarded();
}

static void check_unsupported(const rk_backend *plugin, layer l, const char *what) {
  results r;
  make_layer(&l);
  check(run_layer(plugin, &l, 1, (manner){0}, &r) == RK_UNSUPPORTED, "%s is not supported", what);
  check(guards_intact(), "%s: wrote outside its arrays", what);
  release_guarded();
}

int main(int count, char **arguments) {
  static const int64_t sizes[][4] = {{1, 1, 1, 1}, {2, 3, 5, 7}, {3, 5, 17, 33}, {17, 4, 3, 65}, {16, 7, 64, 48}};
  const rk_backend *plugin = count == 2 ? load(arguments[1]) : NULL;
  if (!plugin || plugin->interface_version != RK_INTERFACE_VERSION) {
    fputs("usage: check PLUGIN.so, of this interface version\n", stderr);
    return 2;
  }
  fprintf(stderr, "%s: %s\n", plugin->name, plugin->description());
  for (int cell = 0; cell < RK_CELL_COUNT; cell++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
      for (int direction = 0; direction < RK_DIRECTION_COUNT; direction++)
        for (int flags = 0; flags < 4; flags++) {
          layer l = layer_of(cell, sizes[i]);
          l.descriptor.direction = direction;
          l.descriptor.mode = flags & 1 ? RK_MODE_TRAINING : RK_MODE_INFERENCE;
          l.complete = flags >> 1;
          check_against_native(plugin, l);
        }
  layer l = layer_of(RK_CELL_RNN, sizes[2]);
  l.descriptor.activation = RK_ACTIVATION_RELU;
  check_against_native(plugin, l);
  l = layer_of(RK_CELL_LSTM, sizes[2]);
  l.pattern = LENGTHS_RAGGED;
  check_unsupported(plugin, l, "a ragged batch");
  l = layer_of(RK_CELL_LSTM, sizes[2]);
  l.masked = 1;
  check_unsupported(plugin, l, "a mask");
  l = layer_of(RK_CELL_LSTM, sizes[2]);
  l.descriptor.activation = RK_ACTIVATION_RELU;
  check_unsupported(plugin, l, "an LSTM of relu");
  return check_report();
}
