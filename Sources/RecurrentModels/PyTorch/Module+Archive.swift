import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers

extension Module {
  /// Takes the weights of a model trained elsewhere from a file of any format that ``TensorArchive`` reads.
  ///
  /// ```swift
  /// struct Tagger: Module {
  ///   let embedding = Embedding(count: 5000, size: 64)
  ///   let lstm = LSTM(inputSize: 64, hiddenSize: 128, layers: 2, direction: .bidirectional)
  ///   let head = Dense(inputSize: 256, outputSize: 12)
  /// }
  /// let tagger = Tagger()
  /// try tagger.load(TensorArchive(contentsOf: "tagger.pt"), names: .prefixes(["classifier.": "head."]))
  /// ```
  /// Names are PyTorch's: `lstm.weight_ih_l0_reverse`, `embedding.weight`, `head.bias`. Of a checkpoint the dictionary with
  /// the most tensors is taken. Prefixes that training tools put before all names (`module.`, `model.`, `_orig_mod.`) are
  /// taken off where they stand before every one of them. A layer of one bias takes the sum of PyTorch's two.
  ///
  /// - Parameters:
  ///   - section: the dictionary of the file to take: `model`; nil: the largest.
  ///   - names: what the archive's names are here.
  ///   - convention: the framework that the file comes from.
  ///   - strict: whether every tensor must be taken. If not, those that are left over are ignored; what is missing never is.
  /// - Throws: ``ForeignModelError`` with all tensors that are missing, left over or of another shape, or with what is not
  ///   here (`proj_size`); ``FormatError``. The weights then are as they were.
  public func load(
    _ archive: TensorArchive, section: String? = nil, names: TensorNames = .same,
    convention: WeightConvention = .pytorch, strict: Bool = true
  ) throws {
    let tensors = try section.map { try archive.section(named: $0) } ?? archive.largestSection
    try StateDictionary(tensors.tensors, names: names, path: archive.path).load(into: self, convention, strict: strict)
  }
}
