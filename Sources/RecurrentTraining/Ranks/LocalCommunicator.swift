import RecurrentFoundation

/// Ranks that are threads of one process: for tests, and to see what several would do.
public final class LocalCommunicator: Communicator {
  /// Messages that were sent and not received, by sender and receiver.
  private typealias Mail = [[[[UInt8]]]]

  public let rank: Int
  public let size: Int
  private let mail: SharedState<Mail>
  private let timeout: Double

  private init(rank: Int, size: Int, mail: SharedState<Mail>, timeout: Double) {
    (self.rank, self.size, self.mail, self.timeout) = (rank, size, mail, timeout)
  }

  /// - Parameter timeout: the seconds that one waits for another.
  public static func group(of size: Int, timeout: Double = 60) -> [LocalCommunicator] {
    let mail = SharedState(Mail(repeating: [[[UInt8]]](repeating: [], count: size), count: size))
    return (0..<size).map { LocalCommunicator(rank: $0, size: size, mail: mail, timeout: timeout) }
  }

  /// Does the same on `size` threads, each with its communicator, and waits for all.
  ///
  /// - Returns: What each came to, by rank.
  public static func run<Value: Sendable>(
    ranks size: Int, timeout: Double = 60, _ body: @escaping @Sendable (LocalCommunicator) throws -> Value
  ) -> [Result<Value, any Error>] {
    let results = SharedState([Int: Result<Value, any Error>]())
    let threads = group(of: size, timeout: timeout).map { communicator in
      WorkerThread {
        let result = Result { try withCommunicator(communicator) { try body(communicator) } }
        results.update { $0[communicator.rank] = result }
      }
    }
    for thread in threads { thread.join() }
    return results.update { results in (0..<size).compactMap { results[$0] } }
  }

  public func send(_ bytes: UnsafeRawBufferPointer, to other: Int) {
    let copy = [UInt8](bytes)
    mail.update { $0[rank][other].append(copy) }
  }

  public func settle() {}

  public func receive(_ bytes: UnsafeMutableRawBufferPointer, from other: Int) throws {
    let message = mail.wait(atMost: timeout) { mail in
      mail[other][self.rank].isEmpty ? nil : mail[other][self.rank].removeFirst()
    }
    guard let message else { throw RankError.silent(rank: other, seconds: timeout) }
    guard message.count == bytes.count else {
      throw RankError.failed("rank \(other) sent \(message.count) bytes where \(bytes.count) were waited for")
    }
    bytes.copyBytes(from: message)
  }
}
