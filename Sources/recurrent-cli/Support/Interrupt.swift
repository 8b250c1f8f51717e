import RecurrentFoundation
import Synchronization

/// Ctrl-C, the request to end (SIGTERM) and the end of the terminal (SIGHUP) as a wish that long work asks for between
/// steps. A second one ends the process at once.
enum Interrupt {
  private static let number = Atomic<Int32>(0)

  /// How the process is to end where one came since ``watch(_:)``; nil: none did.
  static var status: ExitStatus? {
    switch number.load(ordering: .relaxed) {
    case 0: nil
    case SIGTERM: .terminated
    case SIGHUP: .hungUp
    default: .interrupted
    }
  }

  /// What is done a second after the wish, and then ten times a second, on a thread of its own: work that cannot stop
  /// so soon may have to be ended.
  private static let patience = Mutex<(@Sendable () -> Void)?>(nil)
  /// The handler writes into it, and wakes the thread.
  private static let alarm: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    return (ends[0], ends[1])
  }()

  /// Catches the next signal.
  ///
  /// All are unblocked first: a process started from a thread that blocks signals, as Dispatch's do, inherits that. What it
  /// was started to ignore, as `nohup` has it ignore its terminal's end, it goes on to ignore.
  ///
  /// - Parameter onPatienceEnd: see ``patience``.
  static func watch(_ onPatienceEnd: @escaping @Sendable () -> Void) {
    patience.withLock { $0 = onPatienceEnd }
    _ = alarm
    startThread()
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      sigaddset(&numbers, number)
      _ = signal(number) { number in
        // Only async-signal-safe work here: a lock-free store, a write, and giving the signals their default meaning back.
        Interrupt.number.store(number, ordering: .relaxed)
        _ = write(Interrupt.alarm.writing, "!", 1)
        Interrupt.giveBack(SIGINT)
        Interrupt.giveBack(SIGTERM)
        Interrupt.giveBack(SIGHUP)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }

  private static func giveBack(_ number: Int32) {
    if !isIgnored(number) { _ = signal(number, SIG_DFL) }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let handler = signal(number, SIG_IGN)
    _ = signal(number, handler)
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func startThread() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var byte: UInt8 = 0
        while read(Interrupt.alarm.reading, &byte, 1) < 0 {}
        usleep(900_000)
        while true {
          usleep(100_000)
          Interrupt.patience.withLock { $0 }?()
        }
      }, nil)
    pthread_detach(thread)
  }
}
