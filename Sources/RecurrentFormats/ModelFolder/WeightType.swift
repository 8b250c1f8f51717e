/// What a folder stores weights as. Models compute with them as 32-bit floats; those that are quantized stay int8 whatever
/// is asked for.
public enum WeightType: String, CaseIterable, Sendable {
  /// 32 bits.
  case float32 = "f32"
  /// Half the size: 11 binary digits, up to 65504.
  case float16 = "f16"
  /// Half the size: 8 binary digits, and the range of 32 bits.
  case bfloat16 = "bf16"

  package init?(_ elementType: ElementType) {
    guard let type = Self.allCases.first(where: { $0.elementType == elementType }) else { return nil }
    self = type
  }

  /// What a file calls it.
  public var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }
}
