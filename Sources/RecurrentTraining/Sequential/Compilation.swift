import RecurrentLayers

/// What a ``Sequential`` is trained and measured by.
struct Compilation: Sendable {
  let optimizer: OptimizerRule
  let loss: Loss
  let metrics: [any Metric]
  let clippingNorm: Float?
  let schedules: [LearningRateSchedule]
}

extension Compilation: Codable {
  private enum CodingKeys: String, CodingKey { case optimizer, loss, metrics, clippingNorm, schedules }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(SavedRule(optimizer.builtIn, name: optimizer.name), forKey: .optimizer)
    try container.encode(SavedRule(loss.builtIn, name: loss.name), forKey: .loss)
    try container.encode(metrics.map { SavedRule(BuiltInMetric($0), name: $0.name) }, forKey: .metrics)
    try container.encodeIfPresent(clippingNorm, forKey: .clippingNorm)
    try container.encode(schedules, forKey: .schedules)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let own = decoder.customObjects
    /// What is not built in, by its name.
    func find<Rule>(_ role: MissingCustomObject.Role, _ name: String, in rules: [Rule], _ nameOf: (Rule) -> String)
      throws
      -> Rule
    {
      guard let rule = rules.first(where: { nameOf($0) == name }) else {
        throw MissingCustomObject(role: role, name: name)
      }
      return rule
    }
    switch try container.decode(SavedRule<BuiltInOptimizer>.self, forKey: .optimizer) {
    case .builtIn(let builtIn): optimizer = OptimizerRule(builtIn)
    case .custom(let name): optimizer = try find(.optimizer, name, in: own.optimizers, \.name)
    }
    switch try container.decode(SavedRule<BuiltInLoss>.self, forKey: .loss) {
    case .builtIn(let builtIn): loss = Loss(builtIn)
    case .custom(let name): loss = try find(.loss, name, in: own.losses, \.name)
    }
    metrics = try container.decode([SavedRule<BuiltInMetric>].self, forKey: .metrics).map { saved in
      switch saved {
      case .builtIn(let builtIn): builtIn.makeMetric()
      case .custom(let name): try find(.metric, name, in: own.metrics, \.name)
      }
    }
    guard Set(metrics.map(\.name)).count == metrics.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .metrics, in: container, debugDescription: "two metrics of one name")
    }
    clippingNorm = try container.decodeIfPresent(Float.self, forKey: .clippingNorm)
    guard (clippingNorm ?? 1) > 0, (clippingNorm ?? 1).isFinite else {
      throw DecodingError.dataCorruptedError(
        forKey: .clippingNorm, in: container, debugDescription: "a norm to clip at must be above 0")
    }
    schedules = try container.decode([LearningRateSchedule].self, forKey: .schedules).map { try $0.checked(decoder) }
  }
}
