@testable import RecurrentFormats

enum SoundSeeds {
  /// WAV files of each kind of sample: three frames of two channels.
  static let files = [(1, 16), (1, 24), (1, 32), (3, 32), (3, 64), (0xFFFE, 16)].map { code, bits in
    wav(code: code, bits: bits)
  }

  private static func wav(code: Int, bits: Int) -> [UInt8] {
    let (channels, rate, frames) = (2, 16_000, 3)
    let frame = channels * bits / 8
    var format = number(code, 2) + number(channels, 2) + number(rate, 4) + number(rate * frame, 4)
    format += number(frame, 2) + number(bits, 2)
    // Of the extensible form: the length of what is added, the bits that count, the places of the channels, the kind.
    if code == 0xFFFE { format += number(22, 2) + number(bits, 2) + number(3, 4) + number(1, 2) + number(0, 14) }
    let data = (0..<frames * frame).map { UInt8(truncatingIfNeeded: 7 * $0) }
    let chunks = chunk("fmt ", format) + chunk("LIST", [1, 2, 3]) + chunk("data", data)
    return chunk("RIFF", Array("WAVE".utf8) + chunks)
  }

  private static func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    Array(name.utf8) + number(contents.count, 4) + contents + [UInt8](repeating: 0, count: contents.count % 2)
  }

  private static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> (8 * $0) : 0) }
  }

  /// RTNeural's JSON in both forms, and NAM's.
  static func models() -> [[UInt8]] {
    let sizes: (String) -> String = { #"{"in_shape":[null,null,2],"layers":[\#($0)]}"# }
    return TextSeeds.bytes([
      sizes(
        #"{"type":"conv1d","activation":"tanh","shape":[null,null,2],"kernel_size":[2],"dilation":[1],"#
          + #""weights":[[[[1,2],[3,4]],[[5,6],[7,8]]],[1,2]]},"#
          + #"{"type":"gru","activation":"","shape":[null,null,1],"#
          + #""weights":[[[1,2,3],[4,5,6]],[[1,2,3]],[[1,2,3],[4,5,6]]]},"#
          + #"{"type":"dense","activation":"relu","shape":[null,null,1],"weights":[[[2]],[1]]}"#),
      sizes(
        #"{"type":"lstm","activation":"tanh","shape":[null,null,1],"#
          + #""weights":[[[1,2,3,4],[5,6,7,8]],[[1,2,3,4]],[1,2,3,4]]}"#),
      #"{"rec.weight_ih_l0":[[1],[2],[3],[4]],"rec.weight_hh_l0":[[1],[2],[3],[4]],"rec.bias_ih_l0":[1,2,3,4],"#
        + #""rec.bias_hh_l0":[1,2,3,4],"lin.weight":[[0.5]],"lin.bias":[-1e-3]}"#,
      #"{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":1,"num_layers":1},"#
        + #""weights":[1,2,3,4,5,6,7,8,9,10,11,12,0,0,1,2]}"#,
    ])
  }
}
