import RecurrentFoundation
import RecurrentKernels

/// Tensors of int8 with a scale for each row: `NAME` of type I8 and `NAME.scale` of type F32, `[rows]`.
enum QuantizedTensor {
  /// Under what name the scales of a tensor stand.
  static func scaleName(of tensor: String) -> String { tensor + scaleSuffix }

  /// The tensor whose scales have this name; nil: it is no such name.
  static func tensorName(ofScale name: String) -> String? {
    name.hasSuffix(scaleSuffix) ? String(name.dropLast(scaleSuffix.count)) : nil
  }

  private static let scaleSuffix = ".scale"

  /// Numbers and scales for a file.
  static func stored(_ tensor: NamedTensor) -> [StoredTensor] {
    let (rows, size) = (tensor.shape[0], tensor.shape.dropFirst().reduce(1, *))
    var (numbers, scales): ([UInt8], [Float]) = ([], [])
    numbers.reserveCapacity(tensor.values.count)
    tensor.values.withUnsafeBufferPointer { values in
      for row in 0..<rows {
        let row = Int8Row(UnsafeBufferPointer(rebasing: values[(row * size)..<((row + 1) * size)]))
        numbers += row.numbers.lazy.map { UInt8(bitPattern: $0) }
        scales.append(row.scale)
      }
    }
    return [
      StoredTensor(name: tensor.name, shape: tensor.shape, elementType: .int8, bytes: numbers),
      StoredTensor(name: scaleName(of: tensor.name), shape: [rows], floats: scales),
    ]
  }

  /// Gives whole numbers the sizes that they stand for.
  static func scale(_ numbers: UnsafeMutableBufferPointer<Float>, by scales: [Float]) {
    let size = numbers.count / max(scales.count, 1)
    for (row, scale) in scales.enumerated() {
      for index in (row * size)..<((row + 1) * size) { numbers[index] *= scale }
    }
  }
}
