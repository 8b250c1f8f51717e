import RecurrentFoundation
import RecurrentText

/// What is wrong with a safetensors file, and in which tensor.
public struct SafetensorsError: Error, Equatable, Sendable {
  /// The file.
  public let path: String
  /// The tensor it concerns; nil: the file as a whole.
  public let tensor: String?
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a file.
  public enum Problem: Error, Equatable, Sendable {
    /// The file has no room for the 8 bytes that say how long the header is.
    case fileTooShort(bytes: Int)
    /// The header would be longer than any that is read.
    case headerTooLong(bytes: UInt64, limit: Int)
    /// The header would end after the file.
    case headerBeyondFile(headerBytes: Int, fileBytes: Int)
    /// The header is no JSON.
    case headerNotJSON(JSONError)
    /// The header is JSON, but not what the format asks for.
    case malformedHeader(reason: String)
    /// A type of elements that the format does not have.
    case unknownElementType(String)
    /// The shape has more elements than can be counted.
    case tooManyElements(shape: [Int])
    /// The tensor's bytes end before they begin, or after the file.
    case outOfRange(begin: Int, end: Int, dataBytes: Int)
    /// The tensor's bytes are not as many as its shape and type need.
    case wrongByteCount(found: Int, expected: Int)
    /// Two tensors share bytes.
    case overlap(with: String)
    /// Bytes that belong to no tensor.
    case unclaimedBytes(begin: Int, end: Int)
    /// The file became shorter while it was read.
    case truncated
    /// It is not among those that are there.
    case missingTensor(known: [String])
    /// It has another shape than is needed.
    case wrongShape(found: [Int], expected: [Int])
    /// The file does not have the tensors that a model has: some are missing, some are none of the model's, some have
    /// another shape.
    case otherTensors(missing: [String], unexpected: [String], misshapen: [MisshapenTensor])
    /// Elements of this type are not read as floats.
    case unsupportedElementType(ElementType)
    /// A NaN or an infinity, or a number too large for a 32-bit float, at this index in row-major order.
    case notFinite(index: Int, value: Float)
    /// The bytes are not those that were written.
    case damaged
  }
}

extension SafetensorsError: CustomStringConvertible {
  public var description: String {
    path + ": " + (tensor.map { "tensor \($0.quoted): " } ?? "") + problem.description
  }
}

extension SafetensorsError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fileTooShort(let bytes):
      "\(bytes) bytes are too few for a safetensors file"
    case .headerTooLong(let bytes, let limit):
      "the header claims \(bytes) bytes, more than the \(limit) that are read: not a safetensors file?"
    case .headerBeyondFile(let header, let file):
      "the header claims \(header) bytes, but the file has \(file): it is cut short, or no safetensors file"
    case .headerNotJSON(let error):
      "the header is \(error)"
    case .malformedHeader(let reason):
      "malformed header: \(reason)"
    case .unknownElementType(let name):
      "unknown element type \(name.quoted)"
    case .tooManyElements(let shape):
      "the shape \(shape) has more elements than can be counted"
    case .outOfRange(let begin, let end, let data):
      "its bytes are \(begin) ..< \(end) of \(data): the file is cut short or its header wrong"
    case .wrongByteCount(let found, let expected):
      "\(found) bytes where its shape and type need \(expected)"
    case .overlap(let other):
      "its bytes overlap those of \(other.quoted)"
    case .unclaimedBytes(let begin, let end):
      "the data bytes \(begin) ..< \(end) belong to no tensor"
    case .truncated:
      "the file became shorter while it was read"
    case .missingTensor(let known):
      "missing; the file has \(known.quoted)"
    case .wrongShape(let found, let expected):
      "its shape is \(found), expected \(expected)"
    case .otherTensors(let missing, let unexpected, let misshapen):
      MisshapenTensor.difference(
        missing: missing, unexpected: unexpected, misshapen: misshapen, owner: "model")
    case .unsupportedElementType(let type):
      "elements of type \(type.rawValue) are not read: store it as F32"
    case .notFinite(let index, let value):
      "element \(index) is \(value), not a finite number"
    case .damaged:
      "its bytes are not those that were written (checksum): the file is damaged"
    }
  }
}
