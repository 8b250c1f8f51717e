#include "cases.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recurrent_kernels.h"

enum { MOST_SIZE = 1 << 24 };

/* A strict reader of the JSON that a cases file is made of: one array of flat objects. */
typedef struct reader {
  const char *path, *text, *at;
  jmp_buf failed;
} reader;

static void fail(reader *r, const char *format, ...) {
  int line = 1;
  for (const char *c = r->text; c < r->at; c++)
    line += *c == '\n';
  fprintf(stderr, "%s:%d: ", r->path, line);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  longjmp(r->failed, 1);
}

static char peek(reader *r) {
  r->at += strspn(r->at, " \t\r\n");
  return *r->at;
}

static int take(reader *r, char c) {
  if (peek(r) != c)
    return 0;
  r->at++;
  return 1;
}

static void expect(reader *r, char c) {
  if (!take(r, c))
    fail(r, "'%c' expected", c);
}

static void read_string(reader *r, char *text, size_t size) {
  expect(r, '"');
  size_t length = strcspn(r->at, "\"\\\n");
  if (r->at[length] != '"')
    fail(r, "a plain string, without escapes, expected");
  if (length == 0 || length >= size)
    fail(r, "a string of 1 to %zu bytes expected", size - 1);
  memcpy(text, r->at, length);
  text[length] = 0;
  r->at += length + 1;
}

static int64_t read_size(reader *r) {
  peek(r);
  size_t digits = strspn(r->at, "0123456789");
  int64_t value = digits > 0 && digits < 10 ? strtoll(r->at, NULL, 10) : 0;
  if (value < 1 || value > MOST_SIZE || strchr(".eE", r->at[digits]))
    fail(r, "a whole number from 1 to %d expected", MOST_SIZE);
  r->at += digits;
  return value;
}

static int read_flag(reader *r) {
  peek(r);
  int value = strncmp(r->at, "true", 4) == 0;
  if (!value && strncmp(r->at, "false", 5) != 0)
    fail(r, "true or false expected");
  r->at += value ? 4 : 5;
  return value;
}

static int32_t read_cell(reader *r) {
  static const struct {
    const char *name;
    int32_t cell;
  } cells[] = {{"rnn", RK_CELL_RNN}, {"lstm", RK_CELL_LSTM}, {"gru", RK_CELL_GRU_RESET_AFTER}};
  char name[8];
  read_string(r, name, sizeof name);
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
    if (strcmp(name, cells[i].name) == 0)
      return cells[i].cell;
  fail(r, "cell \"%s\": \"rnn\", \"lstm\" or \"gru\" expected", name);
  return 0;
}

static void read_field(reader *r, benchmark_case *c, const char *key) {
  if (strcmp(key, "name") == 0)
    read_string(r, c->name, sizeof c->name);
  else if (strcmp(key, "cell") == 0)
    c->cell = read_cell(r);
  else if (strcmp(key, "N") == 0)
    c->batch = read_size(r);
  else if (strcmp(key, "T") == 0)
    c->steps = read_size(r);
  else if (strcmp(key, "D") == 0)
    c->input_size = read_size(r);
  else if (strcmp(key, "H") == 0)
    c->hidden_size = read_size(r);
  else if (strcmp(key, "layers") == 0)
    c->layers = read_size(r);
  else if (strcmp(key, "bi") == 0)
    c->bidirectional = read_flag(r);
  else if (strcmp(key, "train") == 0)
    c->train = read_flag(r);
  else
    fail(r, "no field \"%s\" in a case: name, cell, N, T, D, H, layers, bi, train", key);
}

static benchmark_case read_case(reader *r) {
  benchmark_case c = {.cell = -1, .layers = 1, .train = 1};
  expect(r, '{');
  do {
    char key[16];
    read_string(r, key, sizeof key);
    expect(r, ':');
    read_field(r, &c, key);
  } while (take(r, ','));
  expect(r, '}');
  if (!c.name[0] || c.cell < 0 || !c.batch || !c.steps || !c.input_size || !c.hidden_size)
    fail(r, "a case needs name, cell, N, T, D and H");
  return c;
}

static char *read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return NULL;
  }
  size_t size = 0, room = 4096;
  char *text = malloc(room);
  while (text && (size += fread(text + size, 1, room - 1 - size, file)) == room - 1) {
    char *larger = realloc(text, room *= 2);
    if (!larger)
      free(text);
    text = larger;
  }
  fclose(file);
  if (text)
    text[size] = 0;
  return text;
}

int next_case(FILE *lines, benchmark_case *c) {
  char text[1024];
  if (!fgets(text, sizeof text, lines))
    return 0;
  reader r = {.path = "standard input", .text = text, .at = text};
  if (setjmp(r.failed))
    return -1;
  *c = read_case(&r);
  if (peek(&r))
    fail(&r, "nothing expected after the object");
  return 1;
}

benchmark_case *read_cases(const char *path, int *count) {
  char *text = read_text(path);
  benchmark_case *volatile cases = NULL;
  volatile int found = 0;
  if (!text)
    return NULL;
  reader r = {.path = path, .text = text, .at = text};
  if (setjmp(r.failed)) {
    free(cases);
    free(text);
    return NULL;
  }
  expect(&r, '[');
  do {
    benchmark_case *more = realloc(cases, (size_t)(found + 1) * sizeof *cases);
    if (!more)
      fail(&r, "out of memory");
    cases = more;
    cases[found] = read_case(&r);
    found++;
  } while (take(&r, ','));
  expect(&r, ']');
  if (peek(&r))
    fail(&r, "nothing expected after the array");
  free(text);
  *count = found;
  return cases;
}
