import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// A layer as Keras writes it: its class and its options. What an option cannot be here is refused by its name.
struct KerasObject {
  let className: String
  /// As it stands in the file.
  let value: JSONValue
  let config: JSONValue
  /// Keras's version: 1, 2 or 3.
  let major: Int
  let path: String

  init(_ value: JSONValue, major: Int, path: String) throws(ForeignModelError) {
    guard let name = value["class_name"]?.string, let config = value["config"] else {
      throw ForeignModelError(path: path, problem: .malformed("a layer has no class_name or config"))
    }
    (className, self.value, self.config, self.major, self.path) = (name, value, config, major, path)
  }

  var name: String { config["name"]?.string ?? className }

  func unsupported(_ reason: String) -> ForeignModelError {
    ForeignModelError(path: path, problem: .unsupported(layer: "\(className) \(name.quoted)", reason: reason))
  }

  /// Refuses an option that says something else than it must.
  func require(_ condition: Bool, _ option: String, _ reason: String) throws(ForeignModelError) {
    guard condition else { throw unsupported("\(option): \(reason)") }
  }

  // MARK: Options

  /// - Parameter value: what it is where the file does not say.
  func flag(_ option: String, _ value: Bool = false) -> Bool { config[option]?.flag ?? value }

  func float(_ option: String, _ value: Float) -> Float { config[option]?.float ?? value }

  func size(_ option: String) throws(ForeignModelError) -> Int {
    guard let size = config[option]?.count else { throw unsupported("\(option): expected a whole number") }
    return size
  }

  /// A size that may stand in a list of one: `kernel_size`, `strides`.
  func onlySize(_ option: String, _ value: Int) throws(ForeignModelError) -> Int {
    guard let found = config[option] else { return value }
    let sizes = found.elements ?? [found]
    guard sizes.count == 1, let size = sizes[0].count else {
      throw unsupported("\(option): expected one whole number, got \(found.text.visible(60))")
    }
    return size
  }

  func activation(_ option: String, default name: String = "linear") throws(ForeignModelError) -> LayerActivation {
    let value = config[option]
    // A function of a package of Keras's is an object, which has its name.
    let object = value?["class_name"]?.string == "function" ? value?["config"] : value?["class_name"]
    guard let name = value == nil ? name : value?.string ?? object?.string,
      let activation = KerasActivation.layerActivation(name, major: major)
    else {
      throw unsupported("\(option): \(config[option]?.text.visible(60) ?? name) is not an activation that is here")
    }
    return activation
  }

  func padding() throws(ForeignModelError) -> SequencePadding {
    guard let padding = SequencePadding(rawValue: config["padding"]?.string ?? "valid") else {
      throw unsupported("padding: \(config["padding"]?.string ?? "") is neither valid, same nor causal")
    }
    return padding
  }

  /// The layer inside a wrapper.
  func inner(_ option: String) throws(ForeignModelError) -> KerasObject? {
    try config[option].map { (value) throws(ForeignModelError) in try KerasObject(value, major: major, path: path) }
  }
}
