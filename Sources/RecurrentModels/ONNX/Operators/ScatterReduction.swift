import RecurrentFormats

/// What becomes of an element and the one that is scattered to its place.
struct ScatterReduction: Sendable {
  private let floats: @Sendable (Float, Float) -> Float
  private let integers: @Sendable (Int64, Int64) -> Int64

  private static let known: [String: ScatterReduction] = [
    "none": ScatterReduction(floats: { $1 }, integers: { $1 }),
    "add": ScatterReduction(floats: { $0 + $1 }, integers: { $0 &+ $1 }),
    "mul": ScatterReduction(floats: { $0 * $1 }, integers: { $0 &* $1 }),
    "max": ScatterReduction(floats: { max($0, $1) }, integers: { max($0, $1) }),
    "min": ScatterReduction(floats: { min($0, $1) }, integers: { min($0, $1) }),
  ]

  private init(
    floats: @escaping @Sendable (Float, Float) -> Float, integers: @escaping @Sendable (Int64, Int64) -> Int64
  ) {
    (self.floats, self.integers) = (floats, integers)
  }

  /// The node's attribute `reduction`.
  init(_ call: NodeCall) throws {
    let name = call.string("reduction", default: "none")
    guard let reduction = Self.known[name] else {
      throw NodeError.unsupported("the reduction \"\(name)\" is not known")
    }
    self = reduction
  }

  /// Scatters `count` elements that follow each other.
  func run(_ from: UnsafeRawPointer, to: UnsafeMutableRawPointer, count: Int, _ storage: Storage) {
    switch storage {
    case .float: Self.run(from, to, count, floats)
    case .integer: Self.run(from, to, count, integers)
    }
  }

  private static func run<Element>(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, _ combine: (Element, Element) -> Element
  ) {
    let (new, old) = (from.assumingMemoryBound(to: Element.self), to.assumingMemoryBound(to: Element.self))
    for index in 0..<count { old[index] = combine(old[index], new[index]) }
  }
}
