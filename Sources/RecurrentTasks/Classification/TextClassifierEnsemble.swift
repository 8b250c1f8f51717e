import Recurrent

/// Networks of one shape that learn side by side, each from weights and dropout of its own. They err on different texts,
/// and so their mean errs on fewer than each of them (Hansen and Salamon 1990).
struct TextClassifierEnsemble: Module {
  let members: [TextClassifierNetwork]

  init(_ configuration: TextClassifierConfiguration, unitCount: Int, unknown: Int32, labelCount: Int) {
    members = (0..<configuration.members).map { _ in
      TextClassifierNetwork(configuration, unitCount: unitCount, unknown: unknown, labelCount: labelCount)
    }
  }

  /// The mean of the members' logits: `[batch, labels]`.
  func callAsFunction(_ texts: [[Int32]]) -> Tensor { mean { $0(texts) } }

  /// The mean of the members' losses: each learns as if it were alone, which leaves them different.
  ///
  /// - Parameters:
  ///   - hiding: draws which units and n-grams are hidden from each.
  ///   - loss: of the logits of one.
  func loss(of texts: [[Int32]], hiding: RandomSource, _ loss: (Tensor) -> Tensor) -> Tensor {
    mean { loss($0(texts, hiding: hiding)) }
  }

  private func mean(_ value: (TextClassifierNetwork) -> Tensor) -> Tensor {
    members.dropFirst().reduce(value(members[0])) { $0 + value($1) } * (1 / Float(members.count))
  }
}
