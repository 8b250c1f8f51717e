import Recurrent
import RecurrentFoundation

/// A recording run through a model piece by piece.
struct PieceStream {
  private var stream: ONNXStream
  private let port: ONNXPort
  private let axis: Int
  /// New elements of a piece.
  private let step: Int
  /// Elements of the piece before, in front of them.
  private let context: Int
  /// Whether the last piece may be shorter. With a context a piece is a window, which has one size.
  private let takesRest: Bool

  init(_ model: ONNXModel, _ options: StreamingOptions, axis: Int) throws {
    stream = try model.makeStream()
    guard let port = model.inputs.first else {
      throw Failure(status: .unusableData, message: "\(model.path): it has no inputs")
    }
    (self.port, self.axis, context) = (port, axis, options.context)
    let declared = port.shape.flatMap { $0.indices.contains(axis) ? $0[axis] : nil }
    if case .size(let size) = declared {
      (step, takesRest) = (options.step ?? size - options.context, false)
    } else {
      (step, takesRest) = (options.step ?? 1, options.context == 0)
    }
    guard step >= 1 else {
      throw Failure(
        status: .usage, message: "--context \(context) leaves nothing new of the model's \(context + step) elements")
    }
  }

  /// - Parameter inputs: the first of them whole.
  /// - Returns: the outputs joined, and the states that the last piece left.
  mutating func run(_ inputs: [String: ONNXTensor]) throws -> [String: ONNXTensor] {
    guard let recording = inputs[port.name] else {
      throw ONNXError(path: stream.model.path, problem: .missingInput(port.name))
    }
    guard recording.shape.indices.contains(axis) else {
      throw Failure(
        status: .usage, message: "--stream \(axis): the input \(port.name) has the shape \(recording.shape)")
    }
    let places = try places(in: recording.shape[axis])
    var others = inputs
    for (input, state) in stream.statePairs.keys.compactMap({ name in inputs[name].map { (name, $0) } }) {
      stream.states[input] = state
      others[input] = nil
    }
    var pieces: [[String: ONNXTensor]] = []
    for place in places {
      others[port.name] = recording.slice(axis: axis, from: place.lowerBound - context, count: context + place.count)
      pieces.append(try stream.run(others).mapValues { withoutContext($0) })
    }
    var joined: [String: ONNXTensor] = [:]
    for name in pieces.first?.keys.sorted() ?? [] {
      joined[name] = try join(name, pieces.map { $0[name]! })
    }
    for (input, output) in stream.statePairs { joined[output] = stream.states[input] }
    return joined
  }

  /// The new elements of each piece.
  private func places(in count: Int) throws -> [Range<Int>] {
    var places = (0..<count / step).map { $0 * step..<($0 + 1) * step }
    let rest = count % step
    if takesRest, rest > 0 { places.append(count - rest..<count) }
    guard !places.isEmpty else {
      throw Failure(
        status: .unusableData,
        message: "\(port.name.quoted) has \(count) elements along axis \(axis): less than a piece of \(step)")
    }
    if !takesRest, rest > 0 {
      Console.talk("note: the last \(rest) elements are no whole piece of \(step), and are left out")
    }
    return places
  }

  /// An output that is as long as a piece is one value for each element: those of the context were given before.
  private func withoutContext(_ output: ONNXTensor) -> ONNXTensor {
    guard context > 0, output.shape.indices.contains(axis), output.shape[axis] == context + step else { return output }
    return output.slice(axis: axis, from: context, count: step)
  }

  private func join(_ name: String, _ parts: [ONNXTensor]) throws -> ONNXTensor {
    func shape(_ tensor: ONNXTensor) -> [Int] {
      var shape = tensor.shape
      if shape.indices.contains(axis) { shape[axis] = 0 }
      return shape
    }
    if let other = parts.first(where: { shape($0) != shape(parts[0]) }) {
      throw Failure(
        status: .unusableData,
        message:
          "the output \(name.quoted) cannot be joined: \(parts[0].shape) of one piece, \(other.shape) of another",
        hint: "Give a --step that divides the input's size.")
    }
    return ONNXTensor(joining: parts, axis: axis)
  }
}

extension ONNXTensor {
  /// Elements along an axis; those before the first are zeros.
  fileprivate func slice(axis: Int, from start: Int, count: Int) -> ONNXTensor {
    var sizes = shape
    sizes[axis] = count
    let (inner, size) = (shape[(axis + 1)...].reduce(1, *), shape[axis])
    func cut<Element: Numeric>(_ elements: [Element]) -> [Element] {
      (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
        let zeros = [Element](repeating: 0, count: max(0, -start) * inner)
        let first = outer * size + max(0, start)
        return zeros + elements[first * inner..<(outer * size + start + count) * inner]
      }
    }
    return integers.isEmpty
      ? ONNXTensor(floats: cut(floats), shape: sizes, elementType: elementType)
      : ONNXTensor(integers: cut(integers), shape: sizes, elementType: elementType)
  }

  /// Tensors one after another along an axis, or along a new first one where they do not have it.
  fileprivate init(joining parts: [ONNXTensor], axis: Int) {
    let first = parts[0]
    let hasAxis = first.shape.indices.contains(axis)
    let outer = hasAxis ? first.shape[..<axis].reduce(1, *) : 1
    func join<Element>(_ elements: [[Element]]) -> [Element] {
      (0..<outer).flatMap { row in
        elements.flatMap { part in part[row * part.count / outer..<(row + 1) * part.count / outer] }
      }
    }
    var sizes = first.shape
    if hasAxis {
      sizes[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    } else {
      sizes.insert(parts.count, at: 0)
    }
    if first.integers.isEmpty {
      self.init(floats: join(parts.map(\.floats)), shape: sizes, elementType: first.elementType)
    } else {
      self.init(integers: join(parts.map(\.integers)), shape: sizes, elementType: first.elementType)
    }
  }
}
