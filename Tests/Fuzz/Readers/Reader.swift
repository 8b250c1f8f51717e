import RecurrentFormats
import RecurrentFoundation

/// One of the project's readers: reads all there is to read in an input.
struct Reader: Sendable {
  let name: String
  /// Returns the bytes of the tensors that the input declares.
  let read: @Sendable (ByteRegion) throws -> Int

  init(_ name: String, read: @escaping @Sendable (ByteRegion) throws -> Int) { (self.name, self.read) = (name, read) }

  /// What may be declared: small, so that it is not what takes the time.
  static let maximumBytes = 1 << 20

  static let all = containers + texts + models + folders

  static let chosen: Reader = {
    let name = environment("FUZZ_TARGET")
    guard let reader = all.first(where: { $0.name == name }) else {
      fatalError("FUZZ_TARGET: expected one of \(all.map(\.name)), got \(name)")
    }
    return reader
  }()
}
