/// The entries of Keras 3's `.keras`, a zip file.
enum KerasZip {
  static let configurationName = "config.json"
  static let metadataName = "metadata.json"
  static let weightsName = "model.weights.h5"
}
