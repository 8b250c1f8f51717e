import Recurrent
import Testing

/// What comes to a stream may be anything: it throws, and leaves the states as they were.
@Suite struct StreamErrorTests {
  private let lstm = seeded { LSTM(inputSize: 3, hiddenSize: 4) }
  private let embedding = seeded { Embedding(count: 5, size: 3) }

  @Test func inputsOfAnotherSize() throws {
    let stream = lstm.makeStream()
    var (state, output) = (stream.initialState(), [Float](repeating: 0, count: 4))
    for count in [0, 1, 2, 4] {
      let x = [Float](repeating: 1, count: count)
      #expect(throws: StreamError.inputSize(count, expected: 3)) {
        try stream.step(Tensor(shape: [count], scalars: x), state: &state)
      }
      #expect(throws: StreamError.inputSize(count, expected: 3)) {
        var target = output.mutableSpan
        try stream.step(x.span, into: &target, state: &state)
      }
    }
    #expect(state.hidden == Tensor.zeros([1, 1, 4]))
  }

  @Test func unknownTokens() throws {
    let stream = RecurrentStream([.embedding(embedding), .recurrent(lstm)])
    let group = StreamGroup([.embedding(embedding), .recurrent(lstm)])
    let members = [group.open(), group.open()]
    var state = stream.initialState()
    for token in [-1, 5, .max, .min] as [Int32] {
      let error = StreamError.unknownToken(token, tokens: 5)
      #expect(throws: error) { try stream.step(token: token, state: &state) }
      #expect(throws: error) { try group.step(members, tokens: [0, token]) }
    }
    #expect(state.hidden == Tensor.zeros([1, 1, 4]))
    for member in members { #expect(try group.state(of: member).hidden == Tensor.zeros([1, 1, 4])) }
    #expect("\(StreamError.unknownToken(-1, tokens: 5))" == "token: expected one of 0..<5, got -1")
  }

  @Test func numbersForTokens() throws {
    let (numbers, tokens) = (lstm.makeStream(), RecurrentStream([.embedding(embedding), .recurrent(lstm)]))
    let (numberGroup, tokenGroup) = (
      StreamGroup([.recurrent(lstm)]), StreamGroup([.embedding(embedding), .recurrent(lstm)])
    )
    var state = numbers.initialState()
    let wantsNumbers = StreamError.kind(expected: "numbers", got: "tokens")
    let wantsTokens = StreamError.kind(expected: "tokens", got: "numbers")
    #expect(throws: wantsNumbers) { try numbers.step(token: 1, state: &state) }
    #expect(throws: wantsTokens) { try tokens.step(Tensor([1]), state: &state) }
    #expect(throws: wantsNumbers) { try numberGroup.step([numberGroup.open()], tokens: [1]) }
    #expect(throws: wantsTokens) { try tokenGroup.step([tokenGroup.open()], Tensor([[1]])) }
  }

  @Test func stepsOfOthersThanTheMembers() throws {
    let group = StreamGroup([.recurrent(lstm)])
    let members = [group.open(), group.open()]
    #expect(throws: StreamError.stepCount(3, expected: 2)) { try group.step(members, Tensor.ones([3, 3])) }
    #expect(throws: StreamError.inputSize(2, expected: 3)) { try group.step(members, Tensor.ones([2, 2])) }
    #expect(try group.step([], Tensor.zeros([0, 3])).shape == [0, 4])
    let tokens = StreamGroup([.embedding(embedding), .recurrent(lstm)])
    #expect(throws: StreamError.stepCount(1, expected: 2)) {
      try tokens.step([tokens.open(), tokens.open()], tokens: [1])
    }
  }

  /// What clients do with their members is data: the group goes on.
  @Test func membersThatAreGone() throws {
    let layers = [StreamLayer.recurrent(lstm)]
    let (group, other) = (StreamGroup(layers), StreamGroup(layers))
    let (gone, left) = (group.open(), group.open())
    group.close(gone)
    // In the row of the one that is gone.
    let next = group.open()
    group.close(gone)
    #expect(group.count == 2 && group.contains(next) && !group.contains(gone))
    let foreign = other.open()
    for member in [gone, foreign] {
      #expect(throws: StreamError.unknownMember(place: 1)) { try group.step([left, member], Tensor.ones([2, 3])) }
      #expect(throws: StreamError.unknownMember(place: 0)) { try group.state(of: member) }
      #expect(throws: StreamError.unknownMember(place: 0)) { try group.setState(lstm.initialState(), of: member) }
    }
    #expect(throws: StreamError.repeatedMember(place: 2)) {
      try group.step([left, next, left], Tensor.ones([3, 3]))
    }
    #expect(try group.state(of: left).hidden == Tensor.zeros([1, 1, 4]))
    #expect(try group.step([left, next], Tensor.ones([2, 3])).shape == [2, 4])
  }

  @Test func statesOfOthers() throws {
    let (stream, group) = (lstm.makeStream(), StreamGroup([.recurrent(lstm)]))
    let gru = seeded { GRU(inputSize: 3, hiddenSize: 4) }
    let others = [
      gru.initialState(), LSTM(inputSize: 3, hiddenSize: 5).initialState(), lstm.initialState(batch: 2),
      LSTM(inputSize: 3, hiddenSize: 4, layers: 2).initialState(), RecurrentState(layers: []),
    ]
    let member = group.open()
    for other in others {
      var state = other
      #expect(throws: StreamError.self) { try stream.step(Tensor([1, 2, 3]), state: &state) }
      #expect(throws: StreamError.self) { try group.open(state: other) }
      #expect(throws: StreamError.self) { try group.setState(other, of: member) }
    }
    #expect(group.count == 1)
    let error = StreamError.state(expected: "hidden [1, 1, 4]", got: "hidden [1, 1, 4], cell [1, 1, 4]")
    var state = lstm.initialState()
    #expect(throws: error) { try gru.makeStream().step(Tensor([1, 2, 3]), state: &state) }
  }
}
