import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Token ids, four bytes each, however many.
public typealias TokenStore = SpillingArray<Int32>

extension SpillingArray: TokenStorage where Element == Int32 {
  /// The tokens of a text file.
  ///
  /// - Throws: `TextFileError`, `VocabularyError`; `FileError`: there is no room for them.
  public init(contentsOf path: String, codec: TextCodec) throws {
    self.init()
    try codec.encode(contentsOf: path) { try append(contentsOf: $0) }
  }

  public func tokens(in range: Range<Int>) -> [Int32] { self[range] }
}
