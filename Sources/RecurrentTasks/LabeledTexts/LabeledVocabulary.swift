import RecurrentText

/// What a model of labelled texts knows: the units of the texts, and the labels. Its `vocabulary.json`.
public struct LabeledVocabulary: Codable, Equatable, Sendable {
  /// Units that it does not have are `<unk>`.
  public let text: TextCodec
  /// In the order of their bytes.
  public let labels: Vocabulary

  /// Units and labels.
  public init(text: TextCodec, labels: Vocabulary) {
    self.text = text
    self.labels = labels
  }

  /// The units and labels of texts, read one by one. What is drawn for validation is left out, as if it were not known
  /// yet, and so are empty texts.
  ///
  /// - Parameters:
  ///   - minimumCount, maximumSize: as of `TextCodecFitter`.
  ///   - specials: tokens beside `<unk>`.
  ///   - normalization: the form in which texts and labels are read; nil: as they stand.
  /// - Throws: `TextFileError`, ``LabeledTextError/noTexts(path:emptyCount:)``.
  public init(
    fittedTo texts: LabeledTexts, validation: ValidationDraw = .none, unit: UnitKind, minimumCount: Int = 1,
    maximumSize: Int? = nil, specials: [SpecialToken] = [], normalization: NormalizationForm? = nil
  ) throws {
    var fitter = TextCodecFitter(
      unit, minimumCount: minimumCount, maximumSize: maximumSize, specials: [.unknown] + specials,
      normalization: normalization)
    var (labels, emptyCount) = (TokenCounts(), 0)
    var (reader, draw) = (try texts.makeReader(), validation)
    while let example = try reader.next() {
      guard let label = example.label?.normalized(normalization),
        !draw.next(label: label, isEmpty: example.text.isEmpty)
      else { continue }
      guard !example.text.isEmpty else {
        emptyCount += 1
        continue
      }
      fitter.add(example.text)
      labels.add(label)
    }
    guard labels.total > 0 else { throw LabeledTextError.noTexts(path: texts.path, emptyCount: emptyCount) }
    let names = labels.sorted.map(\.token).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    try self.init(text: fitter.makeCodec(), labels: Vocabulary(tokens: names))
  }

  /// A label as it is read.
  func labelName(_ label: String) -> String { label.normalized(text.normalization) }

  func labelID(_ label: String) -> Int32? { labels.id(of: labelName(label)) }

  /// The id of an example's label.
  ///
  /// - Throws: ``LabeledTextError/unknownLabel(path:line:label:known:)``.
  func labelID(of example: LabeledTexts.Example) throws(LabeledTextError) -> Int32 {
    let label = example.label ?? ""
    guard let id = labelID(label) else {
      throw .unknownLabel(path: example.path, line: example.line, label: label, known: labels.tokens)
    }
    return id
  }

  /// Checks what a file may contradict.
  ///
  /// - Throws: ``VocabularyError/inconsistent(_:)``.
  func validate(specials: [SpecialToken] = [], hasLabels: Bool = true) throws(VocabularyError) {
    for special in [.unknown] + specials where text.vocabulary.id(of: special) == nil {
      throw .inconsistent("its texts have no \(special.rawValue)")
    }
    guard labels.count > 0 || !hasLabels else { throw .inconsistent("it has no labels") }
  }
}
