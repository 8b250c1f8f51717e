import RecurrentFormats
import RecurrentFoundation
import RecurrentModels

extension TextClassifier {
  /// Writes the model as an ONNX file: `input_ids` [batch, time, 1 + n-gram lengths], of 64 bits, and `lengths` [batch], of
  /// 32, to `logits` [batch, labels]. The first of a place's ids is that of its unit, the others are the rows of the
  /// n-grams that end there, by the rule in its metadata, where the units and labels are too. Ids behind a row's length
  /// are not looked at, and may be any of the tables'.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "text_classifier")
    let lengthsOfNgrams = Array(2..<configuration.ngrams + 1)
    let ids = builder.input(
      "input_ids", .int64, [.symbol("batch"), .symbol("time"), .size(1 + lengthsOfNgrams.count)])
    let lengths = builder.input("lengths", .int32, [.symbol("batch")])
    let logits = try network.append(to: &builder, ids, lengths)
    builder.output(logits, as: "logits", .float32, [.symbol("batch"), .size(vocabulary.labels.count)])
    builder.note("labels", .array(vocabulary.labels.tokens.map { .string($0) }))
    vocabulary.text.note(in: &builder)
    builder.note("ngram_lengths", .array(lengthsOfNgrams.map { .number($0) }))
    builder.note("ngram_buckets", .number(configuration.buckets))
    builder.note(
      "ngram_rule",
      .string(
        "row of n units ending at a place: hash = n; for each unit from the first: hash ^= id + 1 (0 before the text),"
          + " hash *= 0x9E3779B97F4A7C15, hash ^= hash >> 32, in 64 bits; row = hash % buckets + 1"))
    return builder
  }
}
