/*
 * The kernels' benchmark: every backend on every case, through recurrent_kernels.h alone. One JSON object a line to
 * stdout; what machine it ran on to stderr.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "network.h"
#include "peak.h"
#include "recurrent_kernels.h"
#include "timing.h"

enum { MOST_BACKENDS = 16 };

static const char *const precision_names[] = {"float32", "bf16", "int8"};

typedef struct options {
  const char *cases_path, *only;
  const rk_backend *backends[MOST_BACKENDS];
  int backend_count;
  int32_t threads;
  rk_precision precision;
  double budget;
} options;

static const char usage[] =
    "usage: kernels CASES.json|- [--backend NAME|PATH]... [--case NAME] [--threads N]\n"
    "               [--precision float32|bf16|int8] [--seconds X]\n"
    "  -          one case a line from standard input, each answered before the next is read\n"
    "  --backend  native, blas, avx512, avx2, baseline (native held to that instruction set), or the path of a shared\n"
    "             library with a slash in it; may be repeated. Default: native and blas\n"
    "  --case     that case alone\n"
    "  --threads  default: RECURRENT_THREADS, else the physical cores\n"
    "  --precision  of the products' factors; default float32\n"
    "  --seconds  to spend on each figure; default 2\n";

/* --- backends --- */

static const rk_backend *load_backend(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  /* POSIX's way round ISO C's ban on turning an object pointer into a function's. */
  rk_backend_entry_function entry = NULL;
  if (library)
    *(void **)&entry = dlsym(library, RK_BACKEND_ENTRY);
  if (!entry) {
    fprintf(stderr, "%s\n", dlerror());
    return NULL;
  }
  const rk_backend *backend = entry();
  if (!backend || backend->interface_version != RK_INTERFACE_VERSION) {
    fprintf(stderr, "%s: not a backend of interface version %u\n", path, RK_INTERFACE_VERSION);
    return NULL;
  }
  return backend;
}

static const rk_backend *find_backend(const char *name) {
  if (strchr(name, '/'))
    return load_backend(name);
  if (strcmp(name, "native") == 0)
    return rk_backend_native();
  bool is_blas = strcmp(name, "blas") == 0;
  const rk_backend *backend = is_blas ? rk_backend_blas() : rk_backend_native_isa(name);
  if (!backend || backend->score() < 0) {
    fprintf(stderr, "%s: no such backend on this machine\n", name);
    return NULL;
  }
  return backend;
}

/* --- the machine --- */

static void print_processor(void) {
  FILE *file = fopen("/proc/cpuinfo", "r");
  char line[256];
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, "model name", 10) == 0) {
      fprintf(stderr, "processor: %s", strchr(line, ':') ? strchr(line, ':') + 2 : line);
      break;
    }
  if (file)
    fclose(file);
}

/* Prints the machine; returns the highest peak of its instruction sets in GFLOP/s. */
static double print_machine(const options *o) {
  static const char *const sets[] = {"avx512", "avx2", "baseline"};
  double highest = 0;
  print_processor();
  fprintf(stderr, "threads: %d, %s\nblas: %s\n", o->threads, rk_thread_runtime(), rk_blas_library());
  for (int i = 0; i < o->backend_count; i++)
    fprintf(stderr, "backend %s: %s\n", o->backends[i]->name, o->backends[i]->description());
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
    double peak = measure_peak(sets[i], o->threads);
    if (peak > 0)
      fprintf(stderr, "peak %s: %.1f GFLOP/s\n", sets[i], peak);
    highest = peak > highest ? peak : highest;
  }
  return highest;
}

/* --- one case --- */

typedef struct timed {
  network *network;
  rk_status (*run)(network *);
  rk_status status;
} timed;

static void run_timed(void *context) {
  timed *t = context;
  rk_status status = t->run(t->network);
  if (status != RK_OK)
    t->status = status;
}

/* The median seconds, or 0 with the status. */
static double time_network(const options *o, const rk_backend *backend, const benchmark_case *c, rk_mode mode,
                           rk_status (*run)(network *), rk_status *status) {
  timed t = {.run = run, .status = RK_OK};
  t.network = make_network(backend, c, mode, o->precision, o->threads, status);
  if (!t.network)
    return 0;
  double seconds = median_seconds(run_timed, &t, o->budget);
  free_network(t.network);
  *status = t.status;
  return t.status == RK_OK ? seconds : 0;
}

static void print_speed(const char *what, double seconds, double operations, double peak) {
  double gflops = operations / seconds * 1e-9;
  printf(", \"%s_s\": %.9g, \"%s_gflops\": %.4g, \"%s_share_of_peak\": %.4g", what, seconds, what, gflops, what,
         gflops / peak);
}

/* 0 where the backend failed; what it says that it does not do is no failure. */
static int run_case(const options *o, const rk_backend *backend, const benchmark_case *c, double peak) {
  int streaming = c->batch == 1 && c->steps == 1, train = c->train && o->precision != RK_PRECISION_INT8;
  double operations = network_forward_operations(c), forward, both = 0;
  rk_status status;
  forward = time_network(o, backend, c, RK_MODE_INFERENCE, streaming ? network_continue : network_forward, &status);
  if (status == RK_OK && train)
    both = time_network(o, backend, c, RK_MODE_TRAINING, network_forward_backward, &status);
  printf("{\"case\": \"%s\", \"peer\": \"recurrent %s%s%s\"", c->name, backend->name, o->precision ? " " : "",
         o->precision ? precision_names[o->precision] : "");
  if (status != RK_OK) {
    printf(", \"error\": \"%s\"}\n", status == RK_UNSUPPORTED ? "unsupported" : "failed");
    fflush(stdout);
    return status == RK_UNSUPPORTED;
  }
  print_speed("forward", forward, operations, peak);
  if (train)
    print_speed("forward_backward", both, 3 * operations, peak);
  if (streaming)
    printf(", \"ns_per_step\": %.1f", forward * 1e9);
  printf("}\n");
  fflush(stdout);
  return 1;
}

/* --- the command line --- */

static int read_options(int count, char **arguments, options *o) {
  *o = (options){.budget = 2};
  for (int i = 1; i < count; i++) {
    const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
    if ((name[0] != '-' || !name[1]) && !o->cases_path) {
      o->cases_path = name;
      continue;
    }
    if (!value)
      return 0;
    i++;
    char *end = NULL;
    if (strcmp(name, "--case") == 0)
      o->only = value;
    else if (strcmp(name, "--threads") == 0) {
      long threads = strtol(value, &end, 10);
      if (*end || threads < 1 || threads > 1024)
        return 0;
      o->threads = (int32_t)threads;
    } else if (strcmp(name, "--precision") == 0) {
      int32_t precision = 0;
      while (precision < RK_PRECISION_COUNT && strcmp(value, precision_names[precision]) != 0)
        precision++;
      if (precision == RK_PRECISION_COUNT)
        return 0;
      o->precision = (rk_precision)precision;
    } else if (strcmp(name, "--seconds") == 0) {
      o->budget = strtod(value, &end);
      if (*end || !(o->budget > 0))
        return 0;
    } else if (strcmp(name, "--backend") == 0 && o->backend_count < MOST_BACKENDS) {
      const rk_backend *backend = find_backend(value);
      if (!backend)
        exit(1);
      o->backends[o->backend_count++] = backend;
    } else
      return 0;
  }
  if (o->backend_count == 0) {
    o->backends[o->backend_count++] = rk_backend_native();
    if (rk_backend_blas()->score() >= 0)
      o->backends[o->backend_count++] = rk_backend_blas();
  }
  if (o->threads == 0)
    o->threads = rk_default_threads();
  return o->cases_path != NULL;
}

/* Every backend on one case; 1 where all ran it. */
static int run_backends(const options *o, const benchmark_case *c, double peak) {
  int ran = 1;
  for (int b = 0; b < o->backend_count; b++)
    ran &= run_case(o, o->backends[b], c, peak);
  return ran;
}

static int run_lines(const options *o, double peak) {
  benchmark_case c;
  int got, ran = 1;
  while ((got = next_case(stdin, &c)) > 0)
    ran &= run_backends(o, &c, peak);
  return ran && got == 0;
}

static int run_file(const options *o, double peak, const benchmark_case *cases, int count) {
  int found = 0, ran = 1;
  for (int i = 0; i < count; i++) {
    if (o->only && strcmp(o->only, cases[i].name) != 0)
      continue;
    found = 1;
    ran &= run_backends(o, &cases[i], peak);
  }
  if (!found)
    fprintf(stderr, "%s: no case \"%s\"\n", o->cases_path, o->only);
  return found && ran;
}

int main(int count, char **arguments) {
  options o;
  if (!read_options(count, arguments, &o)) {
    fputs(usage, stderr);
    return 2;
  }
  if (strcmp(o.cases_path, "-") == 0)
    return run_lines(&o, print_machine(&o)) ? 0 : 1;
  int case_count;
  benchmark_case *cases = read_cases(o.cases_path, &case_count);
  if (!cases)
    return 1;
  int ran = run_file(&o, print_machine(&o), cases, case_count);
  free(cases);
  return ran ? 0 : 1;
}
