import RecurrentFormats

/// Operators on ONNX's sequences, the lists of tensors that scripted loops append to.
///
/// None is a step: what reads a tensor of a sequence reads the tensor where it lies.
enum SequenceOperators {
  static let rows: [String: OperatorTable.Row] = [
    "SequenceEmpty": empty, "SequenceConstruct": construct, "SequenceInsert": insert, "SequenceErase": erase,
    "SequenceAt": element, "SequenceLength": length, "ConcatFromSequence": join, "SplitToSequence": split,
    "SequenceMap": map,
  ]

  @Sendable private static func empty(_ call: NodeCall) throws -> [GraphValue?] {
    let type = call.integer("dtype").flatMap { ElementType(onnx: Int64($0)) }
    return [GraphValue(sequence: [], type: type ?? .float32)]
  }

  @Sendable private static func construct(_ call: NodeCall) throws -> [GraphValue?] {
    [try sequence(call.inputs.indices.map { try call.view($0) })]
  }

  @Sendable private static func insert(_ call: NodeCall) throws -> [GraphValue?] {
    var tensors = try call.sequence(0)
    let place = try place(call, 2, in: tensors, orEnd: true)
    tensors.insert(try call.view(1), at: place ?? tensors.count)
    return [try sequence(tensors)]
  }

  @Sendable private static func erase(_ call: NodeCall) throws -> [GraphValue?] {
    var tensors = try call.sequence(0)
    guard !tensors.isEmpty else { throw NodeError("its sequence is empty") }
    tensors.remove(at: try place(call, 1, in: tensors) ?? tensors.count - 1)
    return [GraphValue(sequence: tensors, type: try call.any(0).type)]
  }

  @Sendable private static func element(_ call: NodeCall) throws -> [GraphValue?] {
    let tensors = try call.sequence(0)
    guard let place = try place(call, 1, in: tensors) else { throw NodeError("its position is missing") }
    return [GraphValue(tensors[place])]
  }

  @Sendable private static func length(_ call: NodeCall) throws -> [GraphValue?] {
    [GraphValue(.constant([try call.sequence(0).count], shape: []))]
  }

  /// Along an axis that the tensors have, or along a new one.
  @Sendable private static func join(_ call: NodeCall) throws -> [GraphValue?] {
    let tensors = try call.sequence(0)
    guard let first = tensors.first else { throw NodeError("its sequence is empty, so that no shape is known") }
    let axis = call.integer("axis", default: 0)
    guard call.integer("new_axis", default: 0) != 0 else {
      return [GraphValue(try JoinOperators.joined(tensors, axis: axis, call))]
    }
    let place = try call.axis(axis, rank: first.rank + 1)
    guard tensors.allSatisfy({ $0.shape == first.shape }) else {
      throw NodeError("its tensors' shapes differ: \(tensors.map(\.shape))")
    }
    return [GraphValue(try JoinOperators.joined(tensors.map { $0.inserting(axis: place) }, axis: place, call))]
  }

  @Sendable private static func split(_ call: NodeCall) throws -> [GraphValue?] {
    let view = try call.view(0)
    let axis = try call.axis(call.integer("axis", default: 0), rank: view.rank)
    if call.has(1), try !call.shape(1).isEmpty {
      let parts = try SliceOperators.parts(of: view, axis: axis, sizes: try call.integers(1))
      return [GraphValue(sequence: parts, type: view.type)]
    }
    // One number is the size of all but the last, which may be smaller.
    let part = call.has(1) ? try call.integers(1)[0] : 1
    guard part > 0 else { throw NodeError("parts of \(part) elements") }
    let parts = stride(from: 0, to: view.shape[axis], by: part).map {
      view.sliced(axis: axis, start: $0, count: min(part, view.shape[axis] - $0))
    }
    // The standard looks at keepdims only where no size is given; PyTorch writes unbind with a size of 1.
    let losesAxis = part == 1 && call.integer("keepdims", default: 1) == 0
    return [GraphValue(sequence: losesAxis ? parts.map { $0.removing(axis: axis) } : parts, type: view.type)]
  }

  /// A graph of the tensors at each place, beside other tensors that are the same at all.
  @Sendable private static func map(_ call: NodeCall) throws -> [GraphValue?] {
    let body = try call.graph("body")
    let count = try call.sequence(0).count
    var results = [[View]](repeating: [], count: body.outputs.count)
    for place in 0..<count {
      let inputs = try call.inputs.indices.map { index in
        guard let tensors = try call.any(index).sequence else { return try call.value(index) }
        guard tensors.count == count else {
          throw NodeError("its input \(index) is a sequence of \(tensors.count), expected \(count)")
        }
        return GraphValue(tensors[place])
      }
      let outputs = try call.compiler.compile(body, inputs: inputs)
      for (index, output) in outputs.enumerated() {
        guard output.sequence == nil else { throw NodeError("its body gives a sequence") }
        results[index].append(call.compiler.view(of: output))
      }
    }
    return try results.map { tensors in
      tensors.isEmpty ? GraphValue(sequence: [], type: try call.any(0).type) : try sequence(tensors)
    }
  }

  private static func sequence(_ tensors: [View]) throws -> GraphValue {
    guard let type = tensors.first?.type else { throw NodeError("it has no tensors") }
    guard tensors.allSatisfy({ $0.type == type }) else {
      throw NodeError("its tensors are of several types: \(tensors.map(\.type.rawValue))")
    }
    return GraphValue(sequence: tensors, type: type)
  }

  /// The place that an input names, counted from the end where it is negative; nil where it names none.
  ///
  /// - Parameter orEnd: whether the place behind the last tensor is one.
  private static func place(
    _ call: NodeCall, _ index: Int, in tensors: [View], orEnd: Bool = false
  ) throws -> Int? {
    guard call.has(index), let given = try call.integers(index).first else { return nil }
    let place = given < 0 ? given + tensors.count : given
    guard tensors.indices.contains(place) || orEnd && place == tensors.count else {
      throw NodeError("the position \(given) is not in a sequence of \(tensors.count)")
    }
    return place
  }
}
