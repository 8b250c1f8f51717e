#include "sequence/split.h"

enum {
  RK_ROWS_A_THREAD = 8,                 /* fewer would leave a product's registers idle */
  RK_WEIGHTS_A_THREAD = 1 << 20,        /* bytes that stay in a core's own cache over the steps */
  RK_MULTIPLICATIONS_A_THREAD = 1 << 17 /* a few microseconds, what waking a thread costs */
};

rk_post rk_post_of(const rk_plan *plan, int thread, int threads) {
  int teams = plan->directions < threads ? plan->directions : threads;
  int parts = threads / teams;
  rk_post post = {.concurrent = teams, .part = thread % parts, .parts = parts};
  if (teams == 1)
    post.directions = plan->directions;
  else if (thread < teams * parts)
    post.first_direction = thread / parts, post.directions = 1;
  return post;
}

rk_piece rk_piece_of(const rk_plan *plan, const rk_post *post) {
  int64_t batch = plan->d.batch;
  int enough_rows = batch >= (int64_t)post->parts * RK_ROWS_A_THREAD;
  int by_rows = !plan->products->blas && enough_rows && plan->packed.bytes <= RK_WEIGHTS_A_THREAD;
  rk_piece piece = {.by_rows = by_rows, .rows = {0, batch}};
  if (by_rows)
    piece.rows = rk_share(batch, 1, post->part, post->parts);
  return piece;
}

rk_span rk_piece_tiles(const rk_piece *piece, const rk_post *post, const rk_tiling *tiling) {
  return piece->by_rows ? (rk_span){0, tiling->tiles} : rk_share(tiling->tiles, 1, post->part, post->parts);
}

int rk_useful_threads(const rk_plan *plan, double multiplications) {
  double fed = multiplications / RK_MULTIPLICATIONS_A_THREAD;
  return fed >= plan->d.threads ? plan->d.threads : fed < 1 ? 1 : (int)fed;
}
