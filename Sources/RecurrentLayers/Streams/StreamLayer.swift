import RecurrentKernels

/// A layer as a stream runs it: one step at a time, of one sequence or of many.
///
/// A chain of them makes a ``RecurrentStream`` or a ``StreamGroup``:
/// ```swift
/// let group = StreamGroup([.recurrent(model.lstm), .dense(model.output)])
/// ```
public struct StreamLayer: Sendable {
  enum Kind: Sendable {
    case recurrent(RecurrentLayer)
    case embedding(Embedding)
    case dense(Dense)
    /// Where a residual begins, whose input is kept, and where it is added.
    case branch, join
    /// Each step and each row by itself; a function of the layer's weights as they are now.
    case function(prepare: @Sendable (_ rows: Int, _ inputSize: Int, StreamContext) -> StreamFunction)
  }

  let name: String
  let kind: Kind
  /// Of a step; nil: any.
  let inputSize: Int?
  /// Of a step; nil: as many as come in.
  let outputSize: Int?
  /// What the stream watches.
  let parameters: [Parameter]
  /// Of a recurrent layer, before the first step; nil: zeros.
  var firstState: RecurrentState?

  /// Whether it remembers something from step to step.
  package var carriesState: Bool { if case .recurrent = kind { true } else { false } }

  /// Goes from step to step by its state. It must read forward.
  ///
  /// - Parameter firstState: what a sequence starts with, of batch 1; nil: zeros.
  public static func recurrent(_ layer: RecurrentLayer, firstState: RecurrentState? = nil) -> StreamLayer {
    check(
      layer.direction == .forward, layer.name, "direction of a layer that streams", expected: Direction.forward,
      got: layer.direction)
    check(
      layer.dilations.allSatisfy { $0 == 1 }, layer.name, "dilations of a layer that streams", expected: 1,
      got: layer.dilations)
    if let firstState { layer.requireShape(of: firstState, batch: 1) }
    return StreamLayer(
      name: layer.name, kind: .recurrent(layer), inputSize: layer.inputSize, outputSize: layer.hiddenSize,
      parameters: layer.parameters, firstState: firstState)
  }

  /// Turns a step's token into numbers. Only the first layer of a chain can.
  public static func embedding(_ layer: Embedding) -> StreamLayer {
    StreamLayer(
      name: "Embedding", kind: .embedding(layer), inputSize: 1, outputSize: layer.size, parameters: [layer.weight])
  }

  /// A dense layer.
  public static func dense(_ layer: Dense) -> StreamLayer {
    StreamLayer(
      name: "Dense", kind: .dense(layer), inputSize: layer.inputSize, outputSize: layer.outputSize,
      parameters: layer.parameters)
  }

  /// A function of each number.
  public static func activation(_ activation: LayerActivation) -> StreamLayer {
    StreamLayer(
      name: "LayerActivation",
      kind: .function { rows, width, context in
        activation.streamFunction(rows: rows, width: width, context.compute)
      }, inputSize: nil, outputSize: nil, parameters: [])
  }

  /// Layers whose input is added to what the last gives.
  package static func residual(_ layers: [StreamLayer]) -> [StreamLayer] {
    func mark(_ kind: Kind) -> StreamLayer {
      StreamLayer(name: "Residual", kind: kind, inputSize: nil, outputSize: nil, parameters: [])
    }
    return [mark(.branch)] + layers + [mark(.join)]
  }

  /// Any other layer that treats each step by itself.
  ///
  /// - Parameters:
  ///   - layer: whose parameters `function` uses.
  ///   - outputSize: of a step; nil: as many numbers as come in.
  ///   - function: `[rows, features]` to `[rows, outputSize]`, each row by itself.
  public static func each(
    _ layer: some Module, outputSize: Int? = nil, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> StreamLayer {
    let name = "\(type(of: layer))"
    return StreamLayer(
      name: name,
      kind: .function { rows, inputSize, context in
        let shape = [rows, outputSize ?? inputSize]
        return { x, y in
          let input = Tensor(
            shape: [rows, inputSize], scalars: UnsafeBufferPointer(start: x, count: rows * inputSize))
          let output = context.run { function(input) }
          check(output.shape == shape, name, "shape of a step's output", expected: shape, got: output.shape)
          output.copyScalars(to: y)
        }
      }, inputSize: nil, outputSize: outputSize, parameters: layer.parameters)
  }
}

extension RecurrentState {
  /// What a sequence starts with in a chain of layers.
  init(before layers: [StreamLayer]) {
    self.init(
      layers: layers.flatMap { stream -> [Layer] in
        guard case .recurrent(let layer) = stream.kind else { return [] }
        return (stream.firstState ?? layer.initialState()).layers
      })
  }
}

/// One step of a layer without memory, from rows to rows.
typealias StreamFunction = (UnsafePointer<Float>, UnsafeMutablePointer<Float>) throws(KernelError) -> Void

extension LayerActivation {
  func streamFunction(rows: Int, width: Int, _ compute: Compute) -> StreamFunction {
    switch self {
    case .elementwise(.linear):
      return { x, y in copy(x, to: y, count: rows * width) }
    case .elementwise(let activation):
      return { x, y throws(KernelError) in
        try compute.backend.run(
          activation.forward(count: rows * width, x: x, y: y), threads: compute.threads)
      }
    case .function(let function):
      return { x, y throws(KernelError) in
        try compute.backend.run(function.forward(count: rows * width, x: x, y: y), threads: compute.threads)
      }
    case .softmax:
      return { x, y throws(KernelError) in
        try compute.backend.run(.softmax(.init(rows: rows, width: width, x: x, y: y)), threads: compute.threads)
      }
    }
  }
}

extension Tensor {
  fileprivate func copyScalars(to target: UnsafeMutablePointer<Float>) {
    withUnsafeScalars { scalars in
      if let start = scalars.baseAddress { copy(start, to: target, count: scalars.count) }
    }
  }
}
