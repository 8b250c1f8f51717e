import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// What GuitarML's and AIDA-X's programs do around the layers of a file: the sound is made louder, goes through the layers,
/// is added to what comes out, and the sum is made louder.
///
///     { "model_data" : { "skip" : 1, ... }, "state_dict" : { ... } }
///     { "in_skip" : 1, "in_gain" : -3, "out_gain" : 6, "in_shape" : [...], "layers" : [...] }
///
/// Of an input with knobs the sound is the first feature.
struct SoundPath {
  private let addsInput: Bool
  private let inputGain: Float
  private let outputGain: Float

  /// - Parameter outputSize: of a step of the last layer.
  init(_ value: JSONValue, outputSize: Int, path: String) throws(ForeignModelError) {
    var addsInput = false
    for (name, skip) in [("model_data.skip", value["model_data"]?["skip"]), ("in_skip", value["in_skip"])] {
      // GuitarML's says how many features are added.
      guard let count = skip?.float, count != 0 else { continue }
      guard Int(exactly: count) == outputSize else {
        throw ForeignModelError(
          path: path,
          problem: .unsupported(
            layer: "\(name) \(count)", reason: "as many features are added as come out, which are \(outputSize)"))
      }
      addsInput = true
    }
    self.addsInput = addsInput
    (inputGain, outputGain) = (Self.factor(value["in_gain"]), Self.factor(value["out_gain"]))
  }

  /// Of decibels; AIDA-X hears nothing of -90 and less.
  private static func factor(_ decibels: JSONValue?) -> Float {
    guard let decibels = decibels?.float else { return 1 }
    return decibels > -90 ? Float(exp(Double(decibels) / 20 * log(10.0))) : 0
  }

  /// The layers with what is around them.
  func around(_ layers: [any LayerSpecification], inputSize: Int) -> [any LayerSpecification] {
    let gains = [inputGain] + [Float](repeating: 1, count: inputSize - 1)
    let first: [any LayerSpecification] = inputGain == 1 ? [] : [.rescaling(gains)]
    let last: [any LayerSpecification] = outputGain == 1 ? [] : [.rescaling(outputGain)]
    return first + (addsInput ? [.residual(layers)] : layers) + last
  }

  /// The modules of the layers, of a model of ``around(_:inputSize:)``.
  func modules(in model: Sequential) -> [any Module] {
    let inner = model.children.map(\.module).filter { !($0 is Rescaling) }
    return addsInput ? inner[0].children.map(\.module) : inner
  }
}
