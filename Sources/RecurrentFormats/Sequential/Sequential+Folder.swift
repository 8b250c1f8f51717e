import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Sequential {
  /// What a sequential model's folder calls itself.
  package static let folderKind = "sequential"

  /// What the names of the optimiser's tensors begin with: `optimizer/first_moment/lstm.weight_ih_l0`. No weight's name
  /// has a slash.
  package static let optimizerPrefix = "optimizer/"

  /// Saves the model in a folder: its layers, weights, what it was compiled with, its history and how far training has
  /// come. It takes the place of a model that was there; a crash leaves the old or the new.
  ///
  /// ```swift
  /// try model.save(to: "model")
  ///
  /// let copy = try Sequential(contentsOf: "model")
  /// try copy.predict(x)         // what model.predict(x) is
  /// try copy.fit(x, y)          // goes on where model was
  /// ```
  /// The states that stateful layers carry are not saved. The model must know its input.
  ///
  /// - Parameter weights: what the file holds of them; what an optimiser remembers is 32-bit floats in any.
  /// - Throws: the errors of `ModelFolder.write`: the folder is another thing's or cannot be written, a weight is not
  ///   finite.
  public func save(to path: String, weights: WeightType = .float32) throws {
    let memory = optimizerTensors.map { tensor in
      NamedTensor(
        name: Self.name(ofBuffer: tensor.buffer, tensor.parameter), shape: tensor.values.shape,
        values: tensor.values.scalars)
    }
    try ModelFolder.write(
      kind: Self.folderKind, configuration: configuration, vocabulary: nil,
      tensors: namedParameters.map { NamedTensor($0, as: weights) } + memory, to: path)
  }

  /// Reads a model that ``save(to:weights:)`` wrote, in any program: its layers are built anew. It predicts what the saved one
  /// predicts, and `fit` goes on where the saved one was: the same figures and weights, bit for bit, as if it had not been
  /// saved between.
  ///
  /// - Parameter customObjects: what the model has that is not of this package.
  /// - Throws: ``ModelFolderError`` where there is no such model, its configuration cannot be, or something in it is
  ///   neither of this package nor in `customObjects`; the errors of `SafetensorsFile`.
  public convenience init(contentsOf path: String, customObjects: CustomObjects = CustomObjects()) throws {
    try self.init(ModelFolder(reading: path, kind: Self.folderKind), customObjects: customObjects)
  }

  /// The model of a folder that is open.
  package convenience init(_ folder: ModelFolder, customObjects: CustomObjects = CustomObjects()) throws {
    let configuration = try folder.sequentialConfiguration(customObjects)
    try self.init(configuration, of: folder)
    let weights = namedParameters
    let memory = optimizerParts(configuration).map {
      (name: Self.name(ofBuffer: $0.buffer, $0.parameter), shape: $0.parameter.parameter.shape)
    }
    try folder.weights.requireTensors(weights.map(\.outline) + memory)
    try folder.weights.load(weights)
    try resumeTraining(configuration) { buffer, named in
      try folder.weights.tensor(named: Self.name(ofBuffer: buffer, named), shape: named.parameter.shape)
    }
  }

  /// The layers of a folder's model, compiled as it was, with weights as a new model has them.
  package convenience init(layersOf folder: ModelFolder) throws {
    try self.init(folder.sequentialConfiguration(CustomObjects()), of: folder)
  }

  private convenience init(_ configuration: SequentialConfiguration, of folder: ModelFolder) throws {
    do {
      try self.init(configuration, weightCount: folder.weightCount)
    } catch {
      throw ModelFolderError.malformed(path: folder.configurationPath, reason: "\(error)")
    }
  }

  /// Takes the weights of a model of the same layers that ``save(to:weights:)`` wrote, and nothing else of it. A model that has
  /// not seen its input yet takes the shape that was saved.
  ///
  /// - Throws: ``ModelFolderError`` where there is no such model or its layers are others, and the errors of
  ///   `SafetensorsFile`. The weights then are as they were, or, of a model that had none yet, its first ones.
  public func loadWeights(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.folderKind)
    let saved = try folder.configuration(as: SavedOutline.self)
    let (found, expected) = (saved.layers.map(\.kind), specificationKinds)
    guard found == expected else {
      throw ModelFolderError.otherLayers(path: path, found: found, expected: expected)
    }
    do {
      try build(inputShape: saved.inputShape, weightCount: folder.weightCount)
    } catch {
      throw ModelFolderError.malformed(path: folder.configurationPath, reason: "\(error)")
    }
    let (weights, memory) = (namedParameters, folder.weights.entries.filter { $0.name.hasPrefix(Self.optimizerPrefix) })
    try folder.weights.requireTensors(weights.map(\.outline) + memory.map { ($0.name, $0.shape) })
    try folder.weights.load(weights)
  }

  private static func name(ofBuffer buffer: String, _ named: NamedParameter) -> String {
    "\(optimizerPrefix)\(buffer)/\(named.name)"
  }
}

extension ModelFolder {
  fileprivate func sequentialConfiguration(_ objects: CustomObjects) throws -> SequentialConfiguration {
    try configuration(as: SequentialConfiguration.self, userInfo: [CustomObjects.key: objects])
  }

  /// The numbers that are weights.
  fileprivate var weightCount: Int {
    weights.entries.reduce(0) { $0 + ($1.name.hasPrefix(Sequential.optimizerPrefix) ? 0 : $1.count) }
  }
}

extension Checkpoint {
  /// Saves a model in a folder after each epoch that is the best so far, ready to be trained on.
  ///
  /// - Parameter monitor: the figure that tells; nil: after each epoch.
  public convenience init(_ model: Sequential, to folder: String, monitor: Monitor? = .validationLoss) {
    self.init(monitor: monitor) { _, _ in try model.save(to: folder) }
  }
}

extension CSVLog {
  /// Writes a file, line by line as epochs end.
  ///
  /// - Parameter resumes: whether there may be a file already, whose lines stay as far as the run's checkpoint knows them.
  /// - Throws: ``FileError`` where there is a file already, or none can be made.
  public convenience init(path: String, resumes: Bool = false) throws {
    let file = try resumes ? File(updating: path) : File(creating: path)
    var isCut = false
    self.init(writeAt: { line, offset in
      if !isCut { try file.truncate(to: offset) }
      isCut = true
      var line = line
      try line.withUTF8 { try file.write(UnsafeRawBufferPointer($0), at: offset) }
    })
  }
}
