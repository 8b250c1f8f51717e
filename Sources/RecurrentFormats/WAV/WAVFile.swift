import RecurrentFoundation

/// Sound from a WAV file: one channel of numbers from -1 to 1.
///
/// PCM of 16, 24 and 32 bits and floats of 32 and 64 bits are read; several channels are mixed into their mean.
///
/// ```swift
/// let sound = try WAVFile(contentsOf: "speech.wav", sampleRate: 16_000)
/// print(sound.samples.count, sound.duration)
/// ```
public struct WAVFile: Sendable {
  /// Samples a second.
  public let sampleRate: Int
  /// One channel, from -1 to 1.
  public let samples: [Float]

  /// In seconds.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }

  /// Reads a file.
  ///
  /// - Parameter sampleRate: the rate that is needed; nil: any.
  /// - Throws: ``FormatError`` where it is no WAV file, is damaged, or has another rate; ``FileError``.
  public init(contentsOf path: String, sampleRate: Int? = nil) throws {
    let region = try ByteRegion(contentsOf: path)
    let chunks = try WAVChunks(region)
    self.sampleRate = chunks.format.sampleRate
    guard sampleRate == nil || sampleRate == self.sampleRate else {
      throw region.unsupported(
        "it has \(self.sampleRate) samples a second, where \(sampleRate!) are needed: convert it, as with"
          + " sox IN.wav -r \(sampleRate!) OUT.wav")
    }
    samples = chunks.mixed()
  }
}

/// The parts of a RIFF file that sound is in (Multimedia Programming Interface and Data Specifications 1.0, 1991; the
/// extensible form: Multiple Channel Audio Data and WAVE Files, Microsoft 2007).
private struct WAVChunks {
  struct Format {
    /// 1: whole numbers; 3: floats.
    let code: Int
    let channels: Int
    let sampleRate: Int
    let bits: Int
  }

  let format: Format
  private let data: ByteRegion

  init(_ region: ByteRegion) throws {
    func text(at offset: Int) -> [UInt8]? { region.part(at: offset, count: 4)?.withUnsafeBytes { Array($0) } }
    guard text(at: 0) == Array("RIFF".utf8), text(at: 8) == Array("WAVE".utf8) else {
      throw region.malformed("it is no WAV file: it does not begin with RIFF and WAVE")
    }
    var (format, data): (Format?, ByteRegion?) = (nil, nil)
    var offset = 12
    while data == nil, let name = text(at: offset), let size = region.integer(UInt32.self, at: offset + 4) {
      let available = region.count - offset - 8
      if name == Array("fmt ".utf8) { format = try Self.format(region, at: offset + 8, size: Int(size)) }
      if name == Array("data".utf8) {
        // Programs that write to a pipe do not know the length, and put the largest number there.
        data = region.part(at: offset + 8, count: min(Int(size), available))
      }
      // Chunks begin at even places.
      offset += 8 + Int(size) + Int(size) % 2
    }
    guard let format, let data else { throw region.malformed("it has no format or no samples: it is cut short") }
    (self.format, self.data) = (format, data)
  }

  private static func format(_ region: ByteRegion, at offset: Int, size: Int) throws -> Format {
    guard size >= 16, var code = region.integer(UInt16.self, at: offset),
      let channels = region.integer(UInt16.self, at: offset + 2),
      let rate = region.integer(UInt32.self, at: offset + 4),
      let bits = region.integer(UInt16.self, at: offset + 14), channels > 0, rate > 0
    else { throw region.malformed("its format is damaged") }
    // The extensible form has the code in the first bytes of an identifier.
    if code == 0xFFFE, size >= 26 { code = region.integer(UInt16.self, at: offset + 24) ?? code }
    guard code == 1 && [16, 24, 32].contains(bits) || code == 3 && [32, 64].contains(bits) else {
      throw region.unsupported(
        "its samples are of kind \(code) with \(bits) bits: convert it to PCM of 16, 24 or 32 bits, or to floats")
    }
    return Format(code: Int(code), channels: Int(channels), sampleRate: Int(rate), bits: Int(bits))
  }

  /// The mean of the channels.
  func mixed() -> [Float] {
    let (size, channels) = (format.bits / 8, format.channels)
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / (size * channels)).map { frame in
        var sum: Float = 0
        for channel in 0..<channels { sum += sample(bytes, at: (frame * channels + channel) * size) }
        return sum / Float(channels)
      }
    }
  }

  private func sample(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
    switch (format.code, format.bits) {
    case (1, 16): Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self))) / 0x1p15
    case (1, 24):
      Float(Int32(bytes[offset]) | Int32(bytes[offset + 1]) << 8 | Int32(Int8(bitPattern: bytes[offset + 2])) << 16)
        / 0x1p23
    case (1, _): Float(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))) / 0x1p31
    case (_, 32):
      Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    default:
      Float(Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))))
    }
  }
}
