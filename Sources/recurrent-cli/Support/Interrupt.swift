import RecurrentFoundation
import Synchronization

/// Ctrl-C as a wish that long work asks for between steps. A second one ends the process at once.
enum Interrupt {
  private static let wished = Atomic<Bool>(false)

  /// Whether Ctrl-C was pressed since ``watch()``.
  static var isWished: Bool { wished.load(ordering: .relaxed) }

  /// Catches the next Ctrl-C (SIGINT) or request to end (SIGTERM).
  ///
  /// Both are unblocked first: a process started from a thread that blocks signals, as Dispatch's do, inherits that.
  static func watch() {
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&numbers, number)
      _ = signal(number) { number in
        // Only async-signal-safe work here: a lock-free store, and giving the signal its default meaning back.
        Interrupt.wished.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }
}
