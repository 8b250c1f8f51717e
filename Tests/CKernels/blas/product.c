/* A BLAS of one function, the product by its definition, for a machine without one. Row-major, as the kernels call it.
 */
#include <stdbool.h>

enum { TRANSPOSED = 112 };

void cblas_sgemm(int layout, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a,
                 int lda, const float *b, int ldb, float beta, float *c, int ldc) {
  (void)layout;
  bool a_turned = transpose_a == TRANSPOSED, b_turned = transpose_b == TRANSPOSED;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int l = 0; l < k; l++)
        sum += (a_turned ? a[l * lda + i] : a[i * lda + l]) * (b_turned ? b[j * ldb + l] : b[l * ldb + j]);
      c[i * ldc + j] = alpha * sum + (beta != 0 ? beta * c[i * ldc + j] : 0);
    }
}
