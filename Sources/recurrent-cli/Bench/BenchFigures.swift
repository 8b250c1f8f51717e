import Recurrent
import RecurrentFoundation

/// What was measured of a case, nil where it does not apply.
struct BenchFigures {
  /// Inference: nothing is kept for gradients.
  var forwardSeconds: Double?
  /// A forward pass that keeps what gradients need, and the gradients of all parameters and of the input.
  var forwardBackwardSeconds: Double?
  var nanosecondsPerStep: Double?
  /// A whole training step.
  var stepSeconds: Double?
  var tokensPerSecond: Double?

  func jsonLine(case name: String, peer: String) -> String {
    let figures: [(name: String, value: Double?)] = [
      ("forward_s", forwardSeconds), ("forward_backward_s", forwardBackwardSeconds),
      ("ns_per_step", nanosecondsPerStep), ("step_s", stepSeconds), ("tokens_per_s", tokensPerSecond),
    ]
    return JSONValue.object(
      [("case", .string(name)), ("peer", .string(peer))]
        + figures.compactMap { figure in figure.value.map { (figure.name, .number($0)) } }
    ).text
  }

  /// For people, after the case's name.
  var summary: String {
    var parts: [String] = []
    if let nanosecondsPerStep {
      parts.append("\(Figures.fixed(nanosecondsPerStep, 0)) ns a step")
    } else if let forwardSeconds {
      parts.append("forward \(Self.milliseconds(forwardSeconds))")
    }
    if let forwardBackwardSeconds { parts.append("forward and backward \(Self.milliseconds(forwardBackwardSeconds))") }
    if let stepSeconds { parts.append("training step \(Self.milliseconds(stepSeconds))") }
    if let tokensPerSecond { parts.append("\(Figures.count(Int(tokensPerSecond))) tokens/s") }
    return parts.joined(separator: "   ")
  }

  private static func milliseconds(_ seconds: Double) -> String { Figures.fixed(seconds * 1000, 3) + " ms" }
}
