/// Something that several threads change, and wait for.
package final class SharedState<State>: @unchecked Sendable {
  private var state: State
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let change = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init(_ state: State) {
    self.state = state
    pthread_mutex_init(lock, nil)
    pthread_cond_init(change, nil)
  }

  deinit {
    pthread_cond_destroy(change)
    pthread_mutex_destroy(lock)
    change.deallocate()
    lock.deallocate()
  }

  /// Changes the state, and lets those that wait look at it.
  package func update<Result>(_ body: (inout State) -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_broadcast(change)
      pthread_mutex_unlock(lock)
    }
    return body(&state)
  }

  /// Waits until `body`, which is asked again after each change, has a result.
  ///
  /// - Parameter seconds: nil: however long it takes.
  /// - Returns: nil: the time was over.
  package func wait<Result>(atMost seconds: Double? = nil, for body: (inout State) -> Result?) -> Result? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    let end = seconds.map { WallClock.seconds + $0 }
    while true {
      if let result = body(&state) { return result }
      guard let end else {
        pthread_cond_wait(change, lock)
        continue
      }
      guard WallClock.seconds < end else { return nil }
      var time = timespec(tv_sec: Int(end), tv_nsec: Int((end - end.rounded(.down)) * 1e9))
      pthread_cond_timedwait(change, lock, &time)
    }
  }
}
