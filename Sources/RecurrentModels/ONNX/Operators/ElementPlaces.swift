/// The places in a tensor that indices along one axis name, the other axes being those of the index itself.
struct ElementPlaces: Sendable {
  private let shape: [Int]
  private let strides: [Int]
  private let axis: Int
  /// Elements along the axis.
  private let size: Int
  private let node: String

  /// - Parameters:
  ///   - call: has the attribute `axis`.
  ///   - data: dense, no smaller than the indices along every other axis.
  init(_ call: NodeCall, _ indices: View, in data: View) throws {
    axis = try call.axis(call.integer("axis", default: 0), rank: data.rank)
    let axis = axis
    guard indices.rank == data.rank,
      indices.shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= data.shape[$0] })
    else { throw NodeError("its indices have the shape \(indices.shape) for data of \(data.shape)") }
    (shape, strides, size, node) = (indices.shape, data.strides, data.shape[axis], call.node.name)
  }

  /// - Parameter body: takes the number of an index in row-major order, and the elements from the data's first to the one
  ///   that it names.
  func run(_ indices: UnsafePointer<Int64>, _ body: (_ index: Int, _ place: Int) -> Void) throws {
    for index in 0..<shape.reduce(1, *) {
      var (rest, place) = (index, try GatherOperators.row(indices[index], size, node) * strides[axis])
      for other in shape.indices.reversed() {
        if other != axis { place += rest % shape[other] * strides[other] }
        rest /= shape[other]
      }
      body(index, place)
    }
  }
}
