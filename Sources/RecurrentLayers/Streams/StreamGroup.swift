/// Many sequences that step together: the clients of a server, the channels of a sensor, the voices of a synthesiser.
///
/// Each sequence is a ``Member``, whose state the group keeps. Members come and go, and any of them may step at once: their
/// rows go through each layer as a batch, so that many small steps cost what their arithmetic does. A member's numbers do
/// not depend on who steps with it: they are those of a ``RecurrentStream``.
///
/// ```swift
/// let group = StreamGroup([.recurrent(model.lstm), .dense(model.output)])
/// let (a, b, c) = (group.open(), group.open(), group.open())
/// let y = try group.step([a, c], x)  // x [2, inputSize], y [2, outputSize]
/// group.close(b)
/// ```
/// A step takes time by the number of those that step; memory is kept for the most members that there ever were. A group
/// belongs to one task at a time, as a property of an actor does. It follows the weights as a stream does.
public final class StreamGroup {
  /// One sequence of a group.
  public struct Member: Hashable, Sendable {
    /// Of its state.
    let row: Int
    /// Tells it from all that had the row before, and from other groups' members.
    let number: Int
  }

  private var chunks: ChunkChains
  private var states: StateTable
  private var roster = GroupRoster()
  /// Of each new member.
  private let firstState: RecurrentState

  /// - Parameters:
  ///   - layers: one after the other, with the kernels of the current ``Compute``.
  ///   - inputSize: of a step; nil: what the first layer takes.
  public init(_ layers: [StreamLayer], inputSize: Int? = nil) {
    firstState = RecurrentState(before: layers)
    chunks = ChunkChains(layers, inputSize: inputSize)
    states = StateTable(chunks.single.states, rows: 0)
  }

  /// The numbers of a step's input; 1 where tokens come in.
  public var inputSize: Int { chunks.single.inputSize }

  /// The numbers of a step's output.
  public var outputSize: Int { chunks.single.outputSize }

  /// The members that there are.
  public var count: Int { roster.count }

  /// A new member, whose state is as of ``RecurrentStream/initialState()``.
  public func open() -> Member {
    let member = roster.open()
    if roster.rowCount > states.rows {
      let larger = StateTable(chunks.single.states, rows: max(8, 2 * states.rows))
      larger.copyRows(0..<states.rows, of: states, to: 0..<states.rows)
      states = larger
    }
    states.write(firstState, to: member.row)
    return member
  }

  /// A new member that goes on from a state.
  ///
  /// - Parameter state: of batch 1, as of ``state(of:)`` or of a ``RecurrentStream``.
  /// - Throws: ``StreamError/state(expected:got:)``: it is another network's.
  public func open(state: RecurrentState) throws(StreamError) -> Member {
    let member = open()
    do {
      try states.set(member.row, to: state)
    } catch {
      close(member)
      throw error
    }
    return member
  }

  /// Ends a member; its place is free for another. Nothing happens where it has ended already.
  public func close(_ member: Member) { roster.close(member) }

  /// Whether the member is one of this group, and not closed.
  public func contains(_ member: Member) -> Bool { roster.contains(member) }

  /// A member's state: to be saved, or to go on elsewhere.
  ///
  /// - Throws: ``StreamError/unknownMember(place:)``.
  public func state(of member: Member) throws(StreamError) -> RecurrentState {
    try roster.requireOpen(member)
    return states[member.row]
  }

  /// Makes a member go on from another state, of batch 1.
  ///
  /// - Throws: ``StreamError/state(expected:got:)``: it is another network's; ``StreamError/unknownMember(place:)``.
  public func setState(_ state: RecurrentState, of member: Member) throws(StreamError) {
    try roster.requireOpen(member)
    try states.set(member.row, to: state)
  }

  /// One step of some members, each once, in any order.
  ///
  /// - Parameter x: `[members, inputSize]`, a row for each, in their order.
  /// - Returns: `[members, outputSize]`.
  /// - Throws: ``StreamError``, before any member has stepped.
  public func step(_ members: [Member], _ x: Tensor) throws(StreamError) -> Tensor {
    let inputSize = inputSize
    try chunks.single.requireNumbers()
    guard x.rowCount == members.count || x.count == members.count * inputSize else {
      throw .stepCount(x.rowCount, expected: members.count)
    }
    guard x.count == members.count * inputSize else { throw .inputSize(x.width, expected: inputSize) }
    try roster.beginCall(members)
    return x.withUnsafeScalars { x in
      step(members) { chain, member, output in
        if let x = x.baseAddress { chain.run(x + member * inputSize, output) }
      }
    }
  }

  /// The same for tokens, which go to an embedding first.
  ///
  /// - Throws: ``StreamError``, before any member has stepped.
  public func step(_ members: [Member], tokens: [Int32]) throws(StreamError) -> Tensor {
    guard tokens.count == members.count else { throw .stepCount(tokens.count, expected: members.count) }
    for token in tokens { try chunks.single.require(token) }
    try roster.beginCall(members)
    return tokens.withUnsafeBufferPointer { tokens in
      step(members) { chain, member, output in
        if let tokens = tokens.baseAddress { chain.run(tokens: tokens + member, output) }
      }
    }
  }

  private func step(
    _ members: [Member],
    _ run: (_ chain: StreamChain, _ firstMember: Int, _ output: UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    var result = Tensor(uninitialized: [members.count, outputSize])
    let (output, outputSize) = (result.uniqueFloats(), outputSize)
    chunks.forEach(of: roster.stepping, states) { chain, first in run(chain, first, output + first * outputSize) }
    return result
  }
}
