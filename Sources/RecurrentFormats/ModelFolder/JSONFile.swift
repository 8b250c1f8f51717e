import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The JSON files of a model: the same bytes for the same value.
enum JSONFile {
  /// - Parameter allowsNonFinite: whether a number may be infinite or none, where ``open(_:path:userInfo:_:)`` reads it.
  static func encode(
    _ value: some Encodable, readable: Bool, allowsNonFinite: Bool = false,
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.userInfo = userInfo
    if allowsNonFinite {
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if readable { encoder.outputFormatting.insert(.prettyPrinted) }
    return try Array(encoder.encode(value)) + Array("\n".utf8)
  }

  /// - Throws: ``ModelFolderError/malformed(path:reason:)``, with where in the file and what is wrong.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], path: String, userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws(ModelFolderError) -> Value {
    do {
      return try makeDecoder(userInfo).decode(type, from: Data(bytes))
    } catch let error as MissingCustomObject {
      throw .missingCustomObject(path: path, error)
    } catch let error as DecodingError {
      throw .malformed(path: path, reason: reason(of: error))
    } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
  }

  /// Lets `body` read what is in a file.
  ///
  /// - Throws: as ``decode(_:from:path:userInfo:)``, and what else `body` throws.
  static func open(
    _ bytes: [UInt8], path: String, userInfo: [CodingUserInfoKey: any Sendable], _ body: (any Decoder) throws -> Void
  ) throws {
    let decoder = makeDecoder(userInfo)
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      try body(decoder.decode(Unread.self, from: Data(bytes)).decoder)
    } catch let error as DecodingError {
      throw ModelFolderError.malformed(path: path, reason: reason(of: error))
    }
  }

  /// A value that is still to be read.
  private struct Unread: Decodable {
    let decoder: any Decoder

    init(from decoder: any Decoder) { self.decoder = decoder }
  }

  private static func makeDecoder(_ userInfo: [CodingUserInfoKey: any Sendable]) -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.userInfo = userInfo
    return decoder
  }

  private static func reason(of error: DecodingError) -> String {
    let (context, what): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "\(key.stringValue.quoted) is missing")
      case .valueNotFound(_, let context): (context, "null where a value is needed")
      case .dataCorrupted(let context) where context.codingPath.isEmpty:
        // Foundation says so little of either.
        (context, "it is not valid JSON, or a number in it has decimals or digits that it cannot have")
      case .typeMismatch(_, let context), .dataCorrupted(let context): (context, context.debugDescription.visible(200))
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "\(error)")
      }
    let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    return (place.isEmpty ? "" : "at \(place): ") + what
  }
}
