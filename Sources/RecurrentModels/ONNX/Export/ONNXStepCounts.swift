import RecurrentFormats

/// Which steps of each row count, in an ONNX graph, and pooling over those alone. A row of no steps pools to zeros.
package struct ONNXStepCounts {
  /// [batch, time, 1]: whether a step counts.
  private let counts: ONNXBuilder.Value
  /// [batch, 1]: the steps of each row as floats.
  private let lengths: ONNXBuilder.Value

  /// - Parameters:
  ///   - sequence: [batch, time, ...].
  ///   - lengths: [batch].
  package init(_ builder: inout ONNXBuilder, _ sequence: ONNXBuilder.Value, _ lengths: ONNXBuilder.Value) {
    let shape = builder.node("Shape", [sequence])
    let time = builder.node("Gather", [shape, builder.integers([1])])
    // A running sum of ones counts the steps from 1 on.
    let ones = builder.node("Expand", [builder.scalar(1), time])
    let places = builder.node("CumSum", [ones, builder.integers([0])])
    let long = builder.node("Cast", [lengths], [ONNXBuilder.attribute("to", Int(ElementType.float32.onnxNumber))])
    self.lengths = builder.node("Unsqueeze", [long, builder.integers([1])])
    let isIn = builder.node("LessOrEqual", [places, self.lengths])
    counts = builder.node("Unsqueeze", [isIn, builder.integers([2])])
  }

  /// The largest of the steps that count, [batch, features].
  package func maximum(of x: ONNXBuilder.Value, _ builder: inout ONNXBuilder) -> ONNXBuilder.Value {
    let hidden = builder.node("Where", [counts, x, builder.scalar(-Float.greatestFiniteMagnitude)])
    let largest = builder.node("ReduceMax", [hidden], Self.overTime)
    let isEmpty = builder.node("LessOrEqual", [lengths, builder.scalar(0)])
    return builder.node("Where", [isEmpty, builder.scalar(0), largest])
  }

  /// Their mean.
  package func mean(of x: ONNXBuilder.Value, _ builder: inout ONNXBuilder) -> ONNXBuilder.Value {
    let sum = builder.node(
      "ReduceSum", [zeroed(x, &builder), builder.integers([1])], [ONNXBuilder.attribute("keepdims", 0)])
    return builder.node("Div", [sum, builder.node("Max", [lengths, builder.scalar(1)])])
  }

  /// Zeros in the place of the steps that do not count.
  package func zeroed(_ x: ONNXBuilder.Value, _ builder: inout ONNXBuilder) -> ONNXBuilder.Value {
    builder.node("Where", [counts, x, builder.scalar(0)])
  }

  /// One row's vector, [batch, features], in the place of its steps that do not count.
  package func followed(
    _ x: ONNXBuilder.Value, by last: ONNXBuilder.Value, _ builder: inout ONNXBuilder
  ) -> ONNXBuilder.Value {
    builder.node("Where", [counts, x, builder.node("Unsqueeze", [last, builder.integers([1])])])
  }

  /// The softmax over the steps that count; the others weigh nothing, in a row without steps all of them.
  ///
  /// - Parameter scores: [batch, queries, time].
  package func softmax(of scores: ONNXBuilder.Value, _ builder: inout ONNXBuilder) -> ONNXBuilder.Value {
    let counts = builder.transpose(counts, [0, 2, 1])
    let heard = builder.node("Where", [counts, scores, builder.scalar(-Float.greatestFiniteMagnitude)])
    let weights = builder.node("Softmax", [heard], [ONNXBuilder.attribute("axis", -1)])
    return builder.node("Where", [counts, weights, builder.scalar(0)])
  }

  private static var overTime: [ONNXAttributeMessage] {
    [ONNXBuilder.attribute("axes", [1]), ONNXBuilder.attribute("keepdims", 0)]
  }
}
