extension KernelCall {
  /// output[i, :] = table[indices[i], :].
  public struct GatherRows {
    /// [tableRows, width].
    public var table: UnsafePointer<Float>
    /// The rows of the table.
    public var tableRows: Int
    /// The numbers a row.
    public var width: Int
    /// [count], each 0 ..< tableRows.
    public var indices: UnsafePointer<Int32>
    /// The number of indices.
    public var count: Int
    /// [count, width].
    public var output: UnsafeMutablePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      table: UnsafePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
      output: UnsafeMutablePointer<Float>
    ) {
      (self.table, self.tableRows, self.width) = (table, tableRows, width)
      (self.indices, self.count, self.output) = (indices, count, output)
    }
  }

  /// table[indices[i], :] += rows[i, :], for each row of the table in the order of i.
  public struct ScatterAddRows {
    /// [tableRows, width].
    public var table: UnsafeMutablePointer<Float>
    /// The rows of the table.
    public var tableRows: Int
    /// The numbers a row.
    public var width: Int
    /// [count], each 0 ..< tableRows, any of them any number of times.
    public var indices: UnsafePointer<Int32>
    /// The number of indices.
    public var count: Int
    /// [count, width].
    public var rows: UnsafePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      table: UnsafeMutablePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
      rows: UnsafePointer<Float>
    ) {
      (self.table, self.tableRows, self.width) = (table, tableRows, width)
      (self.indices, self.count, self.rows) = (indices, count, rows)
    }
  }
}
