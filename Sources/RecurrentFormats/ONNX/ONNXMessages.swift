// The messages of an ONNX file, as far as running one needs them. Field numbers are those of onnx.proto, onnx 1.23.2.
// Bytes of tensors point into the file; whoever keeps a message keeps that.

/// `ModelProto`.
package struct ONNXModelMessage {
  package var irVersion: Int64 = 0
  package var producerName = ""
  package var producerVersion = ""
  package var graph = ONNXGraphMessage()
  /// The version of each domain's operators; "" is the standard's own.
  package var opsets: [String: Int64] = [:]
  package var metadata: [String: String] = [:]
  package var functions: [ONNXFunctionMessage] = []

  package init() {}
}

/// `GraphProto`.
package struct ONNXGraphMessage {
  package var name = ""
  package var nodes: [ONNXNodeMessage] = []
  package var initializers: [ONNXTensorMessage] = []
  package var inputs: [ONNXValueMessage] = []
  package var outputs: [ONNXValueMessage] = []

  package init() {}
}

/// `NodeProto`.
package struct ONNXNodeMessage {
  package var name = ""
  package var type = ""
  package var domain = ""
  /// "" where an optional one is absent.
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var attributes: [ONNXAttributeMessage] = []

  package init(
    name: String = "", type: String = "", domain: String = "", inputs: [String] = [], outputs: [String] = [],
    attributes: [ONNXAttributeMessage] = []
  ) {
    (self.name, self.type, self.domain) = (name, type, domain)
    (self.inputs, self.outputs, self.attributes) = (inputs, outputs, attributes)
  }
}

/// `AttributeProto`.
package struct ONNXAttributeMessage {
  /// `AttributeProto.AttributeType`.
  enum Kind: Int64 {
    case float = 1
    case integer = 2
    case string = 3
    case tensor = 4
    case floats = 6
    case integers = 7
    case strings = 8
  }

  package var name = ""
  package var float: Float?
  package var integer: Int64?
  package var string: String?
  package var tensor: ONNXTensorMessage?
  package var graph: ONNXGraphMessage?
  package var floats: [Float] = []
  package var integers: [Int64] = []
  package var strings: [String] = []
  /// Inside a function: the attribute of the calling node that it stands for.
  package var reference = ""

  package init(
    name: String = "", float: Float? = nil, integer: Int64? = nil, string: String? = nil, floats: [Float] = [],
    integers: [Int64] = [], strings: [String] = []
  ) {
    (self.name, self.float, self.integer, self.string) = (name, float, integer, string)
    (self.floats, self.integers, self.strings) = (floats, integers, strings)
  }
}

/// `FunctionProto`: an operator that is a graph.
package struct ONNXFunctionMessage {
  package var name = ""
  package var domain = ""
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var nodes: [ONNXNodeMessage] = []
  /// The attributes that have a value where the calling node gives none.
  package var defaults: [ONNXAttributeMessage] = []
}

/// `ValueInfoProto`.
package struct ONNXValueMessage {
  package enum Dimension: Equatable, Sendable {
    case size(Int)
    /// "" where it has no name.
    case symbol(String)
  }

  /// What a value is, by the field of its type.
  package enum Kind: Int, Sendable {
    case tensor = 1
    case sequence = 4
    case map = 5
    case sparseTensor = 8
    case optional = 9
  }

  package var name = ""
  /// nil: the file does not say.
  package var kind: Kind?
  /// That of a tensor.
  package var elementType: Int64 = 0
  /// nil: not even the rank is known.
  package var shape: [Dimension]?

  package init(name: String = "", elementType: Int64 = 0, shape: [Dimension]? = nil) {
    (self.name, kind, self.elementType, self.shape) = (name, .tensor, elementType, shape)
  }
}

/// `TensorProto`.
package struct ONNXTensorMessage {
  package var name = ""
  package var dimensions: [Int64] = []
  package var elementType: Int64 = 0
  package var raw: UnsafeRawBufferPointer?
  package var floats: [Float] = []
  /// Of `int32_data` and `int64_data`; which of them, the element type says.
  package var integers: [Int64] = []
  package var doubles: [Double] = []
  /// Where its bytes are, if in another file: `location`, `offset`, `length`.
  package var external: [String: String] = [:]

  package init(
    name: String = "", dimensions: [Int64] = [], elementType: Int64 = 0, floats: [Float] = [], integers: [Int64] = []
  ) {
    (self.name, self.dimensions, self.elementType) = (name, dimensions, elementType)
    (self.floats, self.integers) = (floats, integers)
  }
}
