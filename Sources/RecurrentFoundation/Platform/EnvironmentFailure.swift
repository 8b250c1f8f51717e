import Synchronization

/// What the machine refused in the middle of a computation, where no error can be thrown: memory, a kernel that could not
/// run, a file that was written and cannot be read back.
///
/// A program is stopped by it, with the reason on standard error. One that has something to do before, or wants another
/// way to end, sets a handler.
public enum EnvironmentFailure: Error, Sendable, CustomStringConvertible {
  /// A buffer of so many bytes was refused.
  case outOfMemory(byteCount: Int)
  /// The kernels failed; `layer` is who called them.
  case kernel(layer: String, reason: String)
  /// Data that was put aside in a file.
  case file(FileError)

  public var description: String {
    switch self {
    case .outOfMemory(let byteCount): "out of memory: a buffer of \(byteCount) bytes was refused"
    case .kernel(let layer, let reason): "\(layer): \(reason)"
    case .file(let error): "\(error)"
    }
  }

  /// Sets what is called in the place of stopping with a message. It must not return.
  ///
  /// - Parameter handler: may be called by any thread, and finds little memory.
  public static func setHandler(_ handler: @escaping @Sendable (EnvironmentFailure) -> Never) {
    Self.handler.withLock { $0 = handler }
  }

  private static let handler = Mutex<(@Sendable (EnvironmentFailure) -> Never)?>(nil)

  package static func stop(_ failure: EnvironmentFailure) -> Never {
    if let handler = handler.withLock({ $0 }) { handler(failure) }
    fatalError("\(failure)")
  }
}
