/// One file inside a zip file, as its central directory has it.
struct ZipEntry: Sendable, Equatable {
  enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  let name: String
  let method: Method
  /// Of the bytes once inflated.
  let checksum: UInt32
  /// How many bytes there are once inflated.
  let size: Int
  /// Where in the zip file its bytes are, deflated or as they are.
  let bytes: Range<Int>
}
