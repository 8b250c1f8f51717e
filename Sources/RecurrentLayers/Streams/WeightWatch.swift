import Synchronization

/// Tells whether weights may have changed since somebody looked at them.
final class WeightWatch: Sendable {
  private let raised = Atomic(true)

  /// At first it is: nobody has looked yet.
  var isRaised: Bool { raised.load(ordering: .acquiring) }

  func raise() { raised.store(true, ordering: .releasing) }

  func lower() { raised.store(false, ordering: .releasing) }
}

/// The watches to raise when weights change, as long as somebody holds them.
final class WeightWatches: Sendable {
  private struct Entry: Sendable {
    weak var watch: WeightWatch?
  }

  private let entries = Mutex<[Entry]>([])

  /// Adds a watch, if it is not there yet.
  func add(_ watch: WeightWatch) {
    entries.withLock { entries in
      entries.removeAll { $0.watch == nil }
      if !entries.contains(where: { $0.watch === watch }) { entries.append(Entry(watch: watch)) }
    }
  }

  func raiseAll() {
    entries.withLock { entries in
      for entry in entries { entry.watch?.raise() }
    }
  }
}
