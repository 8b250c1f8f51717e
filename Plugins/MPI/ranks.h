/*
 * Messages between the processes that `mpirun` started, for Swift to load: see `MPICommunicator`. Nothing is added up
 * here, since the order of MPI's reductions depends on how many ranks there are.
 *
 * Calls return MESSAGES_OK, MESSAGES_LATE where the time was over, or MESSAGES_FAILED; then recurrent_mpi_reason says
 * why. One thread calls at a time.
 */
#ifndef RECURRENT_MPI_RANKS_H
#define RECURRENT_MPI_RANKS_H

#include <stdint.h>

enum { MESSAGES_VERSION = 1 };
enum { MESSAGES_OK, MESSAGES_LATE, MESSAGES_FAILED };

int32_t recurrent_mpi_version(void);
const char *recurrent_mpi_reason(void);

int32_t recurrent_mpi_start(int32_t *rank, int32_t *size);
int32_t recurrent_mpi_finish(void);

/* Begins to send; the bytes stay until recurrent_mpi_settle. */
int32_t recurrent_mpi_send(const void *bytes, int64_t count, int32_t to);
/* Waits until all that was sent has left. `silent`: a rank that takes nothing, where it is late. */
int32_t recurrent_mpi_settle(double seconds, int32_t *silent);
int32_t recurrent_mpi_receive(void *bytes, int64_t count, int32_t from, double seconds);

#endif
