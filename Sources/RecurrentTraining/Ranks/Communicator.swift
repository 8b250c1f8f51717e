/// How the processes that train one model together, its *ranks*, talk to each other. There is one for processes under
/// `mpirun` (``MPICommunicator``), one for threads of a process (``LocalCommunicator``), and one that is alone.
///
/// Messages from one rank to another arrive in the order in which they were sent. One thread calls at a time. Nothing here
/// adds numbers: in what order they are added must not depend on the ranks.
public protocol Communicator: AnyObject, Sendable {
  /// This one's number, from 0.
  var rank: Int { get }
  /// How many there are.
  var size: Int { get }

  /// Begins to send. The bytes stay as they are until ``settle()``.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws

  /// Waits until all that was sent has left.
  ///
  /// - Throws: ``RankError/silent(rank:seconds:)`` where a rank takes nothing for too long.
  func settle() throws

  /// Waits for a message of just so many bytes.
  ///
  /// - Throws: ``RankError/silent(rank:seconds:)`` where none comes for too long.
  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws

  /// Gives one rank's bytes to all.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

  /// Waits until all have come here.
  func barrier() throws
}

extension Communicator {
  /// Along a tree in which the ranks that have the bytes double.
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    let place = (rank - root + size) % size
    var reach = 1
    while reach <= place { reach *= 2 }
    if place > 0 { try receive(bytes, from: (place - reach / 2 + root) % size) }
    while place + reach < size {
      try send(UnsafeRawBufferPointer(bytes), to: (place + reach + root) % size)
      reach *= 2
    }
    try settle()
  }

  public func barrier() throws {
    _ = try gatherEverywhere([])
  }

  /// The numbers of the other ranks, each rank in an order of its own, so that not all turn to one at once.
  var others: [Int] { (1..<max(1, size)).map { (rank + $0) % size } }

  /// One number of the first rank's, on all.
  func agree(on number: UInt8) throws -> UInt8 {
    var bytes = [number]
    try bytes.withUnsafeMutableBytes { bytes in try broadcast(bytes, from: 0) }
    return bytes[0]
  }

  /// The bytes of all ranks, on all.
  func gatherEverywhere(_ own: [UInt8]) throws -> [[UInt8]] {
    var all = ByteWriter()
    if rank == 0 {
      all.add(own)
      for other in 1..<max(1, size) { all.add(try receiveMessage(from: other)) }
    } else {
      try sendMessage(own, to: 0)
    }
    var reader = ByteReader(try broadcastMessage(all.bytes))
    return try (0..<size).map { _ in try reader.bytes() }
  }

  /// The first rank's bytes, on all.
  private func broadcastMessage(_ bytes: [UInt8]) throws -> [UInt8] {
    var count = [bytes.count]
    try count.withUnsafeMutableBytes { try broadcast($0, from: 0) }
    var message = rank == 0 ? bytes : [UInt8](repeating: 0, count: count[0])
    try message.withUnsafeMutableBytes { try broadcast($0, from: 0) }
    return message
  }

  /// Sends bytes with their number, and waits until they have left.
  func sendMessage(_ bytes: [UInt8], to other: Int) throws {
    let count = [Int64(bytes.count)]
    try count.withUnsafeBytes { count in
      try send(count, to: other)
      try bytes.withUnsafeBytes { bytes in
        if !bytes.isEmpty { try send(bytes, to: other) }
        try settle()
      }
    }
  }

  func receiveMessage(from other: Int) throws -> [UInt8] {
    var count = [Int64(0)]
    try count.withUnsafeMutableBytes { count in try receive(count, from: other) }
    guard (0...(1 << 40)).contains(count[0]) else { throw RankError.failed("rank \(other) sent what is no message") }
    var bytes = [UInt8](repeating: 0, count: Int(count[0]))
    if !bytes.isEmpty {
      try bytes.withUnsafeMutableBytes { bytes in try receive(bytes, from: other) }
    }
    return bytes
  }
}

/// The only rank.
public final class SoleCommunicator: Communicator {
  public var rank: Int { 0 }
  public var size: Int { 1 }

  /// It has nobody to talk to.
  public init() {}

  public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws { throw Self.nobody(rank) }
  public func settle() {}
  public func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws {
    throw Self.nobody(rank)
  }

  private static func nobody(_ rank: Int) -> RankError { .failed("there is no rank \(rank), but one alone") }
}

/// Those that train together.
public enum Ranks {
  /// Of the current task: one that is alone, unless ``withCommunicator(_:_:)`` says else.
  @TaskLocal public static var current: any Communicator = SoleCommunicator()
}

/// What is trained inside `body` is trained by all ranks of `communicator` together, each of which calls this.
///
/// ```swift
/// try withCommunicator(MPICommunicator()) {
///   try model.fit(x, y, batchSize: 64, epochs: 10, shards: 8)
/// }
/// ```
public func withCommunicator<Result>(_ communicator: any Communicator, _ body: () throws -> Result) rethrows -> Result {
  try Ranks.$current.withValue(communicator, operation: body)
}
