/// A thread that does one piece of work, however long.
package final class WorkerThread: Sendable {
  private let isDone = SharedState(false)

  package init(_ work: @escaping @Sendable () -> Void) {
    let done = isDone
    let body = Unmanaged.passRetained(
      Work {
        work()
        done.update { $0 = true }
      })
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, body.toOpaque())
    pthread_detach(thread)
  }

  /// Waits for the end of its work.
  package func join() { _ = isDone.wait { $0 ? true : nil } }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
