import RecurrentFormats

/// An input or an output of an ONNX model, as its file declares it.
public struct ONNXPort: Sendable, Equatable {
  /// An axis of a shape.
  public enum Dimension: Sendable, Equatable {
    /// Of this size.
    case size(Int)
    /// Any size, by the name that the file gives it; "" where it gives none.
    case symbol(String)
  }

  /// Its name in the file.
  public let name: String
  /// nil: it is no tensor.
  public let elementType: ElementType?
  /// nil: any shape.
  public let shape: [Dimension]?
  /// What it is where it is no tensor of numbers that are known here: `a sequence of tensors`. Such a one is neither taken
  /// nor given.
  let strangeKind: String?

  init(name: String, elementType: ElementType?, shape: [Dimension]?) {
    (self.name, self.elementType, self.shape, strangeKind) = (name, elementType, shape, nil)
  }

  init(_ message: ONNXValueMessage) {
    name = message.name
    elementType = ElementType(onnx: message.elementType)
    strangeKind = message.strangeKind
    shape = message.shape?.map { dimension in
      switch dimension {
      case .size(let size): .size(size)
      case .symbol(let symbol): .symbol(symbol)
      }
    }
  }
}

extension ONNXPort: CustomStringConvertible {
  /// `input: F32 [batch, 512]`.
  public var description: String {
    if let strangeKind { return "\(name): \(strangeKind)" }
    return "\(name): \(elementType?.rawValue ?? "of any type") \(shapeText)"
  }

  var shapeText: String {
    guard let shape else { return "of any shape" }
    let sizes = shape.map { dimension in
      switch dimension {
      case .size(let size): "\(size)"
      case .symbol(let name): name.isEmpty ? "?" : name
      }
    }
    return "[" + sizes.joined(separator: ", ") + "]"
  }

  /// Whether a tensor of this shape may be given.
  func accepts(_ sizes: [Int]) -> Bool {
    guard let shape else { return true }
    return shape.count == sizes.count
      && zip(shape, sizes).allSatisfy { dimension, size in
        if case .size(let declared) = dimension { declared == size } else { true }
      }
  }
}

extension ONNXValueMessage {
  fileprivate var strangeKind: String? {
    switch kind {
    case nil: nil
    case .tensor where ElementType(onnx: elementType) != nil: nil
    case .tensor: elementType == 8 ? "a tensor of text" : "a tensor of elements of type \(elementType)"
    case .sequence: "a sequence of tensors"
    case .map: "a map"
    case .sparseTensor: "a sparse tensor"
    case .optional: "an optional value"
    }
  }
}
