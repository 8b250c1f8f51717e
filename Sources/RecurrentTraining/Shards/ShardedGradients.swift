import RecurrentLayers

/// The gradients of batches that are cut into shards: each shard's by itself, then their sum, on however many ranks.
final class ShardedGradients {
  /// What a batch came to.
  struct Outcome {
    /// The mean over what counts.
    let loss: Float
    /// What counts in it; the gradients in the store are so many times too large.
    let weight: Double
    /// Of each shard that has rows.
    let notes: [[Tensor]]
  }

  /// Of one shard.
  private struct Report {
    let loss: Float
    let weight: Double
    let notes: [Tensor]
  }

  let count: Int
  let communicator: any Communicator
  private let store: ParameterStore
  private let sums: ShardSums

  init(_ store: ParameterStore, count: Int, communicator: any Communicator) {
    (self.store, self.count, self.communicator) = (store, count, communicator)
    sums = ShardSums(store, count: count)
  }

  /// Leaves the gradient of a batch in the store.
  ///
  /// - Parameters:
  ///   - rows: of the batch.
  ///   - random: each shard draws from where it is now; in the end it is where the first one left it.
  ///   - loss: of one shard.
  func compute(
    rows: Int, random: RandomSource, _ loss: (Shard) throws -> ShardLoss
  ) throws -> Outcome {
    let own = (0..<count).dealt(to: communicator.rank, of: communicator.size)
    let filled = own.filter { $0 < rows }
    guard filled.count > 1 else { return try compute(filled, of: own, rows: rows, random: random, loss) }
    return try SharedPacking.run { try compute(filled, of: own, rows: rows, random: random, loss) }
  }

  private func compute(
    _ filled: [Int], of own: Range<Int>, rows: Int, random: RandomSource, _ loss: (Shard) throws -> ShardLoss
  ) throws -> Outcome {
    let (start, exchange) = (random.state, makeExchange(rows: rows))
    var (after, reports) = (start, [Report]())
    do {
      for index in filled.dropLast() {
        reports.append(try report(Shard(index, of: count, batchRows: rows), onFinal: nil, loss))
        if index == 0 { after = random.state }
        random.state = start
        sums.putAside(index)
      }
      sums.begin(last: filled.last, before: own.upperBound)
      exchange?.begin()
      if let index = filled.last {
        reports.append(
          try report(Shard(index, of: count, batchRows: rows), onFinal: exchange.map { $0.markFinal }, loss))
        if index == 0 { after = random.state }
      }
      try exchange?.end()
      return try end(rows: rows, reports, exchange, random, after)
    } catch {
      exchange?.cancel()
      sums.giveBack()
      throw error
    }
  }

  private func makeExchange(rows: Int) -> GradientExchange? {
    communicator.size == 1
      ? nil : GradientExchange(communicator, sums, shardCount: count, filled: min(rows, count))
  }

  private func report(
    _ shard: Shard, onFinal: ((Parameter) -> Void)?, _ loss: (Shard) throws -> ShardLoss
  ) throws -> Report {
    var (weight, notes) = (0.0, [Tensor]())
    let value = try withBatchRows(shard.batchRowsHere) {
      try store.withGradients(onFinal: onFinal, requiresFinite: false) {
        let result = try loss(shard)
        (weight, notes) = (result.weight, result.notes.map { $0.detached() })
        return (result.loss, Float(weight))
      }
    }
    return Report(loss: value, weight: weight, notes: notes)
  }

  /// Makes the sums the store's gradient, and puts the reports together.
  private func end(
    rows: Int, _ own: [Report], _ exchange: GradientExchange?, _ random: RandomSource, _ after: RandomGenerator
  ) throws -> Outcome {
    var (reports, used, tables, state) = (own, sums.usedParameters(), [Int: TableGradient](), after)
    if let exchange {
      tables = exchange.tables
      (reports, used, state) = try share(own, used, after)
    } else {
      for part in sums.layout.parts {
        switch part.place {
        case .elements(let elements): _ = sums.finish(elements: elements)
        case .table: tables[part.parameters.lowerBound] = sums.finish(table: part.parameters.lowerBound)
        }
      }
    }
    sums.end(used: used, tables: tables)
    random.state = state
    return try outcome(reports)
  }

  private func outcome(_ reports: [Report]) throws(TrainingError) -> Outcome {
    let weight = reports.reduce(0) { $0 + $1.weight }
    let divisor = weight > 0 ? weight : 1
    let loss = Float(reports.reduce(0) { $0 + $1.weight * Double($1.loss) } / divisor)
    guard loss.isFinite else { throw .nonFiniteLoss(loss) }
    return Outcome(loss: loss, weight: divisor, notes: reports.map(\.notes))
  }

  // MARK: Several ranks

  /// What each rank's shards came to, in their order, which parameters any has added to, and the first rank's random state.
  private func share(
    _ own: [Report], _ used: [Bool], _ random: RandomGenerator
  ) throws -> ([Report], [Bool], RandomGenerator) {
    var writer = ByteWriter()
    writer.add(random)
    for isUsed in used { writer.add(UInt8(isUsed ? 1 : 0)) }
    writer.add(own.count)
    for report in own {
      writer.add(report.loss)
      writer.add(report.weight)
      writer.add(report.notes.count)
      for note in report.notes { writer.add(note) }
    }
    var (all, union, first) = ([Report](), used, random)
    for (rank, message) in try communicator.gatherEverywhere(writer.bytes).enumerated() {
      var reader = ByteReader(message)
      let state = try reader.number(RandomGenerator.self)
      if rank == 0 { first = state }
      for number in union.indices where try reader.number(UInt8.self) != 0 { union[number] = true }
      for _ in 0..<(try reader.number(Int.self)) {
        let (loss, weight) = (try reader.number(Float.self), try reader.number(Double.self))
        let notes = try (0..<(try reader.number(Int.self))).map { _ in try reader.tensor() }
        all.append(Report(loss: loss, weight: weight, notes: notes))
      }
    }
    return (all, union, first)
  }
}
