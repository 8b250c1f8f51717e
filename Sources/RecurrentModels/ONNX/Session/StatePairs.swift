import RecurrentFoundation
import RecurrentText

/// Which inputs of a model are states that its outputs carry on.
enum StatePairs {
  /// What exporters put around an input's name to call what comes of it.
  private static let suffixes = ["N", "n", "_out", "_n", "_N", "_next", "_new", "Out", "_output"]
  private static let prefixes = ["next_", "new_", "out_"]

  /// Pairs by name, or where no names fit, all inputs but the first with the outputs in their places.
  ///
  /// - Returns: output names by input names.
  /// - Throws: ``ONNXError/Problem/unclearStates(reason:)`` where neither fits.
  static func found(inputs: [ONNXPort], outputs: [ONNXPort]) throws -> [String: String] {
    let named = inputs.flatMap { input in
      outputs.filter { isNext($0.name, of: input.name) && fit(input, $0) }.map { (input.name, $0.name) }
    }
    guard Set(named.map(\.0)).count == named.count, Set(named.map(\.1)).count == named.count else {
      throw ONNXError.Problem.unclearStates(
        reason: "by their names it may be \(named.map { "\($0) and \($1)" }.quoted): say which output carries on"
          + " which input")
    }
    if !named.isEmpty { return Dictionary(uniqueKeysWithValues: named) }
    let placed = Array(zip(inputs, outputs).dropFirst())
    guard inputs.count == outputs.count, !placed.isEmpty, placed.allSatisfy({ fit($0, $1) }) else {
      throw ONNXError.Problem.unclearStates(
        reason: "no output has an input's name and more (h and hn, cache and cache_out), and by their places they do"
          + " not fit: say which output carries on which input")
    }
    return Dictionary(uniqueKeysWithValues: placed.map { ($0.name, $1.name) })
  }

  /// Pairs that the caller gives.
  static func checked(
    _ pairs: [String: String], inputs: [ONNXPort], outputs: [ONNXPort]
  ) throws -> [String: String] {
    for (input, output) in pairs {
      guard let source = inputs.first(where: { $0.name == input }) else {
        throw ONNXError.Problem.unknownInput(input, known: inputs.map(\.name))
      }
      guard let next = outputs.first(where: { $0.name == output }) else {
        throw ONNXError.Problem.unclearStates(
          reason: "no output is called \(output.quoted): its outputs are \(outputs.map(\.name).quoted)")
      }
      guard fit(source, next) else {
        throw ONNXError.Problem.unclearStates(
          reason: "\(input.quoted) is \(source.shapeText), but \(output.quoted) \(next.shapeText)")
      }
    }
    return pairs
  }

  private static func isNext(_ output: String, of input: String) -> Bool {
    // PyTorch's documentation and what follows it count the steps: h0 and hn, c_0 and c_n.
    let first = input.hasSuffix("0") ? [String(input.dropLast())] : []
    return ([input] + first).contains { stem in suffixes.contains { output == stem + $0 } }
      || prefixes.contains { output == $0 + input }
  }

  /// Sizes that are declared agree; an axis that one leaves open may have any.
  private static func fit(_ input: ONNXPort, _ output: ONNXPort) -> Bool {
    guard input.elementType == output.elementType else { return false }
    guard let a = input.shape, let b = output.shape else { return true }
    return a.count == b.count
      && zip(a, b).allSatisfy { a, b in
        if case .size(let a) = a, case .size(let b) = b { a == b } else { true }
      }
  }
}
