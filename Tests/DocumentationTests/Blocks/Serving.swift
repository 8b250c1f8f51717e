import Recurrent

/// Serving.md, a model that learns while it answers.
func servingWhileTraining(
  _ model: Sequential, _ requests: [Tensor], _ x: Tensor, _ y: Tensor, _ answer: @escaping @Sendable (Tensor) -> Void
) async throws {
  let frozen = model.frozen()
  try await withThrowingTaskGroup(of: Void.self) { group in
    for samples in requests { group.addTask { answer(try frozen.predict(samples)) } }
    group.addTask { try model.fit(x, y, epochs: 100) }  // changes nothing in the answers
    try await group.waitForAll()  // an answer's error is this group's
  }
}

/// Serving.md, a module.
func servingAModule(_ network: Dense, _ x: Tensor) -> Tensor {
  let teacher = network.frozen()
  let targets = teacher { $0(x) }
  return targets
}

/// Serving.md, a task.
func servingATask() throws -> [[String]] {
  let tagger = try Tagger(contentsOf: "tagger").frozen()
  let tags = tagger.tags(of: [["The", "old", "man", "the", "boats", "."]])
  return tags
}

/// Serving.md, a stream.
func servingAStream(_ frozen: Frozen<Sequential>, _ samples: [Tensor], _ show: (Tensor) -> Void) throws {
  let stream = try frozen.makeStream()
  var state = stream.initialState()
  for sample in samples {
    let y = try stream.step(sample, state: &state)
    show(y)
  }
}

/// Serving.md, the stream of a module.
func servingLayers(_ model: (embedding: Embedding, lstm: LSTM, decoder: Dense)) -> RecurrentStream {
  let stream = RecurrentStream([.embedding(model.embedding), .recurrent(model.lstm), .dense(model.decoder)])
  return stream
}

typealias ClientID = Int

/// Serving.md, many clients.
actor Server {
  private let group: StreamGroup
  private var members: [ClientID: StreamGroup.Member] = [:]

  init(_ model: Sequential) throws { group = try model.frozen().makeStreamGroup() }

  func connect(_ client: ClientID) { members[client] = group.open() }

  func disconnect(_ client: ClientID) {
    if let member = members.removeValue(forKey: client) { group.close(member) }
  }

  /// - Parameter steps: what each client sent.
  func answer(_ steps: [ClientID: [Float]]) throws -> [ClientID: Tensor] {
    let usable = steps.filter { members[$0.key] != nil && $0.value.count == group.inputSize }
    let y = try group.step(usable.keys.compactMap { members[$0] }, Tensor(usable.values.flatMap(\.self)))
    return Dictionary(uniqueKeysWithValues: zip(usable.keys, y.unstacked(axis: 0)))
  }
}
