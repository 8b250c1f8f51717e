import Recurrent
import RecurrentFoundation

/// What `recurrent inspect` prints.
enum ModelReport {
  // MARK: For people

  static func lines(_ summary: ModelSummary, _ ports: [ModelPorts]) -> [String] {
    let head =
      [summary.kind] + lines(summary.settings + [Setting("weights", .text(summary.weightType))])
      + ports.flatMap { lines($0) }
    return head + [""] + table(summary) + [""] + training(summary)
  }

  /// What 'recurrent run' takes and gives.
  private static func lines(_ ports: ModelPorts) -> [String] {
    let half = ports.name.isEmpty ? "" : ports.name + " "
    return ports.inputs.map { "  " + Columns.padded(half + "takes", to: 16) + $0.description }
      + ports.outputs.map { "  " + Columns.padded(half + "gives", to: 16) + $0.description }
  }

  private static func lines(_ settings: [Setting]) -> [String] {
    settings.compactMap { setting in
      text(of: setting.value).map { "  " + Columns.padded(setting.name + " ", to: 16) + $0 }
    }
  }

  /// nil: not worth a line.
  private static func text(of value: Setting.Value) -> String? {
    switch value {
    case .text(let text): text
    case .count(let count): Figures.count(count)
    case .number(let number): "\(number)"
    case .flag(let isOn): isOn ? "yes" : nil
    case .none: nil
    }
  }

  private static func table(_ summary: ModelSummary) -> [String] {
    let rows = summary.tensors.map { tensor in
      (tensor.name, tensor.shape.map(String.init).joined(separator: " x "), Figures.count(tensor.parameters))
    }
    let sum = ("all", Figures.bytes(summary.bytes), Figures.count(summary.parameters))
    let all = [("tensor", "shape", "parameters")] + rows + [sum]
    let widths = (all.map(\.0.count).max() ?? 0, all.map(\.1.count).max() ?? 0, all.map(\.2.count).max() ?? 0)
    return all.map { name, shape, count in
      "  " + Columns.padded(name, to: widths.0 + 2) + Columns.padded(shape, to: widths.1 + 2)
        + Columns.aligned(count, to: widths.2)
    }
  }

  private static func training(_ summary: ModelSummary) -> [String] {
    let epochs = summary.epochs.map { epoch in
      let validation = epoch.validationLoss.map { "  validation \(Figures.fixed($0, 4))" } ?? ""
      let mark = epoch.epoch == summary.training?.bestEpoch ? "  <- this model" : ""
      return
        "  epoch \(epoch.epoch)  training \(Figures.fixed(epoch.trainingLoss, 4))\(validation)\(TrainingReport.metrics(epoch))\(mark)"
    }
    guard let training = summary.training else { return epochs.isEmpty ? ["not trained"] : ["trained"] + epochs }
    let sizes =
      """
      \(Figures.count(training.trainingCount)) \(training.item.plural), \(Figures.count(training.validationCount)) to \
      validate
      """
    let stopped = training.bestEpoch == nil ? ["  stopped in its first epoch"] : []
    return ["trained on \(sizes)"] + lines(training.recipe.settings) + [""] + epochs + stopped
  }

  // MARK: For programs

  static func json(_ summary: ModelSummary, _ ports: [ModelPorts]) -> String {
    JSONValue.object(
      [("kind", .string(summary.kind))] + summary.settings.map { ($0.name, json($0.value)) } + [
        ("parameters", .number(summary.parameters)), ("bytes", .number(summary.bytes)),
        ("weights", .string(summary.weightType)),
        ("tensors", .array(summary.tensors.map(json))), ("ports", .array(ports.map(json))),
        ("training", training(summary)),
      ]
    ).text
  }

  private static func json(_ ports: ModelPorts) -> JSONValue {
    .object([
      "name": .string(ports.name), "inputs": .array(ports.inputs.map { .string($0.description) }),
      "outputs": .array(ports.outputs.map { .string($0.description) }),
    ])
  }

  private static func json(_ tensor: ModelSummary.Tensor) -> JSONValue {
    .object([
      "name": .string(tensor.name), "shape": .array(tensor.shape.map { .number($0) }),
      "parameters": .number(tensor.parameters),
    ])
  }

  private static func training(_ summary: ModelSummary) -> JSONValue {
    if let training = summary.training { return json(training) }
    return summary.epochs.isEmpty ? .null : .object([("history", .array(summary.epochs.map(json)))])
  }

  /// With its figures as ``EpochReport/figures`` names them: nobody knows what the loss is of.
  private static func json(_ epoch: EpochReport) -> JSONValue {
    .object(
      [("epoch", .number(epoch.epoch))] + epoch.figures.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
  }

  private static func json(_ training: TrainingHistory) -> JSONValue {
    .object(
      training.recipe.settings.map { ($0.name, json($0.value)) } + [
        ("train_\(training.item.plural)", .number(training.trainingCount)),
        ("valid_\(training.item.plural)", .number(training.validationCount)),
        ("best_epoch", .number(training.bestEpoch)),
        ("history", .array(training.epochs.map { json($0, of: training.item) })),
      ])
  }

  private static func json(_ epoch: EpochReport, of item: TrainingItem) -> JSONValue {
    .object(
      [("epoch", .number(epoch.epoch)), ("learning_rate", .number(epoch.learningRate))]
        + TrainingReport.members(epoch, of: item))
  }

  private static func json(_ value: Setting.Value) -> JSONValue {
    switch value {
    case .text(let text): .string(text)
    case .count(let count): .number(count)
    case .number(let number): .number(number)
    case .flag(let isOn): .bool(isOn)
    case .none: .null
    }
  }
}
