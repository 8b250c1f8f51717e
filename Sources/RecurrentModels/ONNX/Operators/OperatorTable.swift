/// Every operator that is run: a new one is a function in a file of its own, and a row here or in its family's table.
enum OperatorTable {
  /// Adds a node's steps, and returns its outputs.
  typealias Row = @Sendable (NodeCall) throws -> [GraphValue?]

  static func row(type: String, domain: String) -> Row? {
    switch domain {
    case "": standard[type]
    case "com.microsoft": microsoft[type]
    default: nil
    }
  }

  static let standard: [String: Row] = [
    "Constant": ConstantOperators.constant, "ConstantOfShape": ConstantOperators.constantOfShape,
    "Range": ConstantOperators.range, "Shape": ConstantOperators.shape, "Size": ConstantOperators.size,
    "Identity": ShapeOperators.identity, "Dropout": ShapeOperators.dropout, "Reshape": ShapeOperators.reshape,
    "Flatten": ShapeOperators.flatten, "Squeeze": ShapeOperators.squeeze, "Unsqueeze": ShapeOperators.unsqueeze,
    "Transpose": ShapeOperators.transpose, "Expand": ShapeOperators.expand, "Slice": SliceOperators.slice,
    "Split": SliceOperators.split, "Concat": JoinOperators.concat, "Tile": JoinOperators.tile, "Pad": PadOperator.pad,
    "Gather": GatherOperators.gather, "GatherElements": GatherOperators.gatherElements,
    "GatherND": GatherOperators.gatherND, "ScatterND": ScatterOperators.scatterND,
    "ScatterElements": ScatterOperators.scatterElements, "ReverseSequence": StepOperators.reverseSequence,
    "STFT": FourierOperator.shortTime, "Trilu": TriangleOperator.triangle,
    "CumSum": StepOperators.cumulativeSum, "OneHot": ConstantOperators.oneHot, "NonZero": SearchOperators.nonZero,
    "ArgMax": SearchOperators.argMax, "ArgMin": SearchOperators.argMin, "TopK": SearchOperators.topK,
    "Cast": CastOperators.cast, "CastLike": CastOperators.castLike,
    "MatMul": ProductOperators.matMul, "Gemm": ProductOperators.gemm, "Einsum": EinsumOperator.einsum,
    "Conv": ConvolutionOperators.convolution, "ConvTranspose": ConvolutionOperators.transposedConvolution,
    "MaxPool": PoolingOperators.maximum, "AveragePool": PoolingOperators.average,
    "GlobalMaxPool": PoolingOperators.globalMaximum, "GlobalAveragePool": PoolingOperators.globalAverage,
    "BatchNormalization": NormalizationOperators.batch, "InstanceNormalization": NormalizationOperators.instance,
    "LayerNormalization": NormalizationOperators.layer, "Softmax": SoftmaxOperators.softmax,
    "LogSoftmax": SoftmaxOperators.logSoftmax,
    "LSTM": RecurrentOperators.compile, "GRU": RecurrentOperators.compile, "RNN": RecurrentOperators.compile,
    "If": ControlOperators.branch, "Loop": ControlOperators.loop, "Scan": ControlOperators.scan,
    "QuantizeLinear": QuantizationOperators.quantize, "DequantizeLinear": QuantizationOperators.dequantize,
    "DynamicQuantizeLinear": QuantizationOperators.dynamicQuantize, "MatMulInteger": QuantizationOperators.matMul,
    "ConvInteger": QuantizationOperators.convolution, "QLinearMatMul": QuantizedProductOperators.matMul,
    "QLinearConv": QuantizedProductOperators.convolution,
  ]
  .merging(ElementwiseOperators.rows, uniquingKeysWith: { $1 })
  .merging(ReductionOperators.rows, uniquingKeysWith: { $1 })
  .merging(SequenceOperators.rows, uniquingKeysWith: { $1 })
  .merging(OptionalOperators.rows, uniquingKeysWith: { $1 })

  /// Those of ONNX Runtime's own.
  static let microsoft: [String: Row] = [
    "DynamicQuantizeLSTM": QuantizationOperators.lstm
  ]
}
