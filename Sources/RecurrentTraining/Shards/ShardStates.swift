import RecurrentLayers

/// The states that the shards of a batch carry on from one step to the next. As a whole they are the batch's, whatever it
/// was cut into.
public struct ShardStates {
  /// Of all rows, where they have not been cut yet.
  private var joined: RecurrentState?
  private var parts: [Int: RecurrentState] = [:]
  private var count = 1

  /// - Parameter whole: of all rows of the batch; nil: zeros.
  public init(_ whole: RecurrentState? = nil) { joined = whole }

  /// Of a shard's rows; nil: zeros.
  public subscript(shard: Shard) -> RecurrentState? {
    get {
      if let part = parts[shard.index] { return part }
      return shard.isWhole ? joined : joined?.rows(at: Array(shard.rows))
    }
    set {
      count = shard.count
      parts[shard.index] = newValue
    }
  }

  /// Of all rows of the batch; nil: zeros. On several ranks ``gather(on:)`` comes before.
  public var whole: RecurrentState? {
    let states = (0..<count).compactMap { parts[$0] }
    return states.isEmpty ? joined : states.count == 1 ? states[0] : RecurrentState(stacking: states)
  }

  /// Puts together what the ranks have of it. All call this, also one whose shards have no rows: it knows nothing of them.
  public mutating func gather(on communicator: any Communicator) throws {
    guard communicator.size > 1 else { return }
    var writer = ByteWriter()
    writer.add(count)
    let own = parts.sorted { $0.key < $1.key }.filter {
      (0..<count).dealt(to: communicator.rank, of: communicator.size).contains($0.key)
    }
    writer.add(own.count)
    for (shard, state) in own {
      writer.add(shard)
      writer.add(state.layers.count)
      for layer in state.layers {
        writer.add(layer.hidden)
        writer.add(UInt8(layer.cell == nil ? 0 : 1))
        if let cell = layer.cell { writer.add(cell) }
      }
    }
    for message in try communicator.gatherEverywhere(writer.bytes) {
      var reader = ByteReader(message)
      count = max(count, try reader.number(Int.self))
      for _ in 0..<(try reader.number(Int.self)) {
        let shard = try reader.number(Int.self)
        let layers = try (0..<(try reader.number(Int.self))).map { _ in
          let hidden = try reader.tensor()
          return RecurrentState.Layer(
            hidden: hidden, cell: try reader.number(UInt8.self) == 0 ? nil : try reader.tensor())
        }
        parts[shard] = RecurrentState(layers: layers)
      }
    }
  }
}
