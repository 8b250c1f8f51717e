import RecurrentFormats

/// A value of a graph while that is compiled.
final class GraphValue {
  enum Form {
    case view(View)
    case expression(Expression)
  }

  fileprivate(set) var form: Form
  let type: ElementType
  /// The model's inputs whose elements, and not only shapes, decide it.
  var origins: Set<String> = []

  init(_ view: View) { (form, type) = (.view(view), view.type) }

  init(_ expression: Expression, type: ElementType) { (form, self.type) = (.expression(expression), type) }

  var shape: [Int] {
    switch form {
    case .view(let view): view.shape
    case .expression(let expression): expression.shape
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

  /// As memory, which `compute` fills where the value is an expression still.
  func view(_ compute: (Expression, ElementType) throws -> View) rethrows -> View {
    switch form {
    case .view(let view): return view
    case .expression(let expression):
      let view = try compute(expression, type)
      form = .view(view)
      return view
    }
  }
}

/// The elements of a value that an input decides are asked for before the input is known.
struct UnknownValue: Error {
  let origins: Set<String>
}
