import RecurrentFoundation

@testable import RecurrentFormats

/// Files in one input, with a zero byte between.
final class Parts {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The bytes up to the next zero byte.
  func next() -> ArraySlice<UInt8> {
    let part = rest.prefix { $0 != 0 }
    rest = rest.dropFirst(part.count + 1)
    return part
  }
}

/// The checksum of a file beside it that a file of weights has in its metadata.
enum Seal {
  /// The bytes with the checksum that `contents` has, so that harm to them gets past it.
  static func bytes(_ weights: ArraySlice<UInt8>, of name: String, contents: ArraySlice<UInt8>) -> [UInt8] {
    var result = Array(weights)
    guard let place = result.firstRange(of: Array("xxh64-file:\(name)\":\"".utf8))?.upperBound,
      place + 16 <= result.count
    else { return result }
    let hash = Array(contents).withUnsafeBytes(XXH64.hash)
    result.replaceSubrange(place..<place + 16, with: Checksum.text(hash).utf8)
    return result
  }

  /// The bytes without what they say of files beside them.
  static func removed(from weights: [UInt8]) -> [UInt8] {
    var result = weights
    while let place = result.firstRange(of: Array("xxh64-file:".utf8)) {
      result.replaceSubrange(place, with: "without-it:".utf8)
    }
    return result
  }
}
