/// A vector as the formulas write it: `+`, `-` and `*` work element by element, as in NumPy and PyTorch.
struct Vector {
  var elements: [Float]

  init(_ elements: [Float]) { self.elements = elements }

  init(repeating value: Float, count: Int) { elements = Array(repeating: value, count: count) }

  /// A copy of `count` elements from `source`; nil: `count` times `fallback`.
  init(_ source: UnsafePointer<Float>?, count: Int, orElse fallback: Float = 0) {
    if let source {
      elements = Array(UnsafeBufferPointer(start: source, count: count))
    } else {
      elements = Array(repeating: fallback, count: count)
    }
  }

  var count: Int { elements.count }

  /// As a factor of a product.
  func rounded(to precision: Precision) -> Vector { precision == .float32 ? self : map(precision.rounded) }

  func map(_ function: (Float) -> Float) -> Vector { Vector(elements.map(function)) }

  func store(to destination: UnsafeMutablePointer<Float>) {
    destination.update(from: elements, count: count)
  }

  func add(to destination: UnsafeMutablePointer<Float>) {
    for i in 0..<count { destination[i] += elements[i] }
  }

  static func + (a: Vector, b: Vector) -> Vector { combine(a, b, +) }
  static func - (a: Vector, b: Vector) -> Vector { combine(a, b, -) }
  static func * (a: Vector, b: Vector) -> Vector { combine(a, b, *) }
  static func - (a: Float, b: Vector) -> Vector { b.map { a - $0 } }
  static func += (a: inout Vector, b: Vector) { a = a + b }

  @inline(__always)
  private static func combine(_ a: Vector, _ b: Vector, _ function: (Float, Float) -> Float) -> Vector {
    precondition(a.count == b.count, "vectors of \(a.count) and \(b.count) elements do not combine")
    return Vector(
      [Float](unsafeUninitializedCapacity: a.count) { result, count in
        for i in 0..<a.count { result.initializeElement(at: i, to: function(a.elements[i], b.elements[i])) }
        count = a.count
      })
  }
}
