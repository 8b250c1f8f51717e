import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

/// How many arrays Keras has of a layer.
struct KerasArrayCount {
  let trained: Int
  let others: Int

  var total: Int { trained + others }

  init(trained: Int = 0, others: Int = 0) { (self.trained, self.others) = (trained, others) }

  static func of(_ module: any Module) -> Self {
    switch module {
    case let time as TimeDistributed: return of(time.layer.module)
    case let both as Bidirectional: return both.layers.reduce(Self()) { $0 + of($1) }
    // A kernel, a recurrent kernel and a bias; a GRU's two biases are one array.
    case let layer as RecurrentLayer:
      let directions = layer.direction.count
      return Self(trained: directions * min(3, layer.parameters.count / directions))
    default:
      let trained = module.parameters.count { $0.isTrained }
      return Self(trained: trained, others: module.parameters.count - trained)
    }
  }

  static func + (first: Self, second: Self) -> Self {
    Self(trained: first.trained + second.trained, others: first.others + second.others)
  }

  /// The arrays of a model for each of its layers. Those that are trained stand first, of all layers; then the others, as
  /// the means of a batch normalization.
  static func split(_ arrays: [StoredTensor], _ counts: [Self]) -> [[StoredTensor]] {
    var rest = arrays[...]
    func take(_ count: Int) -> [StoredTensor] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    var layers = counts.map { take($0.trained) }
    for (index, count) in counts.enumerated() { layers[index] += take(count.others) }
    // What is left is too much: the last layer says so.
    layers[layers.count - 1] += rest
    return layers
  }
}
