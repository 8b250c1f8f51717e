import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

extension SequentialExport {
  /// From here on only the first steps of each row count.
  mutating func hideSteps() {
    lengths = lengths ?? builder.input("lengths", .int32, [.symbol("batch")])
    mask = SequentialMask()
  }

  /// How many steps of each row count; nil: all.
  var counted: ONNXBuilder.Value? { mask.flatMap { _ in lengths } }

  /// Hidden steps are zeros.
  mutating func masked(_ x: ONNXBuilder.Value) -> ONNXBuilder.Value {
    hideSteps()
    return ONNXStepCounts(&builder, x, lengths!).zeroed(x, &builder)
  }

  /// Rows whose hidden steps may come first as a recurrent node has them, where they are the last.
  mutating func hiddenLast(_ x: ONNXBuilder.Value) -> ONNXBuilder.Value {
    guard let counted, mask?.hidesFirst == true else { return x }
    return builder.reverse(builder.reverse(x, axis: 1), first: counted)
  }

  /// The way back.
  mutating func hiddenAsBefore(_ x: ONNXBuilder.Value) -> ONNXBuilder.Value {
    guard let counted, mask?.hidesFirst == true else { return x }
    return builder.reverse(builder.reverse(x, first: counted), axis: 1)
  }

  mutating func globalPooling(
    _ specification: GlobalPooling1DSpecification, _ x: ONNXBuilder.Value, name: String
  ) -> ONNXBuilder.Value {
    guard let counted else {
      return builder.node(
        specification.pooling == .max ? "ReduceMax" : "ReduceMean", [x], name: name,
        [ONNXBuilder.attribute("axes", [1]), ONNXBuilder.attribute("keepdims", 0)])
    }
    let rows = hiddenLast(x)
    let counts = ONNXStepCounts(&builder, rows, counted)
    return specification.pooling == .max ? counts.maximum(of: rows, &builder) : counts.mean(of: rows, &builder)
  }
}
