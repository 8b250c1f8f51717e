import RecurrentLayers
import RecurrentModels

extension ForecasterGraph {
  /// Rows as if they had had the level after their last jump all along, as `withoutShifts` has it.
  ///
  /// - Parameter own: [batch, targets, count].
  mutating func withoutShifts(_ own: Value, count: Int) -> Value {
    guard units.anyIsUsual, count >= 4 else { return own }
    let level = builder.slice(own, axis: 2, from: -1)
    let (first, isLogarithmic) = differences(own, level, reduced("ReduceMin", own))
    var numbers = first
    for _ in 0..<LevelShift.mostInWindow { numbers = withoutLargestJump(numbers, count) }
    let isShifted = builder.node("Not", [builder.node("Equal", [numbers, first])])
    var values = builder.node("Add", [level, numbers])
    if let isLogarithmic {
      let grown = builder.node("Mul", [level, builder.node("Exp", [numbers])])
      values = builder.node("Where", [isLogarithmic, grown, values])
    }
    return builder.node("Where", [isShifted, values, own], name: "unshifted")
  }

  /// Where the mean changes most, if that is a jump.
  private mutating func withoutLargestJump(_ numbers: Value, _ count: Int) -> Value {
    let centred = builder.node("Sub", [numbers, reduced("ReduceMean", numbers)])
    let variance = reduced("ReduceMean", builder.node("Mul", [centred, centred]))
    let sums = builder.node(
      "CumSum", [builder.slice(centred, axis: 2, from: 0, to: count - 1), builder.integers([2])], name: "jumps.sums")
    // Of n numbers before a place and m after it.
    let before = (1..<count).map(Float.init)
    let heights = builder.node(
      "Mul", [sums, row(before.map { -(1 / (Float(count) - $0) + 1 / $0) }, "jumps.heights")])
    let explained = builder.node(
      "Mul",
      [
        builder.node("Mul", [heights, heights]),
        row(before.map { $0 * (Float(count) - $0) / Float(count * count) }, "jumps.explained"),
      ])
    let place = builder.node("ArgMax", [explained], [ONNXBuilder.attribute("axis", 2)])
    let height = builder.node("GatherElements", [heights, place], [ONNXBuilder.attribute("axis", 2)])
    let best = builder.node("GatherElements", [explained, place], [ONNXBuilder.attribute("axis", 2)])
    let usual = builder.constant(units.jumpScales, name: "jumps.usual")
    let isHigh = builder.node(
      "Greater",
      [builder.node("Abs", [height]), builder.node("Mul", [usual, builder.scalar(Float(LevelShift.leastHeight))])])
    let isCalm = builder.node(
      "Less",
      [
        builder.node("Sub", [variance, best]),
        builder.node("Mul", [builder.node("Mul", [usual, usual]), builder.scalar(Float(LevelShift.mostVariance))]),
      ])
    let places = row((0..<count).map(Float.init), "jumps.places")
    let isBefore = builder.node(
      "LessOrEqual", [places, builder.node("Cast", [place], [ONNXBuilder.attribute("to", 1)])])
    let isMoved = builder.node("And", [isBefore, builder.node("And", [isHigh, isCalm])])
    return builder.node("Where", [isMoved, builder.node("Add", [numbers, height]), numbers])
  }

  mutating func row(_ values: [Float], _ name: String) -> Value {
    builder.constant(values, shape: [1, 1, values.count], name: name)
  }
}
