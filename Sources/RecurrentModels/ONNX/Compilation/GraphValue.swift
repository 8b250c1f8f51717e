import RecurrentFormats

/// A value of a graph while that is compiled.
final class GraphValue {
  enum Form {
    case view(View)
    case expression(Expression)
    /// ONNX's lists of tensors. A plan has none: how long one is and what stands where in it are known.
    case sequence([View])
  }

  var form: Form
  let type: ElementType
  /// Whether it is one of ONNX's optional values: a sequence of one tensor, or of none where it has no element.
  let isOptional: Bool
  /// The model's inputs whose elements, and not only shapes, decide it.
  var origins: Set<String> = []

  init(_ view: View) { (form, type, isOptional) = (.view(view), view.type, false) }

  init(_ expression: Expression, type: ElementType) {
    (form, self.type, isOptional) = (.expression(expression), type, false)
  }

  /// - Parameter type: of the elements of its tensors.
  init(sequence: [View], type: ElementType) { (form, self.type, isOptional) = (.sequence(sequence), type, false) }

  /// - Parameter optional: nil: it has no element.
  init(optional: View?) {
    (form, type, isOptional) = (.sequence(optional.map { [$0] } ?? []), optional?.type ?? .float32, true)
  }

  /// That of a tensor; a sequence has none.
  var shape: [Int] {
    switch form {
    case .view(let view): view.shape
    case .expression(let expression): expression.shape
    case .sequence: []
    }
  }

  var rank: Int { shape.count }
  var count: Int { View.count(shape) }
  var storage: Storage { Storage(type) }

  /// The numbers, where they are known.
  var constant: View? {
    guard case .view(let view) = form, view.isConstant else { return nil }
    return view
  }

  /// nil: it is a tensor.
  var sequence: [View]? {
    if case .sequence(let tensors) = form { tensors } else { nil }
  }
}

/// The elements of a value that an input decides are asked for before the input is known.
struct UnknownValue: Error {
  let origins: Set<String>
}
