import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers

/// Sums the gradients of all ranks' shards, part by part of the store, while the layers below are still being passed
/// through. It runs on a thread of its own.
///
/// Each rank sums one segment of a part, from the sums of nodes that the others send it, and sends what comes of it to
/// them. So as much goes through each rank as through any other, and a network of bandwidth B takes 2 (R - 1) / R n / B for
/// n bytes and R ranks, the least there can be. A table goes to one rank as a whole, as the rows that were used.
///
/// Unchecked: a step begins it, and looks at what came of it after its end.
final class GradientExchange: @unchecked Sendable {
  private struct Progress {
    /// How many parameters of each part are not final yet.
    var pending: [Int]
    var isCancelled = false
  }

  private let communicator: any Communicator
  private let sums: ShardSums
  private let shardCount: Int
  /// Shards from here on have no rows.
  private let filled: Int
  private let compute: Compute
  private let progress: SharedState<Progress>
  private var failure: (any Error)?
  private var worker: WorkerThread?
  /// The sums of the tables over all ranks, by their numbers in the store.
  private(set) var tables: [Int: TableGradient] = [:]

  /// - Parameter filled: how many shards have rows.
  init(_ communicator: any Communicator, _ sums: ShardSums, shardCount: Int, filled: Int) {
    (self.communicator, self.sums, self.shardCount, self.filled) = (communicator, sums, shardCount, filled)
    // The computation has the threads; a pass over memory needs one.
    compute = Compute(backend: Compute.current.backend, threads: 1)
    progress = SharedState(Progress(pending: sums.layout.parts.map(\.parameters.count)))
  }

  func begin() {
    worker = WorkerThread { [self] in
      do { try withCompute(compute) { try exchangeAll() } } catch { failure = error }
    }
  }

  /// Nothing is added to a parameter's gradient any more.
  func markFinal(_ parameter: Parameter) {
    guard let number = sums.layout.number(of: parameter) else { return }
    progress.update { $0.pending[sums.layout.partOfParameter[number]] -= 1 }
  }

  /// Waits for the sums, the pass being over.
  func end() throws {
    progress.update { progress in progress.pending = progress.pending.map { _ in 0 } }
    worker?.join()
    if let failure { throw failure }
  }

  /// The pass failed.
  func cancel() {
    progress.update { $0.isCancelled = true }
    worker?.join()
  }

  private func exchangeAll() throws {
    for (index, part) in sums.layout.parts.enumerated() {
      let isReady = progress.wait { $0.isCancelled ? false : $0.pending[index] == 0 ? true : nil }
      guard isReady == true else { return }
      switch part.place {
      case .elements(let elements): try exchange(elements)
      case .table: tables[part.parameters.lowerBound] = try exchange(table: part.parameters.lowerBound, part: index)
      }
    }
  }

  /// The nodes that a rank has the sums of.
  private func nodes(of rank: Int) -> [Range<Int>] {
    ShardTree.nodes(within: (0..<shardCount).dealt(to: rank, of: communicator.size), of: shardCount)
      .filter { $0.lowerBound < filled }
  }

  // MARK: Elements

  private func exchange(_ elements: Range<Int>) throws {
    let (rank, size) = (communicator.rank, communicator.size)
    var held: [Range<Int>: UnsafeMutablePointer<Float>] = [:]
    for other in sums.others { held[other.node] = other.buffer.floats }
    if let node = sums.lastNode { held[node] = sums.finish(elements: elements) }
    let segments = (0..<size).map { segment(of: elements, to: $0) }
    for other in communicator.others {
      for node in nodes(of: rank) { try send(held[node], segments[other], to: other) }
    }
    let own = segments[rank]
    let foreign = communicator.others.reversed().flatMap { other in nodes(of: other).map { (other, $0) } }
    let scratch = AlignedBuffer(floatCount: foreign.count * own.count)
    for (place, (other, node)) in foreign.enumerated() {
      let memory = scratch.floats + place * own.count
      try receive(memory, own.count, from: other)
      held[node] = memory - own.lowerBound
    }
    try communicator.settle()
    let sum = ShardTree.sum(held, of: shardCount) { left, right in
      addElements(right + own.lowerBound, to: left + own.lowerBound, count: own.count)
      return left
    }
    if let sum, sum != sums.destination {
      copy(sum + own.lowerBound, to: sums.destination + own.lowerBound, count: own.count)
    }
    withExtendedLifetime(scratch) {}
    for other in communicator.others { try send(sums.destination, own, to: other) }
    for other in communicator.others.reversed() {
      try receive(sums.destination + segments[other].lowerBound, segments[other].count, from: other)
    }
    try communicator.settle()
  }

  /// The elements that a rank sums, in whole cache lines.
  private func segment(of elements: Range<Int>, to rank: Int) -> Range<Int> {
    let line = 16
    let lines = (0..<((elements.count + line - 1) / line)).dealt(to: rank, of: communicator.size)
    func place(_ index: Int) -> Int { min(elements.upperBound, elements.lowerBound + index * line) }
    return place(lines.lowerBound)..<place(lines.upperBound)
  }

  private func send(_ floats: UnsafeMutablePointer<Float>?, _ elements: Range<Int>, to other: Int) throws {
    guard let floats, !elements.isEmpty else { return }
    try communicator.send(
      UnsafeRawBufferPointer(start: floats + elements.lowerBound, count: 4 * elements.count), to: other)
  }

  private func receive(_ floats: UnsafeMutablePointer<Float>, _ count: Int, from other: Int) throws {
    guard count > 0 else { return }
    try communicator.receive(UnsafeMutableRawBufferPointer(start: floats, count: 4 * count), from: other)
  }

  // MARK: Tables

  private func exchange(table number: Int, part: Int) throws -> TableGradient? {
    let (rank, root) = (communicator.rank, part % communicator.size)
    var held: [Range<Int>: TableGradient] = [:]
    for other in sums.others { held[other.node] = other.tables[number] }
    if let node = sums.lastNode { held[node] = sums.finish(table: number) }
    guard rank == root else {
      for node in nodes(of: rank) { try communicator.sendMessage(Self.message(held[node]), to: root) }
      return try Self.table(in: communicator.receiveMessage(from: root))
    }
    for other in communicator.others.reversed() {
      for node in nodes(of: other) { held[node] = try Self.table(in: communicator.receiveMessage(from: other)) }
    }
    let sum = ShardTree.sum(held, of: shardCount, +)
    let message = Self.message(sum)
    for other in communicator.others { try communicator.sendMessage(message, to: other) }
    return sum
  }

  private static func message(_ table: TableGradient?) -> [UInt8] {
    guard let table else { return [] }
    var writer = ByteWriter()
    writer.add(UInt8(table.rows == nil ? 0 : 1))
    writer.add(table.rows ?? [])
    writer.add(table.values)
    return writer.bytes
  }

  private static func table(in message: [UInt8]) throws -> TableGradient? {
    guard !message.isEmpty else { return nil }
    var reader = ByteReader(message)
    let hasRows = try reader.number(UInt8.self) != 0
    let rows = try reader.rows()
    return TableGradient(rows: hasRows ? rows : nil, values: try reader.tensor())
  }
}
