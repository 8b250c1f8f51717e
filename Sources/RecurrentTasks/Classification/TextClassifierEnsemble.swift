import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Trained classifiers of the same labels, of any units and shapes, that say together what a text is: where they err on
/// different texts, the mean of what they say errs on fewer than each of them (Hansen and Salamon 1990).
///
/// ```swift
/// let reviews = try TextClassifierEnsemble(contentsOf: ["characters", "byte-pairs"])
/// try reviews.predictions(for: ["재미있다"])[0].label
/// ```
public struct TextClassifierEnsemble: Sendable {
  /// Those that answer together.
  public let members: [TextClassifier]
  /// For each member: where it has each of the first one's labels.
  private let places: [[Int]]

  /// - Precondition: there is at least one.
  /// - Throws: ``LabeledTextError/differentLabels(model:labels:expected:)``, with a member's number for its name.
  public init(_ members: [TextClassifier]) throws(LabeledTextError) {
    try self.init(members, names: members.indices.map { "classifier \($0 + 1)" })
  }

  /// Reads classifiers that ``TaskModel/save(to:weights:)`` wrote.
  ///
  /// - Precondition: there is at least one path.
  /// - Throws: ``LabeledTextError/differentLabels(model:labels:expected:)``, with the folder's path for its name, and the
  ///   errors of ``TaskModel/init(contentsOf:)``.
  public init(contentsOf paths: [String]) throws {
    try self.init(paths.map { try TextClassifier(contentsOf: $0) }, names: paths)
  }

  private init(_ members: [TextClassifier], names: [String]) throws(LabeledTextError) {
    precondition(!members.isEmpty, "TextClassifierEnsemble: no member, expected at least one")
    self.members = members
    let expected = members[0].vocabulary.labels.tokens
    var places: [[Int]] = []
    for (member, name) in zip(members, names) {
      let labels = member.vocabulary.labels
      let known = expected.compactMap { labels.id(of: $0) }
      guard known.count == expected.count, labels.count == expected.count else {
        throw .differentLabels(model: name, labels: labels.tokens, expected: expected)
      }
      places.append(known.map { Int($0) })
    }
    self.places = places
  }

  /// One classifier by itself.
  init(_ classifier: TextClassifier) {
    members = [classifier]
    places = [Array(0..<classifier.vocabulary.labels.count)]
  }

  /// In the first member's order.
  public var labels: Vocabulary { members[0].vocabulary.labels }

  /// A text as each member reads it.
  func encode(_ text: String) throws(VocabularyError) -> [[Int32]] {
    var encoded: [[Int32]] = []
    for member in members { encoded.append(try member.encode(text)) }
    return encoded
  }

  /// The means of the members' logits for each text. Their softmax is the geometric mean of the members' probabilities,
  /// made to sum to 1 (the logarithmic opinion pool: Heskes 1998): on film reviews it has as many labels right as the
  /// arithmetic mean, and loses fewer nats.
  func logits(of texts: [[[Int32]]]) -> [[Float]] {
    var sums = [[Float]](repeating: [Float](repeating: 0, count: labels.count), count: texts.count)
    for (index, member) in members.enumerated() {
      for (text, logits) in member.logits(of: texts.map { $0[index] }).enumerated() {
        for (label, place) in places[index].enumerated() { sums[text][label] += logits[place] }
      }
    }
    return sums.map { sum in sum.map { $0 / Float(members.count) } }
  }
}
