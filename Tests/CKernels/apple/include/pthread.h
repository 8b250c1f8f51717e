/* What the kernels call of Apple's <pthread.h>, by its manual: pthread(3). */
#pragma once

#include <stddef.h>

typedef struct _opaque_pthread *pthread_t;
typedef struct {
  long signature;
  char opaque[56];
} pthread_mutex_t;
typedef struct {
  long signature;
  char opaque[40];
} pthread_cond_t;
typedef struct {
  long signature;
  char opaque[56];
} pthread_attr_t;
typedef struct {
  long signature;
  char opaque[8];
} pthread_once_t;
typedef struct pthread_mutexattr pthread_mutexattr_t;
typedef struct pthread_condattr pthread_condattr_t;

#define PTHREAD_MUTEX_INITIALIZER                                                                                      \
  {                                                                                                                    \
    0x32AAABA7, {                                                                                                      \
      0                                                                                                                \
    }                                                                                                                  \
  }
#define PTHREAD_ONCE_INIT                                                                                              \
  {                                                                                                                    \
    0x30B1BCBA, {                                                                                                      \
      0                                                                                                                \
    }                                                                                                                  \
  }

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument);
int pthread_join(pthread_t thread, void **result);
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
int pthread_once(pthread_once_t *once, void (*body)(void));
int pthread_attr_init(pthread_attr_t *attributes);
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size);
int pthread_attr_destroy(pthread_attr_t *attributes);
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int pthread_cond_signal(pthread_cond_t *condition);
