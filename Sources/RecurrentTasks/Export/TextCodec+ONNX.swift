import RecurrentModels
import RecurrentText

extension TextCodec {
  /// The units and what they are, in a graph's metadata.
  ///
  /// - Parameter prefix: before the names, where there is more than one: `source_`.
  func note(in builder: inout ONNXBuilder, prefix: String = "") {
    builder.note(prefix + "vocabulary", .array(vocabulary.tokens.map { .string($0) }))
    builder.note(prefix + "unit", .string(unit.kind.optionName))
  }
}
