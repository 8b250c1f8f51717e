#include "onednn.h"

#define TEXT_OF(x) #x
#define VERSION(major, minor, patch) "oneDNN " TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

static const char *onednn_description(void) {
  return VERSION(DNNL_VERSION_MAJOR, DNNL_VERSION_MINOR, DNNL_VERSION_PATCH);
}

/* Below our own: taken where it is asked for by name. */
static int32_t onednn_score(void) {
  return 1;
}

/* Only the recurrent layers: null entries are what the backend does not do. */
static const rk_backend backend = {
    .interface_version = RK_INTERFACE_VERSION,
    .struct_size = sizeof(rk_backend),
    .name = "onednn",
    .description = onednn_description,
    .score = onednn_score,
    .plan_create = onednn_plan_create,
    .plan_destroy = onednn_plan_destroy,
    .plan_sizes = onednn_plan_sizes,
    .pack_weights = onednn_pack_weights,
    .forward = onednn_forward,
    .backward = onednn_backward,
};

__attribute__((visibility("default"))) const rk_backend *rk_backend_entry(void);
const rk_backend *rk_backend_entry(void) {
  return &backend;
}
