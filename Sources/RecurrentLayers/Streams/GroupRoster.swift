import Synchronization

/// Who is in a ``StreamGroup``, and in which row of its states.
struct GroupRoster {
  private struct Row {
    /// The member's; 0: nobody's.
    var number = 0
    /// The last call that it took part in.
    var call = 0
  }

  private static let lastNumber = Atomic(0)

  private var rows: [Row] = []
  private var freeRows: [Int] = []
  private var calls = 0
  /// The rows of the members that take part in the current call, in their order.
  private(set) var stepping: [Int] = []

  /// The members that there are.
  var count: Int { rows.count - freeRows.count }

  /// The rows that there are, used or free.
  var rowCount: Int { rows.count }

  mutating func open() -> StreamGroup.Member {
    if freeRows.isEmpty {
      freeRows.append(rows.count)
      rows.append(Row())
    }
    let row = freeRows.removeLast()
    rows[row].number = Self.lastNumber.add(1, ordering: .relaxed).newValue
    return StreamGroup.Member(row: row, number: rows[row].number)
  }

  mutating func close(_ member: StreamGroup.Member) {
    guard contains(member) else { return }
    rows[member.row].number = 0
    freeRows.append(member.row)
  }

  func contains(_ member: StreamGroup.Member) -> Bool {
    member.row < rows.count && rows[member.row].number == member.number
  }

  func requireOpen(_ member: StreamGroup.Member, place: Int = 0) throws(StreamError) {
    guard contains(member) else { throw .unknownMember(place: place) }
  }

  /// Notes who takes part in a call.
  mutating func beginCall(_ members: [StreamGroup.Member]) throws(StreamError) {
    calls += 1
    stepping.removeAll(keepingCapacity: true)
    for (place, member) in members.enumerated() {
      try requireOpen(member, place: place)
      guard rows[member.row].call != calls else { throw .repeatedMember(place: place) }
      rows[member.row].call = calls
      stepping.append(member.row)
    }
  }
}
