import Foundation
import Recurrent
import Testing

@Suite struct AttentionTests {
  // MARK: Gradients

  @Test(arguments: Attention.Score.allCases)
  func gradients(_ score: Attention.Score) throws {
    let attention = seeded { Attention(score: score, querySize: 3, keySize: score == .dot ? 3 : 2, hiddenSize: 4) }
    let (queries, states) = (Tensor.test([3, 2, 3]), Tensor.test([3, 4, attention.keySize], seed: 6))
    for lengths in [nil, [4, 1, 2], [3, 0, 4]] as [[Int]?] {
      let fingerprint = { (queries: Tensor, states: Tensor) in
        let attended = attention(queries, over: attention.memory(of: states, lengths: lengths))
        return attended.context.fingerprint() + (attended.weights * 0.5).fingerprint()
      }
      try expectParameterGradients(ParameterStore(attention)) { fingerprint(queries, states) }
      try expectInputGradients([queries, states]) { fingerprint($0[0], $0[1]) }
    }
  }

  // MARK: Invariants

  /// What lies past a row's end, and how far the box reaches past it, changes nothing.
  @Test(arguments: Attention.Score.allCases)
  func paddingChangesNoRow(_ score: Attention.Score) {
    let attention = seeded { Attention(score: score, querySize: 3) }
    let (queries, states) = (Tensor.test([3, 2, 3]), Tensor.test([3, 40, 3], seed: 6, in: -9...9))
    let lengths = [7, 40, 1]
    let together = attention(queries, over: attention.memory(of: states, lengths: lengths))
    for (row, length) in lengths.enumerated() {
      let own = states.slice(row..<(row + 1), axis: 0).slice(0..<length, axis: 1)
      let alone = attention(queries.slice(row..<(row + 1), axis: 0), over: attention.memory(of: own))
      // Sums over the box and over the row alone are made in another order: some units of 2^-24 of values up to 9.
      #expect(together.context.slice(row..<(row + 1), axis: 0).distance(to: alone.context) < 1e-5)
      let weights = together.weights.slice(row..<(row + 1), axis: 0)
      #expect(weights.slice(0..<length, axis: 2).distance(to: alone.weights) < 1e-6)
      if length < 40 { #expect(weights.slice(length..<40, axis: 2).scalars.allSatisfy { $0 == 0 }) }
    }
  }

  @Test func weightsSumToOne() {
    let attention = Attention(score: .dot, querySize: 4)
    // Scores up to 4 * 30 * 30: their exponentials alone would overflow.
    let (queries, states) = (Tensor.test([2, 3, 4], in: -30...30), Tensor.test([2, 5, 4], seed: 8, in: -30...30))
    let weights = attention(queries, over: attention.memory(of: states, lengths: [5, 3])).weights
    for start in stride(from: 0, to: weights.count, by: 5) {
      // Five numbers, each rounded once.
      #expect(abs(weights.scalars[start..<(start + 5)].reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func aRowWithoutStatesHasNoContext() {
    let attention = Attention(score: .dot, querySize: 3)
    let memory = attention.memory(of: .test([2, 4, 3]), lengths: [0, 4])
    let attended = attention(.test([2, 1, 3]), over: memory)
    #expect(attended.weights.slice(0..<1, axis: 0) == .zeros([1, 1, 4]))
    #expect(attended.context.slice(0..<1, axis: 0) == .zeros([1, 1, 3]))
  }

  /// A query gets the same whether it comes alone or among others.
  @Test(arguments: Attention.Score.allCases)
  func queriesDoNotSeeEachOther(_ score: Attention.Score) {
    let attention = seeded { Attention(score: score, querySize: 3) }
    let queries = Tensor.test([2, 5, 3])
    let memory = attention.memory(of: .test([2, 4, 3], seed: 6), lengths: [2, 4])
    let together = attention(queries, over: memory).context
    for query in 0..<5 {
      let alone = attention(queries.slice(query..<(query + 1), axis: 1), over: memory).context
      // A product of one row may add up in another order.
      #expect(together.slice(query..<(query + 1), axis: 1).distance(to: alone) < 1e-6)
    }
  }

  @Test func parametersHaveTheirNames() {
    let names = Attention.Score.allCases.map { score in
      Attention(score: score, querySize: 3).namedParameters.map(\.name)
    }
    #expect(names == [[], ["key.weight"], ["query.weight", "query.bias", "key.weight", "energy.weight"]])
  }

  // MARK: PyTorch

  struct Golden: Decodable {
    let batch, queries, steps, querySize, hiddenSize: Int
    let cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let score: Attention.Score
    let lengths: [Int]?
    let keySize: Int
    let inputs, weights, cotangents, results, gradients: [String: [Float]]

    var testDescription: String { score.rawValue + (lengths == nil ? "" : " with lengths") }
  }

  static let golden: Golden = {
    do {
      let file = try #require(
        Bundle.module.url(forResource: "attention", withExtension: "json", subdirectory: "Golden"))
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Golden/attention.json: \(error)")
    }
  }()

  @Test(arguments: golden.cases)
  func attendsAsPyTorchDoes(_ expected: Case) throws {
    let golden = Self.golden
    let attention = Attention(
      score: expected.score, querySize: golden.querySize, keySize: expected.keySize, hiddenSize: golden.hiddenSize)
    let store = ParameterStore(attention)
    #expect(Set(store.parameters.map(\.name)) == Set(expected.weights.keys))
    for named in store.parameters {
      named.parameter.value = Tensor(
        shape: named.parameter.shape, scalars: try #require(expected.weights[named.name]))
    }
    func tensor(_ values: [String: [Float]], _ name: String, _ shape: [Int]) throws -> Tensor {
      Tensor(shape: shape, scalars: try #require(values[name]))
    }
    let contextShape = [golden.batch, golden.queries, expected.keySize]
    let weightsShape = [golden.batch, golden.queries, golden.steps]
    let inputs = [
      try tensor(expected.inputs, "queries", [golden.batch, golden.queries, golden.querySize]),
      try tensor(expected.inputs, "keys", [golden.batch, golden.steps, expected.keySize]),
    ]
    let cotangents = try (
      tensor(expected.cotangents, "context", contextShape), tensor(expected.cotangents, "weights", weightsShape)
    )
    store.clearGradients()
    let (_, gradients) = try Recurrent.gradients(at: inputs) { inputs in
      let attended = attention(inputs[0], over: attention.memory(of: inputs[1], lengths: expected.lengths))
      // Sums of some ten products of size 1, in single precision.
      try #expect(attended.context.distance(to: tensor(expected.results, "context", contextShape)) < 1e-6)
      try #expect(attended.weights.distance(to: tensor(expected.results, "weights", weightsShape)) < 1e-6)
      return (attended.context * cotangents.0).sum() + (attended.weights * cotangents.1).sum()
    }
    for (gradient, name) in zip(gradients, ["queries", "keys"]) {
      try #expect(gradient.distance(to: tensor(expected.gradients, name, gradient.shape)) < 5e-6, "\(name)")
    }
    for named in store.parameters {
      let gradient = try #require(named.parameter.gradient)
      // Sums over all pairs of query and key.
      try #expect(gradient.distance(to: tensor(expected.gradients, named.name, gradient.shape)) < 1e-5, "\(named.name)")
    }
  }
}
