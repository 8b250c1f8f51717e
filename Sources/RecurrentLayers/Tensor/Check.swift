/// Stops on a programmer's mistake, naming the layer, the axis or argument, what was expected and what came.
@inline(__always)
package func check<Expected, Got>(
  _ condition: Bool, _ layer: @autoclosure () -> String, _ axis: @autoclosure () -> String,
  expected: @autoclosure () -> Expected, got: @autoclosure () -> Got, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition {
    fatalError("\(layer()): \(axis()): expected \(expected()), got \(got())", file: file, line: line)
  }
}
