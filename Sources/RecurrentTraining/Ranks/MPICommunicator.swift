import RecurrentFoundation

/// The processes that `mpirun` started, through the shared library that `make mpi` builds; `RECURRENT_MPI` names it, else
/// it is looked for beside the program, as `librecurrent-mpi.so`.
///
/// A process has one at most, and gives it back by ``finish()`` when all is well.
public final class MPICommunicator: Communicator {
  private typealias Start = @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Int32
  private typealias Finish = @convention(c) () -> Int32
  private typealias Send = @convention(c) (UnsafeRawPointer?, Int64, Int32) -> Int32
  private typealias Settle = @convention(c) (Double, UnsafeMutablePointer<Int32>) -> Int32
  private typealias Receive = @convention(c) (UnsafeMutableRawPointer?, Int64, Int32, Double) -> Int32
  private typealias Reason = @convention(c) () -> UnsafePointer<CChar>

  /// As the plugin's `ranks.h` has it.
  private static let version: Int32 = 1

  public let rank: Int
  public let size: Int
  private let timeout: Double
  private let finishRanks: Finish
  private let sendBytes: Send
  private let settleSent: Settle
  private let receiveBytes: Receive
  private let reason: Reason

  /// Loads the library, which runs its code, and meets the other processes.
  ///
  /// - Parameters:
  ///   - path: of the library; nil: where it is looked for.
  ///   - timeout: the seconds that one waits for another.
  /// - Throws: ``RankError/noLibrary(ranks:)``, ``RankError/unusableLibrary(path:reason:)``, ``RankError/failed(_:)``.
  public init(path: String? = nil, timeout: Double = 60) throws(RankError) {
    guard let path = path ?? Self.libraryPath else { throw .noLibrary(ranks: Self.startedProcesses) }
    let library: DynamicLibrary
    do { library = try DynamicLibrary(path: path) } catch {
      throw .unusableLibrary(path: path, reason: error.reason)
    }
    func symbol(_ name: String) throws(RankError) -> UnsafeMutableRawPointer {
      guard let symbol = library["recurrent_mpi_" + name] else {
        throw .unusableLibrary(
          path: path, reason: "it exports no recurrent_mpi_\(name): 'make mpi' builds one that does")
      }
      return symbol
    }
    let version = unsafeBitCast(try symbol("version"), to: Finish.self)()
    guard version == Self.version else {
      throw .unusableLibrary(path: path, reason: "it is of version \(version), not \(Self.version): build it anew")
    }
    reason = unsafeBitCast(try symbol("reason"), to: Reason.self)
    finishRanks = unsafeBitCast(try symbol("finish"), to: Finish.self)
    sendBytes = unsafeBitCast(try symbol("send"), to: Send.self)
    settleSent = unsafeBitCast(try symbol("settle"), to: Settle.self)
    receiveBytes = unsafeBitCast(try symbol("receive"), to: Receive.self)
    self.timeout = timeout
    var (rank, size): (Int32, Int32) = (0, 1)
    guard unsafeBitCast(try symbol("start"), to: Start.self)(&rank, &size) == 0 else {
      throw .failed(String(cString: reason()))
    }
    (self.rank, self.size) = (Int(rank), Int(size))
    // A launcher of another MPI: each process would take itself for the only one, and train alone.
    guard Self.startedProcesses == 1 || Self.startedProcesses == self.size else {
      throw .unusableLibrary(
        path: path,
        reason: "\(Self.startedProcesses) processes were started and it finds \(size): it is of another MPI than mpirun"
      )
    }
  }

  /// How many processes `mpirun` started, by what it leaves in the environment; 1: it started none.
  public static var startedProcesses: Int {
    ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].lazy.compactMap { variable($0).flatMap { Int($0) } }.first ?? 1
  }

  /// This process's number among them.
  public static var startedRank: Int {
    ["OMPI_COMM_WORLD_RANK", "PMI_RANK"].lazy.compactMap { variable($0).flatMap { Int($0) } }.first ?? 0
  }

  private static var libraryPath: String? {
    if let named = variable("RECURRENT_MPI"), !named.isEmpty { return named }
    guard let program = FileSystem.programPath, let end = program.lastIndex(of: "/") else { return nil }
    let path = program[...end] + "librecurrent-mpi.so"
    return access(String(path), R_OK) == 0 ? String(path) : nil
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  public func send(_ bytes: UnsafeRawBufferPointer, to other: Int) throws {
    try require(sendBytes(bytes.baseAddress, Int64(bytes.count), Int32(other)), of: other)
  }

  public func settle() throws {
    var silent: Int32 = 0
    try require(settleSent(timeout, &silent), of: Int(silent))
  }

  public func receive(_ bytes: UnsafeMutableRawBufferPointer, from other: Int) throws {
    try require(receiveBytes(bytes.baseAddress, Int64(bytes.count), Int32(other), timeout), of: other)
  }

  /// Waits for all, and leaves them.
  public func finish() throws {
    try barrier()
    try require(finishRanks(), of: rank)
  }

  private func require(_ status: Int32, of other: Int) throws(RankError) {
    switch status {
    case 0: return
    case 1: throw .silent(rank: other, seconds: timeout)
    default: throw .failed(String(cString: reason()))
    }
  }
}
