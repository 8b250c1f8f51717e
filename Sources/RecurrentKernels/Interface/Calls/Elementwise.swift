extension KernelCall {
  /// A program run on every element of a shape, all instructions in one pass over memory.
  public struct Elementwise {
    /// What is computed of each element.
    public var program: ElementwiseProgram
    /// At most 8 axes; an axis of no elements means that nothing is done.
    public var shape: [Int]
    /// An array for each of the program's inputs.
    public var inputs: [UnsafePointer<Float>]
    /// For each input, then each axis: elements from one index to the next, 0 where the same element serves the whole
    /// axis. nil: all inputs are dense.
    public var inputStrides: [Int]?
    /// A number for each of the program's scalars.
    public var scalars: [Float]
    /// May be the memory of an input with the same strides.
    public var outputs: [UnsafeMutablePointer<Float>]
    /// As ``inputStrides``, of the outputs; no two elements in one place.
    public var outputStrides: [Int]?

    /// The call with what it cannot do without; the rest is set.
    public init(
      _ program: ElementwiseProgram, shape: [Int], inputs: [UnsafePointer<Float>], inputStrides: [Int]? = nil,
      scalars: [Float] = [], outputs: [UnsafeMutablePointer<Float>], outputStrides: [Int]? = nil
    ) {
      (self.program, self.shape) = (program, shape)
      (self.inputs, self.inputStrides, self.scalars) = (inputs, inputStrides, scalars)
      (self.outputs, self.outputStrides) = (outputs, outputStrides)
    }
  }
}
