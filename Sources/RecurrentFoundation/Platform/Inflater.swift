/// The system's zlib, loaded when a compressed file is first read, so that nothing more is needed to build and to run the
/// rest.
package struct Inflater: Sendable {
  package enum Failure: Error, Equatable {
    /// There is no zlib on this machine.
    case noLibrary
    /// The bytes are no deflated data, or of another length than expected.
    case damaged(reason: String)
  }

  // A `z_stream` is passed as a raw pointer: a C function type knows no struct of Swift's.
  private typealias Begin =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias Run = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  private typealias End = @convention(c) (UnsafeMutableRawPointer) -> Int32

  private let begin: Begin
  private let run: Run
  private let end: End

  private static let shared: Inflater? = {
    for name in ["libz.so.1", "libz.so", "libz.1.dylib", "/usr/lib/libz.dylib"] {
      guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL),
        let begin = dlsym(library, "inflateInit2_"), let run = dlsym(library, "inflate"),
        let end = dlsym(library, "inflateEnd")
      else { continue }
      return Inflater(
        begin: unsafeBitCast(begin, to: Begin.self), run: unsafeBitCast(run, to: Run.self),
        end: unsafeBitCast(end, to: End.self))
    }
    return nil
  }()

  /// Inflates raw deflated bytes (RFC 1951) until `output` is full; more is not looked at.
  ///
  /// - Parameter whole: whether the data must end where `output` does.
  package static func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, whole: Bool
  ) throws(Failure) {
    guard let shared else { throw .noLibrary }
    try shared.inflate(input, into: output, whole: whole)
  }

  private func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, whole: Bool
  ) throws(Failure) {
    var stream = Stream()
    // The version's first digit is all that is compared. Negative window bits: no header around the data.
    guard begin(&stream, -15, "1", Int32(MemoryLayout<Stream>.size)) == Self.ok else { throw .noLibrary }
    defer { _ = end(&stream) }
    // One byte of room beyond the output tells data that goes on from data that ends.
    var beyond: UInt8 = 0
    var (taken, written) = (0, 0)
    while true {
      let atEnd = written == output.count
      if atEnd && !whole { return }
      let room = atEnd ? 1 : min(output.count - written, Self.largest)
      let offered = min(input.count - taken, Self.largest)
      let status = withUnsafeMutablePointer(to: &beyond) { beyond in
        stream.nextIn = input.baseAddress.map { $0 + taken }
        stream.availableIn = UInt32(offered)
        stream.nextOut = atEnd ? UnsafeMutableRawPointer(beyond) : output.baseAddress! + written
        stream.availableOut = UInt32(room)
        return run(&stream, 0)
      }
      let (consumed, produced) = (offered - Int(stream.availableIn), room - Int(stream.availableOut))
      if atEnd && produced > 0 { throw .damaged(reason: "more than the \(output.count) bytes that it declares") }
      (taken, written) = (taken + consumed, written + (atEnd ? 0 : produced))
      if status == Self.streamEnd && written == output.count { return }
      guard status == Self.ok, consumed > 0 || produced > 0 else {
        throw .damaged(reason: "it breaks off after \(written) of \(output.count) bytes")
      }
    }
  }

  private static let ok: Int32 = 0
  private static let streamEnd: Int32 = 1
  /// zlib counts in 32 bits.
  private static let largest = 1 << 30

  /// `z_stream` of zlib.h.
  private struct Stream {
    var nextIn: UnsafeRawPointer?
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutableRawPointer?
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>?
    var state: OpaquePointer?
    var allocate: OpaquePointer?
    var free: OpaquePointer?
    var opaque: OpaquePointer?
    var dataType: Int32 = 0
    var adler: UInt = 0
    var reserved: UInt = 0
  }
}
