import Recurrent
import Synchronization
import Testing

private func dense() -> Dense { Dense(inputSize: 1, outputSize: 1, bias: false) }
private func parameter(_ name: String) -> Parameter { Parameter(name: name, shape: [1], initializer: .zeros) }

/// Every place of ``Module``'s table, and places in places.
private struct Everywhere: Module {
  struct Gate: Sendable {
    let layer = dense()
    let slope = parameter("own_name")
    let slopes = [parameter("w"), parameter("w")]
  }

  enum Body: Sendable {
    case one(Dense)
    case named(first: Dense, Parameter)
    indirect case nested(Body)
    case nothing
  }

  let tuple = (load: dense(), speed: dense())
  let plainTuple = (dense(), parameter("w"))
  let single: Dense? = dense()
  let none: Dense? = nil
  let keyed = ["b": dense(), "a": dense()]
  let numbered = [2: [parameter("w")], 10: []]
  let nested = [[dense()], [dense(), dense()]]
  let gate = Gate()
  let gates: [Gate?] = [nil, Gate()]
  let bodies: [Body] = [.one(dense()), .named(first: dense(), parameter("w")), .nested(.one(dense())), .nothing]
  let existential: any Sendable = [dense()] as [any Sendable]
  let temperature = parameter("own_name")
  let scales: [Parameter]? = [parameter("w")]
  // Not modules, and not in the way.
  let text = "text"
  let numbers = [Float](repeating: 1, count: 1000)
  let constant = Tensor([1])
  let range = 0..<3
  let closure: @Sendable (Float) -> Float = { $0 }
}

@Suite struct ModuleSearchTests {
  @Test func everythingStoredIsFoundUnderItsPlace() {
    #expect(
      Everywhere().namedParameters.map(\.name).sorted() == [
        "bodies.0.one.weight", "bodies.1.named.1", "bodies.1.named.first.weight", "bodies.2.nested.one.weight",
        "existential.0.weight", "gate.layer.weight", "gate.own_name", "gate.slopes.0", "gate.slopes.1",
        "gates.1.layer.weight", "gates.1.own_name", "gates.1.slopes.0", "gates.1.slopes.1", "keyed.a.weight",
        "keyed.b.weight", "nested.0.0.weight", "nested.1.0.weight", "nested.1.1.weight", "numbered.2.0", "own_name",
        "plainTuple.0.weight", "plainTuple.1", "scales.0", "single.weight", "tuple.load.weight", "tuple.speed.weight",
      ])
  }

  @Test func keysHaveOneOrder() {
    struct Model: Module {
      let heads = Dictionary(uniqueKeysWithValues: (0..<8).map { ("head\($0)", dense()) })
    }
    #expect(Model().namedParameters.map(\.name) == (0..<8).map { "heads.head\($0).weight" })
  }

  @Test func aModelOfTwoHeadsInATupleLearns() throws {
    struct Model: Module {
      let lstm = LSTM(inputSize: 1, hiddenSize: 2)
      let heads = (Dense(inputSize: 2, outputSize: 1), Dense(inputSize: 2, outputSize: 1))
    }
    let model = seeded { Model() }
    let optimizer = SGD(ParameterStore(model), learningRate: 1)
    let before = model.heads.1.weight.value
    let x = Tensor.test([1, 3, 1])
    try optimizer.parameters.withGradients {
      let last = model.lstm(x).last
      return (model.heads.0(last) + model.heads.1(last)).sum()
    }
    try optimizer.step()
    #expect(model.heads.1.weight.value != before)
  }

  @Test func anEnumCanBeAModule() {
    enum Encoder: Module {
      case lstm(LSTM)
      case bag(Embedding, Dense)
    }
    #expect(Encoder.lstm(LSTM(inputSize: 1, hiddenSize: 1)).namedParameters.first?.name == "lstm.weight_ih_l0")
    let names = Encoder.bag(Embedding(count: 1, size: 1), dense()).namedParameters.map(\.name)
    #expect(names == ["bag.0.weight", "bag.1.weight"])
  }

  @Test func aClassHasWhatItsAncestorsHave() {
    class Base: Module, @unchecked Sendable { let first = dense() }
    final class Derived: Base, @unchecked Sendable { let second = dense() }
    #expect(Derived().namedParameters.map(\.name) == ["first.weight", "second.weight"])
  }

  @Test func whatHoldsItselfIsVisitedOnce() {
    final class Node: Module, @unchecked Sendable {
      let layer = dense()
      let memory = LSTM(inputSize: 1, hiddenSize: 1, isStateful: true)
      var others: [Node] = []
      weak var parent: Node?
    }
    let (node, child) = (Node(), Node())
    node.others = [node, child]
    child.parent = node
    _ = node.memory(Tensor.zeros([1, 1, 1]))
    _ = child.memory(Tensor.zeros([1, 1, 1]))
    node.resetStates()
    #expect(node.memory.state == nil && child.memory.state == nil)
    #expect(node.parameterCount == 2 * (1 + 16))
    #expect(node.namedParameters.map(\.name).contains("others.1.layer.weight"))
  }

  @Test func sharedLayersHaveTheirFirstName() {
    struct Model: Module {
      let a: Dense
      let b: [Dense]
    }
    let shared = dense()
    #expect(Model(a: shared, b: [shared, dense()]).namedParameters.map(\.name) == ["a.weight", "b.1.weight"])
  }

  @Test func aStatefulLayerOfOnesOwnIsReset() {
    final class Counter: Stateful {
      let count = Mutex(0)
      func resetState() { count.withLock { $0 = 0 } }
    }
    struct Model: Module { let counters = (Counter(), inner: [Counter()]) }
    let model = Model()
    model.counters.inner[0].count.withLock { $0 = 3 }
    model.resetStates()
    #expect(model.counters.inner[0].count.withLock { $0 } == 0)
  }

  @Test func declaredContentsAreAllThereIs() {
    struct Student: Module {
      let teacher = LSTM(inputSize: 1, hiddenSize: 1)
      let layer = dense()
      var contents: ModuleContents { ModuleContents(children: [NamedModule(name: "", module: layer)]) }
    }
    #expect(Student().namedParameters.map(\.name) == ["weight"])
  }

  @Test func referencesToWhatWasFoundAreNoMatter() {
    final class Model: Module, @unchecked Sendable {
      var optimizer: Adam?
      let layer = dense()
    }
    let model = Model()
    model.optimizer = Adam(ParameterStore(model))
    #expect(model.namedParameters.map(\.name) == ["layer.weight"])
  }

  @Test func aSecondCountKillsNoOptimizer() throws {
    let model = dense()
    let optimizer = SGD(ParameterStore(model), learningRate: 1)
    #expect(model.parameterCount == 1)
    try optimizer.parameters.withGradients { model(Tensor([[1]])).sum() }
    try optimizer.step()
  }

  @Test func parametersAreCopiedByName() {
    struct Model: Module { let heads = (dense(), lstm: LSTM(inputSize: 2, hiddenSize: 2)) }
    let (a, b) = (seeded(1) { Model() }, seeded(2) { Model() })
    b.copyParameters(from: a)
    #expect(a.namedParameters.map(\.parameter.value) == b.namedParameters.map(\.parameter.value))
    #expect(a.heads.0.weight !== b.heads.0.weight)
  }
}

/// Where a layer would be neither trained nor saved, the program stops and names the property.
@Suite struct ModuleSearchMistakeTests {
  private func expect(_ result: ExitTest.Result?, says message: String) throws {
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(message), "\(said)")
  }

  @Test func classesThatAreNoModules() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      final class Head: Sendable { let parts = (Dense(inputSize: 1, outputSize: 1), 1) }
      struct Model: Module { let heads = [[Head()]] }
      _ = ParameterStore(Model())
    }
    try expect(
      result,
      says: "Model: property heads.0.0: expected layers where they can be searched for (see Module), "
        + "got Head, a class that is no Module, with the parameter parts.0.weight")
  }

  @Test func sets() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Head: Hashable, Module {
        let layer = Dense(inputSize: 1, outputSize: 1)
        static func == (a: Head, b: Head) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
      }
      struct Model: Module { let inner = (heads: Set([Head()]), 1) }
      _ = Model().parameterCount
    }
    try expect(result, says: "Model: property inner.heads: expected layers where they can be searched for")
    try expect(result, says: "got a set, with the parameter 0.layer.weight")
  }

  @Test func lazyProperties() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      final class Model: Module, @unchecked Sendable {
        lazy var read = [Dense(inputSize: 1, outputSize: 1)]
        lazy var unread = [Dense(inputSize: 1, outputSize: 1)]
        lazy var number = 1
      }
      let model = Model()
      _ = model.read
      _ = ParameterStore(model)
    }
    try expect(
      result,
      says: "Model: lazy property unread: expected to be read before its layers are asked for, got none yet")
  }

  @Test func mirrorsOfOnesOwn() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Model: Module, CustomReflectable {
        let layer = Dense(inputSize: 1, outputSize: 1)
        var customMirror: Mirror { Mirror(self, children: []) }
      }
      _ = ParameterStore(Model())
    }
    try expect(result, says: "Model: stored properties: expected in sight, or contents declared, got a customMirror")
  }

  @Test func twoOfOneName() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Model: Module {
        let a = Parameter(name: "w", shape: [1], initializer: .zeros)
        let b = Parameter(name: "w", shape: [1], initializer: .zeros)
      }
      _ = ParameterStore(Model())
    }
    try expect(result, says: "Model: parameters with the name w: expected 1, got 2")
  }

  @Test func anotherModelsParameters() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = Dense(inputSize: 1, outputSize: 1)
      layer.copyParameters(from: Dense(inputSize: 1, outputSize: 1, bias: false))
    }
    try expect(
      result, says: #"Dense.copyParameters: names of the parameters: expected ["weight", "bias"], got ["weight"]"#)
  }

  @Test func theStateOfAnotherCell() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let state = LSTM(inputSize: 1, hiddenSize: 2).initialState()
      _ = GRU(inputSize: 1, hiddenSize: 2)(Tensor.zeros([1, 1, 1]), state: state)
    }
    try expect(result, says: "GRU: cell state: expected none, which an LSTM alone has, got one of shape [1, 1, 2]")
  }
}
