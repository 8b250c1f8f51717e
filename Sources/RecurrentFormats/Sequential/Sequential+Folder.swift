import Recurrent

extension Sequential {
  /// What a sequential model's folder calls itself.
  static let folderKind = "sequential"

  /// What `config.json` holds: not how to build the model, since layers may be anybody's, but what it was.
  private struct Saved: Codable {
    var inputShape: [Int?]
    var layers: [Layer]
    var history: History?
  }

  private struct Layer: Codable, Equatable {
    var name: String
    var kind: String
    var outputShape: [Int?]
  }

  private var layerList: [Layer] {
    summaryRows.map { Layer(name: $0.name, kind: $0.kind, outputShape: $0.outputShape.axes) }
  }

  /// Saves the model's weights in a folder, in the place of a model that was there; a crash leaves the old or the new.
  ///
  /// ```swift
  /// try model.save(to: "model", history: history)
  ///
  /// let model = Sequential([.lstm(30), .dense(1)])  // the same layers
  /// let history = try model.load(contentsOf: "model")
  /// ```
  /// - Throws: the errors of `ModelFolder.write`: the folder is another thing's or cannot be written, a weight is not
  ///   finite.
  public func save(to path: String, history: History? = nil) throws {
    let saved = Saved(inputShape: requireInputShape("save").axes, layers: layerList, history: history)
    try ModelFolder.write(kind: Self.folderKind, configuration: saved, vocabulary: nil, model: self, to: path)
  }

  /// Takes the weights that ``save(to:history:)`` wrote, for a model of the same layers. One that has not seen its input
  /// yet takes the shape that was saved.
  ///
  /// - Returns: The history that was saved with them.
  /// - Throws: ``ModelFolderError`` where there is no such model or its layers are others, and the errors of
  ///   `SafetensorsFile`. The weights then are as they were.
  @discardableResult
  public func load(contentsOf path: String) throws -> History? {
    let folder = try ModelFolder(reading: path, kind: Self.folderKind)
    let saved = try folder.configuration(as: Saved.self)
    let kinds = saved.layers.map(\.kind)
    guard kinds == layerKinds else {
      throw ModelFolderError.otherLayers(path: path, found: kinds, expected: layerKinds)
    }
    build(inputShape: LayerShape(saved.inputShape))
    try folder.weights.load(into: self)
    return saved.history
  }
}

extension Checkpoint {
  /// Saves a model in a folder after each epoch that is the best so far, with the history up to it.
  ///
  /// - Parameter monitor: the figure that tells; nil: after each epoch.
  public convenience init(_ model: Sequential, to folder: String, monitor: Monitor? = .validationLoss) {
    self.init(monitor: monitor) { _, run in try model.save(to: folder, history: run.history) }
  }
}

extension CSVLog {
  /// Writes a new file, line by line as epochs end.
  ///
  /// - Throws: ``FileError`` where there is a file already, or none can be made.
  public convenience init(path: String) throws {
    let file = try File(creating: path)
    self.init { line in
      var line = line
      try line.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
    }
  }
}
