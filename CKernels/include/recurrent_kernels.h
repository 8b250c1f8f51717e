/*
 * recurrent_kernels.h: the whole interface between a recurrent-network front and a backend of kernels.
 *
 * A backend is one constant table of function pointers (`rk_backend`). What crosses it is fat: one recurrent layer
 * over a whole sequence, one or both directions, forward or backward, so that the backend is free to choose how to
 * split the work and the front pays nothing a step. The same table is compiled in (`native`, `blas`) or loaded from
 * any shared library that exports `rk_backend_entry`.
 *
 * Glossary of dimensions, used throughout:
 *   N batch    T steps    D input size    H hidden size    G gates of the cell (RNN 1, GRU 3, LSTM 4)
 *   S directions (1 or 2)
 * All arrays are dense and row-major, float is IEEE 754 binary32. "[N,T,D]" names the axes, slowest first.
 *
 * Rules that hold for every function:
 *   - The caller owns all memory: a backend's own code allocates in plan_create alone. (The OpenMP runtime and a BLAS
 *     library may allocate when they are first used, as do threads of our own.) No call prints or aborts. The built-in
 *     backends keep three things between calls: how many cores calls have taken, so that calls at once share them; the
 *     time that OpenMP's threads wait for more work, which a thread's first call sets to a millisecond; and threads of
 *     our own where there is no OpenMP, which end with the process or when the library is unloaded.
 *   - A call takes its arguments as one struct, which begins with `size`: the caller sets it to sizeof of the struct it
 *     was compiled with. Fields are only ever appended, and a backend treats fields beyond `size` as zero.
 *   - Every failure is a status, never a crash; after one, output buffers hold unspecified values.
 *   - Distinct arguments must not overlap, unless the field says that they may.
 *   - `threads` is how many threads a call may use, of which 1024 count; 0: rk_default_threads(). The number never
 *     changes a bit of a result.
 *   - A plan is immutable: any number of threads may use one at once, each with its own buffers.
 */
#ifndef RECURRENT_KERNELS_H
#define RECURRENT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when the meaning of an existing field or function changes; appending to a struct does not raise it. */
#define RK_INTERFACE_VERSION 2u

/* Buffers named by `rk_sizes`, and workspaces, start at a multiple of this many bytes. */
#define RK_ALIGNMENT 64u

typedef enum rk_status {
  RK_OK = 0,
  RK_INVALID_ARGUMENT = 1, /* a null that may not be, a size below 1, an unknown enumerator, a length outside 0...T */
  RK_UNSUPPORTED = 2,      /* legal, but this backend does not do it: the caller asks the next one */
  RK_TOO_LARGE = 3,        /* a size whose buffers would not fit size_t or the backend's index type */
  RK_OUT_OF_MEMORY = 4     /* plan_create only */
} rk_status;

/*
 * Cells. Weights are stacked by gate, in PyTorch's order:
 *   RNN   h' = f(W_ih x + b_ih + W_hh h + b_hh)
 *   LSTM  rows i, f, g, o:   c' = s(f) c + s(i) f(g)   h' = s(o) f(c')
 *   GRU   rows r, z, n:      h' = (1 - z) n + z h      with r, z = s(W_ih x + b_ih + W_hh h + b_hh) and
 *         reset after   n = f(W_in x + b_in + r * (W_hn h + b_hn))      (cuDNN, PyTorch, Keras reset_after=True)
 *         reset before  n = f(W_in x + b_in + W_hn (r * h) + b_hn)      (Cho et al. 2014, Keras reset_after=False)
 * where f is `activation`, s is `recurrent_activation`.
 */
typedef enum rk_cell {
  RK_CELL_RNN = 0,
  RK_CELL_LSTM = 1,
  RK_CELL_GRU_RESET_AFTER = 2,
  RK_CELL_GRU_RESET_BEFORE = 3,
  RK_CELL_COUNT = 4
} rk_cell;

/* Activations whose derivative is a function of their own output y. */
typedef enum rk_activation {
  RK_ACTIVATION_TANH = 0,               /* dy/dx = 1 - y^2 */
  RK_ACTIVATION_SIGMOID = 1,            /* dy/dx = y (1 - y) */
  RK_ACTIVATION_RELU = 2,               /* dy/dx = 1 where y > 0, else 0 */
  RK_ACTIVATION_LINEAR = 3,             /* dy/dx = 1 */
  RK_ACTIVATION_HARD_SIGMOID = 4,       /* y = clamp(x/6 + 1/2, 0, 1): dy/dx = 1/6 where 0 < y < 1, else 0 */
  RK_ACTIVATION_STEEP_HARD_SIGMOID = 5, /* y = clamp(x/5 + 1/2, 0, 1): dy/dx = 1/5 where 0 < y < 1, else 0 */
  RK_ACTIVATION_COUNT = 6
} rk_activation;

typedef enum rk_direction {
  RK_DIRECTION_FORWARD = 0,       /* steps 0, 1, ..., length-1                                     S = 1 */
  RK_DIRECTION_REVERSE = 1,       /* steps length-1, ..., 0; output t is still the step at input t  S = 1 */
  RK_DIRECTION_BIDIRECTIONAL = 2, /* both; direction 0 runs forward, direction 1 in reverse         S = 2 */
  RK_DIRECTION_COUNT = 3
} rk_direction;

typedef enum rk_mode {
  RK_MODE_INFERENCE = 0, /* forward keeps nothing; backward is not available */
  RK_MODE_TRAINING = 1   /* forward fills the cache that backward reads */
} rk_mode;

/* What the factors of products are. Sums, states, activations and gradients are float32 in each. */
typedef enum rk_precision {
  RK_PRECISION_FLOAT32 = 0,
  RK_PRECISION_BFLOAT16 = 1, /* rounded to nearest even; below 2^-126 zero */
  RK_PRECISION_INT8 = 2,     /* whole numbers from -127 to 127 times the largest magnitude of a row of weights, of x or
                                of h, by 127; sums in int32. In RK_MODE_INFERENCE alone, else RK_UNSUPPORTED, as is a
                                product whose B is not transposed */
  RK_PRECISION_COUNT = 3
} rk_precision;

/* What a plan is made from. */
typedef struct rk_descriptor {
  size_t size;                  /* sizeof(rk_descriptor) */
  int32_t cell;                 /* rk_cell */
  int32_t direction;            /* rk_direction */
  int32_t activation;           /* rk_activation: f above */
  int32_t recurrent_activation; /* rk_activation: s above; not used by RK_CELL_RNN */
  int32_t mode;                 /* rk_mode */
  int32_t threads;
  int64_t batch;            /* N >= 1 */
  int64_t steps;            /* T >= 1 */
  int64_t input_size;       /* D >= 1 */
  int64_t hidden_size;      /* H >= 1 */
  int64_t checkpoint_every; /* 0: keep every step. k >= 1: keep each k-th step's state, and recompute in backward */
  int32_t precision;        /* rk_precision of all products with weights and of their gradients */
} rk_descriptor;

typedef struct rk_plan rk_plan; /* opaque: each backend has its own */

/* Bytes of the buffers that the caller provides; 0 where a plan needs none. Each aligned to RK_ALIGNMENT. */
typedef struct rk_sizes {
  size_t size;               /* sizeof(rk_sizes) */
  size_t packed_weights;     /* see pack_weights */
  size_t cache;              /* written by forward, read (and possibly overwritten) by one backward of the same plan */
  size_t forward_workspace;  /* scratch for one forward call */
  size_t backward_workspace; /* scratch for one backward call */
  size_t packed_backward;    /* see pack_weights; 0: backward reads the weights as they lie */
} rk_sizes;

/* One direction's weights, PyTorch's layout. */
typedef struct rk_weights {
  size_t size;
  const float *weight_ih; /* [G*H, D] */
  const float *weight_hh; /* [G*H, H] */
  const float *bias_ih;   /* [G*H]; null: zeros */
  const float *bias_hh;   /* [G*H]; null: zeros */
} rk_weights;

typedef struct rk_pack_arguments {
  size_t size;
  const rk_weights *weights;         /* direction 0's */
  const rk_weights *reverse_weights; /* direction 1's; not looked at where S is 1 */
  void *packed_weights;              /* rk_sizes.packed_weights bytes; null: not wanted */
  void *packed_backward;             /* rk_sizes.packed_backward bytes; null: not wanted */
} rk_pack_arguments;

typedef struct rk_forward_arguments {
  size_t size;
  const float *input;                /* [N,T,D]. Values at and past a row's length are never read into a result. */
  const rk_weights *weights;         /* direction 0's; not looked at where packed_weights is given */
  const rk_weights *reverse_weights; /* direction 1's; not looked at where S is 1 */
  const void *packed_weights;        /* what pack_weights made of the weights; null: the call packs for itself */
  const int32_t *lengths;            /* [N], each 0...T, in any order; null: all T */
  const float *initial_hidden;       /* [S,N,H]; null: zeros */
  const float *initial_cell;         /* [S,N,H]; null: zeros. LSTM only, else ignored */
  const float *input_mask;           /* [S,N,D]: the input is multiplied by it at every step; null: ones */
  const float *recurrent_mask;       /* [S,N,H]: h is multiplied by it where it enters W_hh, at every step (the carried
                                        state itself is not; Gal and Ghahramani 2016); null: ones */
  float *output;                     /* [N,T,S*H]; zeros at and past a row's length; null: not wanted */
  float *final_hidden;               /* [S,N,H]: after the last valid step (initial state where length is 0); null: not
                                        wanted. May be the same array as initial_hidden */
  float *final_cell;                 /* as final_hidden, of initial_cell */
  void *cache;                       /* rk_sizes.cache bytes; null in RK_MODE_INFERENCE */
  void *workspace;                   /* rk_sizes.forward_workspace bytes */
} rk_forward_arguments;

/* One direction's weight gradients. Each is ADDED to what the array holds; null: not wanted. */
typedef struct rk_weight_gradients {
  size_t size;
  float *weight_ih;
  float *weight_hh;
  float *bias_ih;
  float *bias_hh;
} rk_weight_gradients;

typedef struct rk_backward_arguments {
  size_t size;
  const rk_forward_arguments *forward;  /* the arguments of the forward call, with the same contents still in place:
                                           input, weights (not null, be they packed or not), lengths, initial
                                           states, masks, output (not null), cache. Its workspace and final states are
                                           not read. */
  const float *d_output;                /* [N,T,S*H]; null: zeros. Values past a row's length are not read */
  const float *d_final_hidden;          /* [S,N,H]; null: zeros */
  const float *d_final_cell;            /* [S,N,H]; null: zeros. LSTM only */
  float *d_input;                       /* [N,T,D], overwritten; zeros past a row's length; null: not wanted */
  const rk_weight_gradients *d_weights; /* direction 0's; null: not wanted */
  const rk_weight_gradients *d_reverse_weights; /* direction 1's; null: not wanted; not looked at where S is 1 */
  float *d_initial_hidden;                      /* [S,N,H], overwritten; null: not wanted. May be d_final_hidden */
  float *d_initial_cell;                        /* [S,N,H], overwritten; null: not wanted. May be d_final_cell */
  void *workspace;                              /* rk_sizes.backward_workspace bytes */
  const void *packed_weights; /* what pack_weights made of the weights for backward; null: the call packs for itself */
} rk_backward_arguments;

/* C[m,n] = op(A) op(B) + bias + beta C, op(A) being [m,k] and op(B) [k,n]: one product, or a batch of equal sizes. */
typedef struct rk_gemm_arguments {
  size_t size;
  int32_t threads;
  bool transpose_a; /* A is stored [k,m] */
  bool transpose_b; /* B is stored [n,k], as a Dense layer's weight [out,in] is */
  int64_t m, n, k;  /* m, n >= 1; k >= 0 */
  const float *a;
  int64_t lda; /* elements from one stored row to the next, at least the stored row's length */
  const float *b;
  int64_t ldb;
  float *c;
  int64_t ldc;
  float beta;                           /* 0: C is not read */
  const float *bias;                    /* [n], added to every row; null: zeros */
  void *workspace;                      /* gemm_workspace bytes */
  int64_t batch;                        /* products; 0: one */
  int64_t stride_a, stride_b, stride_c; /* elements from one product's matrix to the next's; of A and B it may be 0. No
                                           two elements of C are in one place */
  int32_t precision;                    /* rk_precision of A and B */
  const void *packed_b;                 /* what gemm_pack_b made of B as it is now: the same bits, sooner; null: none */
} rk_gemm_arguments;

/*
 * Element by element: a straight-line program over broadcast operands, run in one pass.
 *
 * Values are numbered: the inputs first, then the scalars, then what the instructions make, one value each. An
 * instruction reads values with smaller numbers than its own. An operation that a backend does not know is
 * RK_UNSUPPORTED.
 *
 * NaN: an operation on a NaN gives NaN, but for comparisons, which give 0, SELECT, which takes what its first operand
 * chooses (a NaN is not 0), and POWER, where pow of C gives a number: pow(NaN, 0) and pow(1, NaN) are 1. Of a zero and
 * a negative zero MINIMUM and MAXIMUM give either. EXP gives 0 below 2^-125.5; a backend may take a subnormal operand
 * of EXP, EXPM1, TANH and SIGMOID for 0. Functions are within 4 units in the last place.
 */
typedef enum rk_operation {
  RK_OPERATION_CONSTANT = 0, /* the instruction's constant */
  RK_OPERATION_ADD = 1,      /* a + b */
  RK_OPERATION_SUBTRACT = 2, /* a - b */
  RK_OPERATION_MULTIPLY = 3, /* a b */
  RK_OPERATION_DIVIDE = 4,   /* a / b */
  RK_OPERATION_MULTIPLY_ADD =
      5,                        /* a b + c, rounded once where the processor does that in one instruction, else twice */
  RK_OPERATION_POWER = 6,       /* a^b, as pow of C */
  RK_OPERATION_MINIMUM = 7,     /* the smaller of a and b */
  RK_OPERATION_MAXIMUM = 8,     /* the larger of a and b */
  RK_OPERATION_LESS = 9,        /* 1 where a < b, else 0 */
  RK_OPERATION_LESS_EQUAL = 10, /* 1 where a <= b, else 0 */
  RK_OPERATION_EQUAL = 11,      /* 1 where a = b, else 0 */
  RK_OPERATION_SELECT = 12,     /* b where a is not 0, else c */
  RK_OPERATION_NEGATE = 13,     /* -a */
  RK_OPERATION_ABSOLUTE = 14,   /* |a| */
  RK_OPERATION_SIGN = 15,       /* 1, -1, or a where that is a zero */
  RK_OPERATION_FLOOR = 16,      /* the largest whole number not above a */
  RK_OPERATION_SQRT = 17,       /* NaN below 0 */
  RK_OPERATION_EXP = 18,        /* e^a */
  RK_OPERATION_LOG = 19,        /* -inf at 0, NaN below */
  RK_OPERATION_TANH = 20,
  RK_OPERATION_SIGMOID = 21,      /* 1 / (1 + e^-a) */
  RK_OPERATION_EXPM1 = 22,        /* e^a - 1 */
  RK_OPERATION_LOG1P = 23,        /* log(1 + a) */
  RK_OPERATION_HARD_SIGMOID = 24, /* clamp(a/6 + 1/2, 0, 1) */
  RK_OPERATION_RELU = 25,         /* 0 where a < 0, else a */
  /* a f'(x) by b = f(x): the gradient of an activation by its own output */
  RK_OPERATION_TANH_GRADIENT = 26,         /* a (1 - b^2) */
  RK_OPERATION_SIGMOID_GRADIENT = 27,      /* a (b - b^2) */
  RK_OPERATION_HARD_SIGMOID_GRADIENT = 28, /* a/6 where 0 < b < 1, else 0 */
  RK_OPERATION_RELU_GRADIENT = 29,         /* a where b > 0, else 0 */
  RK_OPERATION_ERF = 30,                   /* 2/sqrt(pi) times the integral of e^-t^2 from 0 to a */
  RK_OPERATION_COUNT = 31
} rk_operation;

enum { RK_MOST_AXES = 8, RK_MOST_INPUTS = 16, RK_MOST_SCALARS = 8, RK_MOST_INSTRUCTIONS = 64, RK_MOST_OUTPUTS = 8 };

typedef struct rk_instruction {
  int32_t operation;   /* rk_operation */
  int32_t operands[3]; /* a, b, c above; those that it does not have are not looked at */
  float constant;
} rk_instruction;

typedef struct rk_elementwise_program {
  size_t size;
  int32_t inputs, scalars, instructions, outputs; /* up to RK_MOST_... each; outputs >= 1 */
  const rk_instruction *code;                     /* [instructions] */
  const int32_t *results;                         /* [outputs]: the number of the value that goes into each */
} rk_elementwise_program;

typedef struct rk_elementwise_arguments {
  size_t size;
  int32_t threads;
  int32_t rank;         /* 0 to RK_MOST_AXES */
  const int64_t *shape; /* [rank], each >= 0 */
  const rk_elementwise_program *program;
  const float *const *inputs;   /* [inputs] */
  const int64_t *input_strides; /* [inputs, rank]: elements from one to the next along an axis, 0 where an input has one
                                   for the whole axis; null: every input is dense */
  const float *scalars;         /* [scalars] */
  float *const *outputs;        /* [outputs]; each may be the array of an input with the same strides, of which no other
                                    output takes the value as it is */
  const int64_t *output_strides; /* [outputs, rank], no two elements in one place; null: every output is dense */
} rk_elementwise_arguments;

/* y = softmax(x) = exp(x - m) / s, or its logarithm x - m - log s, of each row, with m = max x and s = sum exp(x - m).
   Only the elements up to a row's length count: those past it have y = 0, or -inf for the logarithm, whatever they are.
   A NaN among those that count makes all of them NaN. */
typedef struct rk_softmax_arguments {
  size_t size;
  int32_t threads;
  bool is_logarithm;
  int64_t rows, width;
  const int32_t *lengths; /* [rows / rows_a_length], each 0...width; null: all of width */
  int64_t rows_a_length;  /* so many rows that follow each other share a length; rows is a multiple of it */
  const float *x;         /* [rows, width] */
  float *y;               /* [rows, width]; may be x */
  float *log_sums;        /* [rows]: log sum exp x = m + log s; null: not wanted */
} rk_softmax_arguments;

/* dx = y (dy - sum y dy), or of the logarithm dy - exp(y) sum dy, by the softmax y of each row; 0 past its length. */
typedef struct rk_softmax_gradient_arguments {
  size_t size;
  int32_t threads;
  bool is_logarithm;
  int64_t rows, width;
  const int32_t *lengths; /* as in rk_softmax_arguments */
  int64_t rows_a_length;
  const float *y;  /* [rows, width] */
  const float *dy; /* [rows, width] */
  float *dx;       /* [rows, width]; may be dy or y */
} rk_softmax_gradient_arguments;

/* Softmax and cross-entropy of each row in one stable pass: loss = -w (log softmax(logits))[target]. */
typedef struct rk_softmax_cross_entropy_arguments {
  size_t size;
  int32_t threads;
  int64_t rows, classes;    /* both >= 1 */
  const float *logits;      /* [rows, classes] */
  const int32_t *targets;   /* [rows], each 0 ..< classes, or `ignored` */
  int32_t ignored;          /* rows with this target have no loss and no gradient */
  const float *row_weights; /* [rows]: w above; null: ones */
  float scale;              /* d_logits is multiplied by it (1/rows for a mean) */
  float *losses;            /* [rows]; null: not wanted */
  float *d_logits;          /* [rows, classes]; may be `logits` itself; null: not wanted */
} rk_softmax_cross_entropy_arguments;

/* output[i,:] = table[indices[i],:]. */
typedef struct rk_gather_rows_arguments {
  size_t size;
  int32_t threads;
  int64_t table_rows, width, count;
  const float *table;     /* [table_rows, width] */
  const int32_t *indices; /* [count], each 0 ..< table_rows */
  float *output;          /* [count, width] */
} rk_gather_rows_arguments;

/* table[indices[i],:] += rows[i,:]. Rows of the table that no index names are left as they are; to each of the others
   its rows are added one by one, in the order of i. */
typedef struct rk_scatter_add_rows_arguments {
  size_t size;
  int32_t threads;
  int64_t table_rows, width, count;
  const float *rows;      /* [count, width] */
  const int32_t *indices; /* [count], each 0 ..< table_rows */
  float *table;           /* [table_rows, width] */
} rk_scatter_add_rows_arguments;

/* What the elements along an axis are reduced to. A NaN among them makes the result one. Sums, means and sums of
   squares are added in double, but for eight rows at a time where inner > 1: they are right to 4 2^-24 of the sum of
   the terms' magnitudes, however many there are. Products are multiplied in double. */
typedef enum rk_reduction {
  RK_REDUCTION_SUM = 0,
  RK_REDUCTION_MEAN = 1, /* of nothing: NaN */
  RK_REDUCTION_SUM_OF_SQUARES = 2,
  RK_REDUCTION_PRODUCT = 3,
  RK_REDUCTION_MAXIMUM = 4, /* of at least one */
  RK_REDUCTION_MINIMUM = 5, /* likewise */
  RK_REDUCTION_COUNT = 6
} rk_reduction;

/* y[o,i] = the reduction over c of x[o,c,i], plus beta y[o,i]. */
typedef struct rk_reduce_arguments {
  size_t size;
  int32_t threads;
  int32_t operation; /* rk_reduction */
  int64_t outer, count, inner;
  const float *x;  /* [outer, count, inner] */
  float beta;      /* 0: y is not read */
  float *y;        /* [outer, inner]; null: not wanted */
  double *wide;    /* [outer, inner]: the reduction, not rounded to float; null: not wanted */
  int32_t *places; /* [outer, inner]: the c of the first of the most extreme elements, or of the first NaN; null: not
                      wanted, as of anything but extremes */
} rk_reduce_arguments;

/* y[i] = 0 where element i is dropped, else x[i] / (1 - probability).
   Whether i is dropped depends on `seed` and its place p = first + i alone, so that the gradient takes the same call
   and no mask is kept, and a part of an array takes its part of the mask: key = mix(mix(low(seed)) + high(seed)),  h =
   mix(mix(low(p) + low(seed)) ^ (high(p) + key)), dropped where h < floor(probability 2^32) in 32-bit arithmetic, low
   and high being 32-bit halves and mix the last step of MurmurHash3 (Appleby 2011): h ^= h >> 16,  h *= 0x85EBCA6B,  h
   ^= h >> 13,  h *= 0xC2B2AE35,  h ^= h >> 16. */
typedef struct rk_dropout_arguments {
  size_t size;
  int32_t threads;
  float probability; /* from 0 to below 1 */
  uint64_t seed;
  int64_t count;
  const float *x; /* [count]; null: ones */
  float *y;       /* [count]; may be x */
  int64_t first;  /* at least 0 */
} rk_dropout_arguments;

/* Adam (Kingma and Ba 2015) and, with weight_decay, AdamW (Loshchilov and Hutter 2019), one pass over n elements:
 *   m = b1 m + (1 - b1) g      v = b2 v + (1 - b2) g^2      g: gradient * gradient_scale
 *   w -= learning_rate * (m / (1 - b1^step) / (sqrt(v / (1 - b2^step)) + epsilon) + weight_decay w)
 * with b1 and b2 from 0 to below 1. A backend may take an m nearer to zero than 2^-100 for 0. */
typedef struct rk_adam_arguments {
  size_t size;
  int32_t threads;
  int64_t count;
  int64_t step; /* 1 at the first update */
  float learning_rate, beta1, beta2, epsilon, weight_decay, gradient_scale;
  float *weights, *first_moment, *second_moment;
  const float *gradient;
} rk_adam_arguments;

/* Stochastic gradient descent, one pass over n elements, PyTorch's form of momentum:
 *   g = gradient * gradient_scale + weight_decay w      v = momentum v + g
 *   w -= learning_rate * (nesterov ? g + momentum v : v);  with momentum 0 velocity may be null: w -= learning_rate g
 * A backend may take a v nearer to zero than 2^-100 for 0. */
typedef struct rk_sgd_arguments {
  size_t size;
  int32_t threads;
  bool nesterov;
  int64_t count;
  float learning_rate, momentum, weight_decay, gradient_scale;
  float *weights, *velocity;
  const float *gradient;
} rk_sgd_arguments;

/*
 * The table. Entries are only ever appended; a front reads entry X only where struct_size covers it, and takes a null
 * entry for RK_UNSUPPORTED.
 */
typedef struct rk_backend {
  uint32_t interface_version; /* RK_INTERFACE_VERSION the backend was compiled with: must be equal */
  uint32_t struct_size;       /* sizeof(rk_backend) the backend was compiled with */
  const char *name;           /* short, lower case, as a user types it: "native" */

  /* One line for people: instruction set, source of the products. The string lives as long as the backend. */
  const char *(*description)(void);
  /* Rank on this machine, the highest is the default; negative: cannot run here. */
  int32_t (*score)(void);

  /* --- one recurrent layer over a sequence --- */
  rk_status (*plan_create)(const rk_descriptor *descriptor, rk_plan **plan);
  void (*plan_destroy)(rk_plan *plan); /* null: nothing */
  rk_status (*plan_sizes)(const rk_plan *plan, rk_sizes *sizes);
  /* Lays out weights for forward, for backward, or for both. The form for forward depends on cell, direction, input and
     hidden size alone, so that plans of any batch, steps and mode share it; that for backward depends on the batch
     too. */
  rk_status (*pack_weights)(const rk_plan *plan, const rk_pack_arguments *arguments);
  rk_status (*forward)(const rk_plan *plan, const rk_forward_arguments *arguments);
  rk_status (*backward)(const rk_plan *plan, const rk_backward_arguments *arguments);

  /* --- dense products and what goes with them --- */
  /* Reads sizes and flags, and of the pointers whether packed_b is null: such a B needs no room. */
  size_t (*gemm_workspace)(const rk_gemm_arguments *arguments);
  rk_status (*gemm)(const rk_gemm_arguments *arguments);
  rk_status (*softmax_cross_entropy)(const rk_softmax_cross_entropy_arguments *arguments);
  rk_status (*softmax)(const rk_softmax_arguments *arguments);
  rk_status (*softmax_gradient)(const rk_softmax_gradient_arguments *arguments);

  /* --- passes over arrays. A count may be 0: then nothing is done, and no pointer is looked at --- */
  rk_status (*elementwise)(const rk_elementwise_arguments *arguments);
  rk_status (*reduce)(const rk_reduce_arguments *arguments);
  rk_status (*dropout)(const rk_dropout_arguments *arguments);
  rk_status (*gather_rows)(const rk_gather_rows_arguments *arguments);
  rk_status (*scatter_add_rows)(const rk_scatter_add_rows_arguments *arguments);

  /* --- steps of optimisers --- */
  rk_status (*adam)(const rk_adam_arguments *arguments);
  rk_status (*sgd)(const rk_sgd_arguments *arguments);

  /* --- a B that many products share, brought once into the order in which gemm reads it --- */
  /* Bytes of it; 0: these products read B as it lies. Reads n, k, batch, flags and precision, no pointers. */
  size_t (*gemm_packed_b)(const rk_gemm_arguments *arguments);
  /* Serves every product of the same n, k, flags and precision. Reads B, its sizes, flags and precision alone. */
  rk_status (*gemm_pack_b)(const rk_gemm_arguments *arguments, void *packed_b);
} rk_backend;

/* The symbol a backend in a shared library exports, of type rk_backend_entry_function. */
#define RK_BACKEND_ENTRY "rk_backend_entry"
typedef const rk_backend *(*rk_backend_entry_function)(void);

/* The built-in backends: our own kernels, and the same schedule with its products through CBLAS. The library of that is
   looked for when it is first asked about: RECURRENT_BLAS, else what systems call it. Where there is none its score is
   below 0, and it refuses plans and products as unsupported. */
const rk_backend *rk_backend_native(void);
const rk_backend *rk_backend_blas(void);

/* The native backend held to one instruction set, for cross-checks: "avx512", "avx2" or "baseline".
   Null where this machine or this build does not have it. */
const rk_backend *rk_backend_native_isa(const char *isa);

/* RECURRENT_THREADS where it is set to a whole number from 1 to 1024, else the physical cores this process may run on,
   or as many as a container's quota of processor time keeps busy.
   Found at the first call, and the same from then on. Without RECURRENT_THREADS a call takes fewer threads while other
   programs keep the cores busy, since its threads wait for each other. */
int32_t rk_default_threads(void);

/* The path of the shared library that cblas_sgemm resolved to; "" where there is none, or its path is unknown. */
const char *rk_blas_library(void);

/* What the threads of a call are: "OpenMP" or, where the build has none, "own threads". */
const char *rk_thread_runtime(void);

#ifdef __cplusplus
}
#endif

#endif
