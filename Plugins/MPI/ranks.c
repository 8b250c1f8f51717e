#define _POSIX_C_SOURCE 200809L
#include "ranks.h"

#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define EXPORTED __attribute__((visibility("default")))

/* Of one message; longer ones are sent in parts, as MPI counts in int. */
enum { MOST_BYTES = 1 << 30 };

typedef struct sending {
  MPI_Request request;
  int to;
} sending;

static MPI_Comm ranks = MPI_COMM_NULL;
static sending *sent;
static int sent_count, sent_room;
static char reason[MPI_MAX_ERROR_STRING + 64];

static int32_t failed(const char *what, int code) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (code != MPI_SUCCESS)
    MPI_Error_string(code, text, &length);
  snprintf(reason, sizeof reason, "%s: %s", what, text);
  return MESSAGES_FAILED;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Leaves the core to those that compute. The first looks cost little and find what is already there. */
static void rest(int looks) {
  if (looks < 20)
    return;
  struct timespec moment = {0, looks < 2000 ? 20000 : 200000};
  nanosleep(&moment, NULL);
}

static int32_t wait_for(MPI_Request *request, double seconds, const char *what) {
  double end = now() + seconds;
  for (int looks = 0;; looks++) {
    int done = 0, code = MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (code != MPI_SUCCESS)
      return failed(what, code);
    if (done)
      return MESSAGES_OK;
    if (now() > end)
      return MESSAGES_LATE;
    rest(looks);
  }
}

EXPORTED int32_t recurrent_mpi_version(void) {
  return MESSAGES_VERSION;
}

EXPORTED const char *recurrent_mpi_reason(void) {
  return reason;
}

EXPORTED int32_t recurrent_mpi_start(int32_t *rank, int32_t *size) {
  int provided = 0, here = 0, count = 0;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (code != MPI_SUCCESS)
    return failed("MPI does not start", code);
  if (provided < MPI_THREAD_SERIALIZED)
    return failed("this MPI is for programs of one thread", MPI_SUCCESS);
  code = MPI_Comm_dup(MPI_COMM_WORLD, &ranks);
  if (code != MPI_SUCCESS)
    return failed("MPI does not start", code);
  MPI_Comm_set_errhandler(ranks, MPI_ERRORS_RETURN);
  MPI_Comm_rank(ranks, &here);
  MPI_Comm_size(ranks, &count);
  *rank = here, *size = count;
  return MESSAGES_OK;
}

EXPORTED int32_t recurrent_mpi_finish(void) {
  int code = MPI_Finalize();
  return code == MPI_SUCCESS ? MESSAGES_OK : failed("MPI does not end", code);
}

static int32_t send_part(const void *bytes, int count, int to) {
  if (sent_count == sent_room) {
    int room = sent_room ? 2 * sent_room : 64;
    sending *more = realloc(sent, (size_t)room * sizeof *sent);
    if (!more)
      return failed("no memory to send", MPI_SUCCESS);
    sent = more, sent_room = room;
  }
  sent[sent_count].to = to;
  int code = MPI_Isend(bytes, count, MPI_BYTE, to, 0, ranks, &sent[sent_count].request);
  if (code != MPI_SUCCESS)
    return failed("a message is not sent", code);
  sent_count++;
  return MESSAGES_OK;
}

static int part_of(int64_t rest_of_it) {
  return rest_of_it < MOST_BYTES ? (int)rest_of_it : MOST_BYTES;
}

EXPORTED int32_t recurrent_mpi_send(const void *bytes, int64_t count, int32_t to) {
  for (int64_t start = 0; start < count; start += MOST_BYTES) {
    int32_t status = send_part((const char *)bytes + start, part_of(count - start), to);
    if (status != MESSAGES_OK)
      return status;
  }
  return MESSAGES_OK;
}

EXPORTED int32_t recurrent_mpi_settle(double seconds, int32_t *silent) {
  int32_t status = MESSAGES_OK;
  for (int i = 0; i < sent_count && status == MESSAGES_OK; i++) {
    *silent = sent[i].to;
    status = wait_for(&sent[i].request, seconds, "a message is not sent");
  }
  sent_count = 0;
  return status;
}

EXPORTED int32_t recurrent_mpi_receive(void *bytes, int64_t count, int32_t from, double seconds) {
  for (int64_t start = 0; start < count; start += MOST_BYTES) {
    MPI_Request request;
    int code = MPI_Irecv((char *)bytes + start, part_of(count - start), MPI_BYTE, from, 0, ranks, &request);
    if (code != MPI_SUCCESS)
      return failed("a message is not received", code);
    int32_t status = wait_for(&request, seconds, "a message is not received");
    if (status != MESSAGES_OK)
      return status;
  }
  return MESSAGES_OK;
}
