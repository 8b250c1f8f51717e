import Recurrent
import Testing

@Suite struct StreamGroupTests {
  private let lstm = seeded { LSTM(inputSize: 3, hiddenSize: 20, layers: 2) }
  private let output = seeded(2) { Dense(inputSize: 20, outputSize: 4, activation: .softmax) }
  private var layers: [StreamLayer] { [.recurrent(lstm), .dense(output)] }

  /// A hundred members that come, step in ever other companies, and go: each is a stream by itself.
  @Test func membersAreStreams() throws {
    let group = StreamGroup(layers)
    let stream = RecurrentStream(layers)
    var generator = RandomGenerator(seed: 9)
    var members: [(member: StreamGroup.Member, state: RecurrentState)] = []
    // Chunks of 64, of 8 and of single rows; all in order, some of them, none of them in order.
    for company in [1, 3, 8, 70, 100, 9, 64, 0, 81] {
      while members.count < company { members.append((group.open(), stream.initialState())) }
      let places = Array(generator.permutation(members.count).prefix(company))
      for places in [places, places.sorted()] where company > 0 {
        let x = Tensor.uniform([company, 3], in: -1...1, using: &generator)
        let y = try group.step(places.map { members[$0].member }, x)
        #expect(y.shape == [company, 4])
        for (row, place) in places.enumerated() {
          let alone = try stream.step(x.slice(row..<(row + 1), axis: 0), state: &members[place].state)
          // Other kernels may serve single steps: a few units in the last place.
          #expect(alone.distance(to: y.slice(row..<(row + 1), axis: 0)) < 1e-6)
        }
      }
      if members.count > 5 { group.close(members.remove(at: 4).member) }
      #expect(group.count == members.count)
    }
    for (member, state) in members {
      #expect(try group.state(of: member).hidden.distance(to: state.hidden) < 1e-6)
      #expect(try group.state(of: member).cell!.distance(to: state.cell!) < 1e-6)
    }
  }

  @Test func tokensStepToo() throws {
    let embedding = seeded { Embedding(count: 7, size: 3) }
    let group = StreamGroup([.embedding(embedding)] + layers)
    let plain = StreamGroup(layers)
    let members = (0..<10).map { _ in (group.open(), plain.open()) }
    let texts: [[Int32]] = [[0, 1, 2, 3, 4, 5, 6, 0, 1, 2], [6, 6, 6, 2, 2, 2, 0, 0, 1, 1]]
    for tokens in texts {
      let a = try group.step(members.map(\.0), tokens: tokens)
      #expect(try a == plain.step(members.map(\.1), embedding(IndexTensor(tokens))))
    }
  }

  @Test func statesMoveFromGroupToGroup() throws {
    let (a, b) = (StreamGroup(layers), StreamGroup(layers))
    let x = Tensor.test([2, 3])
    let first = [a.open(), a.open()]
    _ = try a.step(first, x)
    let moved = try first.map { try b.open(state: a.state(of: $0)) }
    #expect(try b.step(moved, x) == a.step(first, x))
    try a.setState(b.state(of: moved[0]), of: first[1])
    #expect(try a.state(of: first[1]).hidden == a.state(of: first[0]).hidden)
  }

  @Test func aPlaceIsEmptyForTheNext() throws {
    let group = StreamGroup(layers)
    let first = group.open()
    _ = try group.step([first], Tensor.test([1, 3]))
    group.close(first)
    let second = group.open()
    #expect(!group.contains(first) && group.contains(second) && group.count == 1)
    #expect(try group.state(of: second).hidden == Tensor.zeros([2, 1, 20]))
  }

  @Test func weightsAreFollowed() throws {
    let group = StreamGroup(layers)
    let members = (0..<9).map { _ in group.open() }
    let x = Tensor.ones([9, 3])
    let before = try group.step(members, x)
    for member in members { try group.setState(lstm.initialState(), of: member) }
    #expect(try group.step(members, x) == before)
    for member in members { try group.setState(lstm.initialState(), of: member) }
    output.bias?.value = Tensor([5, 0, 0, 0])
    let after = try group.step(members, x)
    #expect((0..<9).allSatisfy { after[$0, 0] > 0.9 && before[$0, 0] < 0.9 })
  }
}

@Suite struct StreamGroupMistakeTests {
  private func expect(_ result: ExitTest.Result?, says message: String) throws {
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(message), "\(said)")
  }

  @Test func layersThatDoNotFit() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = StreamGroup([.recurrent(GRU(inputSize: 1, hiddenSize: 2)), .dense(Dense(inputSize: 3, outputSize: 1))])
    }
    try expect(result, says: "Dense: size of a step's input: expected 3, got 2")
  }

  @Test func anEmbeddingInTheMidst() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dense = Dense(inputSize: 1, outputSize: 1)
      _ = RecurrentStream([.dense(dense), .embedding(Embedding(count: 2, size: 1))])
    }
    try expect(result, says: "Embedding: place in a stream: expected the first, got 1")
  }
}
