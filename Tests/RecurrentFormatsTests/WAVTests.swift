import Foundation
import Recurrent
import TestSupport
import Testing

@Suite struct WAVTests {
  private let folder = try! TemporaryFolder()

  /// A file of two frames in two channels, whose samples are these bytes.
  private func file(_ code: UInt16, bits: UInt16, _ samples: [UInt8], rate: UInt32 = 16_000) throws -> String {
    func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    let format = bytes(code) + bytes(UInt16(2)) + bytes(rate) + bytes(UInt32(0)) + bytes(UInt16(0)) + bytes(bits)
    // A chunk of odd size, which nobody knows, is stepped over with the byte that fills it up.
    let chunks =
      Array("fmt ".utf8) + bytes(UInt32(16)) + format + Array("LIST".utf8) + bytes(UInt32(3)) + [1, 2, 3, 0]
      + Array("data".utf8) + bytes(UInt32(samples.count)) + samples
    let path = folder.path + "/sound.wav"
    let all = Array("RIFF".utf8) + bytes(UInt32(4 + chunks.count)) + Array("WAVE".utf8) + chunks
    try Data(all).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func channelsAreMixed() throws {
    // 0.5 and -1; 0.25 and 0.75.
    let sound = try WAVFile(contentsOf: try file(1, bits: 16, [0, 0x40, 0, 0x80, 0, 0x20, 0, 0x60]))
    #expect(sound.samples == [-0.25, 0.5])
    #expect(sound.sampleRate == 16_000)
    #expect(sound.duration == 2.0 / 16_000)
  }

  @Test func samplesOf24Bits() throws {
    let sound = try WAVFile(contentsOf: try file(1, bits: 24, [0, 0, 0x40, 0, 0, 0x80, 0, 0, 0x20, 0, 0, 0x60]))
    #expect(sound.samples == [-0.25, 0.5])
  }

  @Test func samplesOf32Bits() throws {
    let whole: [UInt8] = [0, 0, 0, 0x40, 0, 0, 0, 0x80, 0, 0, 0, 0x20, 0, 0, 0, 0x60]
    #expect(try WAVFile(contentsOf: try file(1, bits: 32, whole)).samples == [-0.25, 0.5])
    let floats = [0.5, -1, 0.25, 0.75].flatMap { (value: Float) in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }
    #expect(try WAVFile(contentsOf: try file(3, bits: 32, floats)).samples == [-0.25, 0.5])
  }

  @Test func whatIsNotReadSaysSo() throws {
    #expect(throws: FormatError.self) { try WAVFile(contentsOf: try file(6, bits: 8, [1, 2, 3, 4])) }
    #expect(throws: FormatError.self) {
      try WAVFile(contentsOf: try file(1, bits: 16, [0, 0, 0, 0], rate: 8_000), sampleRate: 16_000)
    }
    #expect(throws: FormatError.self) { try WAVFile(contentsOf: try folder.write("RIFF", to: "short.wav")) }
  }

  /// Each prefix of a file is read or refused.
  @Test func noDamageCrashes() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: try file(1, bits: 16, [0, 0x40, 0, 0x80, 0, 0x20, 0, 0x60])))
    for end in 0..<bytes.count {
      let path = folder.path + "/cut.wav"
      try bytes.prefix(end).write(to: URL(fileURLWithPath: path))
      _ = try? WAVFile(contentsOf: path)
    }
  }
}
