/// Whole numbers in a row-major box: token ids and classes, `[batch, time]` for sequences.
///
/// ```swift
/// let tokens = IndexTensor([[4, 7, 1], [2, 2, 0]])  // [2, 3]
/// let labels = Tensor([[0.1, 0.9], [0.8, 0.2]]).argmax()  // [1, 0]
/// ```
public struct IndexTensor: Sendable, Equatable, Codable {
  /// The size of each axis.
  public let shape: [Int]
  /// The elements in row-major order.
  public private(set) var scalars: [Int32]

  /// Elements in row-major order, as many as the shape has.
  public init(shape: [Int], scalars: [Int32]) {
    let count = shape.reduce(1, *)
    check(scalars.count == count, "IndexTensor", "scalars for shape \(shape)", expected: count, got: scalars.count)
    self.shape = shape
    self.scalars = scalars
  }

  /// Shape `[count]`.
  public init(_ scalars: [Int32]) {
    self.init(shape: [scalars.count], scalars: scalars)
  }

  /// Shape `[rows, columns]`; every row as long as the first.
  public init(_ rows: [[Int32]]) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      check(row.count == columns, "IndexTensor", "length of row \(index)", expected: columns, got: row.count)
    }
    self.init(shape: [rows.count, columns], scalars: rows.flatMap(\.self))
  }

  /// The number of its elements.
  public var count: Int { scalars.count }

  /// The memory, for a kernel to read. Valid inside `body` only.
  package func withUnsafeIndices<Result, Failure: Error>(
    _ body: (UnsafePointer<Int32>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try scalars.withUnsafeBufferPointer { scalars throws(Failure) in
      if let start = scalars.baseAddress { return try body(start) }
      return try withUnsafePointer(to: 0) { nothing throws(Failure) in try body(nothing) }
    }
  }

  /// One element; its place along each axis.
  public subscript(indices: Int...) -> Int32 { scalars[offset(of: indices, in: shape)] }

  /// Some rows of the first axis.
  package func rows(_ rows: Range<Int>) -> IndexTensor {
    let width = shape.dropFirst().reduce(1, *)
    let part = scalars[(rows.lowerBound * width)..<(rows.upperBound * width)]
    return IndexTensor(shape: [rows.count] + shape.dropFirst(), scalars: Array(part))
  }

  /// The same elements in another shape of the same count.
  public func reshaped(_ shape: [Int]) -> IndexTensor { IndexTensor(shape: shape, scalars: scalars) }
}
