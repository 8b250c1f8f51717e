import RecurrentFormats
import RecurrentFoundation
import RecurrentModels

extension Tagger {
  /// Writes the model as an ONNX file: `input_ids` [batch, time], the words in small letters, `character_ids` [batch, time,
  /// characters], all of 64 bits, `lengths` [batch] and `character_lengths` [batch, time], of 32, to `logits` [batch, time,
  /// tags]. Words, characters and tags are in its metadata. Behind a row's or a word's length any id may stand.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "tagger")
    let sequence: [ONNXPort.Dimension] = [.symbol("batch"), .symbol("time")]
    let words = builder.input("input_ids", .int64, sequence)
    let lengths = builder.input("lengths", .int32, [.symbol("batch")])
    let characters = builder.input("character_ids", .int64, sequence + [.symbol("characters")])
    let characterLengths = builder.input("character_lengths", .int32, sequence)
    let spellings = try network.spellings(characters, characterLengths, &builder)
    let logits = try network.append(to: &builder, words, lengths, spellings: spellings)
    builder.output(logits, as: "logits", .float32, sequence + [.size(vocabulary.tags.count)])
    builder.note("words", .array(vocabulary.words.tokens.map { .string($0) }))
    builder.note("characters", .array(vocabulary.characters.vocabulary.tokens.map { .string($0) }))
    builder.note("unit", .string(vocabulary.characters.unit.kind.optionName))
    builder.note("tags", .array(vocabulary.tags.tokens.map { .string($0) }))
    return builder
  }
}

extension TaggerNetwork {
  /// - Parameters:
  ///   - characters: [batch, time, characters].
  ///   - lengths: [batch, time].
  /// - Returns: a vector for each word, [batch · time, size].
  fileprivate func spellings(
    _ characters: ONNXBuilder.Value, _ lengths: ONNXBuilder.Value, _ builder: inout ONNXBuilder
  ) throws -> ONNXBuilder.Value {
    let sizes = builder.node("Shape", [characters])
    let rows = builder.reshape(
      characters, to: [builder.integers([-1]), builder.slice(sizes, axis: 0, from: 2)])
    let lengths = builder.reshape(lengths, [-1])
    let embedded = builder.embedding(characterEmbedding, rows, name: "character_embedding")
    guard let characterRNN else { return ONNXStepCounts(&builder, rows, lengths).mean(of: embedded, &builder) }
    return try builder.recurrent(characterRNN, embedded, lengths: lengths, name: "character_rnn").last
  }

  fileprivate func append(
    to builder: inout ONNXBuilder, _ words: ONNXBuilder.Value, _ lengths: ONNXBuilder.Value,
    spellings: ONNXBuilder.Value
  ) throws -> ONNXBuilder.Value {
    let spelled = builder.reshape(spellings, to: [builder.node("Shape", [words]), builder.integers([-1])])
    let embedded = builder.embedding(wordEmbedding, words, name: "word_embedding")
    let x = builder.node("Concat", [embedded, spelled], [ONNXBuilder.attribute("axis", 2)])
    let features = try rnn.append(to: &builder, x, lengths: lengths, name: "rnn")
    return try builder.dense(decoder, features, name: "decoder")
  }
}
