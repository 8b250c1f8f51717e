import Recurrent
import RecurrentFormats
import RecurrentModels
import Testing

/// A model computes in the types that it declares, whatever arrays of the same kind it is given.
@Suite struct InputTypeTests {
  private func model(_ type: ElementType, _ operation: (inout ONNXBuilder, ONNXBuilder.Value) -> ONNXBuilder.Value)
    throws
    -> ONNXModel
  {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", type, [.symbol("n")])
    let y = operation(&builder, x)
    builder.output(y, as: "y", type, [.symbol("n")])
    return try ONNXModel(builder, path: "test.onnx")
  }

  @Test func truthValuesAreNumbersWhereThoseAreDeclared() throws {
    let half = try model(.float32) { builder, x in builder.node("Mul", [x, builder.scalar(0.5)]) }
    let truths = ONNXTensor(floats: [1, 0, 1], shape: [3], elementType: .bool)
    let result = try #require(try half.run(["x": truths])["y"])
    #expect(result == ONNXTensor(floats: [0.5, 0, 0.5], shape: [3]))
  }

  @Test func wholeNumbersDoNotWrapInATypeThatIsNotTheModels() throws {
    let less = try model(.int64) { builder, x in builder.node("Sub", [x, builder.integers([5])]) }
    for type: ElementType in [.uint8, .int32] {
      let given = ONNXTensor(integers: [1, 2], shape: [2], elementType: type)
      #expect(try less.run(["x": given])["y"] == ONNXTensor(integers: [-4, -3], shape: [2]))
    }
  }

  @Test func numbersThatTheTypeDoesNotHaveAreRefused() throws {
    let twice = try model(.int8) { builder, x in builder.node("Add", [x, x]) }
    let fits = ONNXTensor(integers: [-3], shape: [1])
    #expect(try twice.run(["x": fits])["y"]?.integers == [-6])
    let negated = try model(.bool) { builder, x in builder.node("Not", [x]) }
    #expect(try negated.run(["x": ONNXTensor(floats: [0, 1], shape: [2])])["y"]?.floats == [1, 0])
    for (model, wrong) in [
      (twice, ONNXTensor(integers: [300], shape: [1])), (twice, ONNXTensor(floats: [1], shape: [1])),
      (negated, ONNXTensor(floats: [0.3], shape: [1])), (negated, ONNXTensor(floats: [.nan], shape: [1])),
    ] {
      let error = #expect(throws: ONNXError.self) { try model.run(["x": wrong]) }
      #expect(error?.description.contains("expected") == true)
    }
  }

  /// Each kind of node that has weights: in int8 it is near to float32, and not the same.
  @Test(arguments: ["MatMul", "Gemm", "Conv"]) func weightsAreInt8WhereThatIsAskedFor(type: String) throws {
    var random = RandomGenerator(seed: 3)
    let weights = Tensor.uniform([8, 8], in: -1...1, using: &random)
    var builder = ONNXBuilder(name: "test")
    let isConvolution = type == "Conv"
    let shape = isConvolution ? [1, 8, 4] : [4, 8]
    let x = builder.input("x", .float32, shape.map { .size($0) })
    let w = builder.constant(weights.scalars, shape: isConvolution ? [8, 8, 1] : [8, 8], name: "w")
    builder.output(builder.node(type, [x, w]), as: "y", .float32, shape.map { .size($0) })
    let input = ONNXTensor(Tensor.uniform(shape, in: -1...1, using: &random))
    func run(_ precision: Precision) throws -> [Float] {
      let model = try ONNXModel(builder, path: "test.onnx", Compute(threads: 1, precision: precision))
      return try #require(try model.run(["x": input])["y"]).floats
    }
    let (exact, rounded) = (try run(.float32), try run(.int8))
    #expect(exact != rounded)
    // Eight products of factors that are off by 1/254 of the largest.
    for (a, b) in zip(exact, rounded) { #expect(abs(a - b) < 8 * 2 / 254, "\(a), \(b)") }
  }
}
