/// How a parameter gets its first values. Shapes are PyTorch's: `[outputs, inputs]`, a recurrent layer's gates stacked
/// along the first axis.
public enum Initializer: Sendable, Hashable {
  /// The same number everywhere.
  case constant(Float)
  /// Even in a range.
  case uniform(ClosedRange<Float>)
  /// Normally distributed.
  case normal(mean: Float, standardDeviation: Float)
  /// The normal distribution without what lies beyond two standard deviations.
  case truncatedNormal(mean: Float, standardDeviation: Float)
  /// Mean 0 and variance `scale` / fan, so that a signal keeps its size through the layer.
  case varianceScaling(scale: Float, fan: Fan, distribution: Distribution)
  /// Orthonormal rows or columns, whichever are fewer. Saxe et al. 2014; Keras's for recurrent weights.
  case orthogonal
  /// The identity matrix, times a factor: a recurrent layer of ``Activation/relu`` starts out remembering (Le et al.
  /// 2015).
  case identity(Float = 1)

  /// What a weight's variance is divided by.
  public enum Fan: String, Sendable, Hashable, Codable {
    /// The numbers that go into a unit.
    case inputs
    /// The numbers that a unit goes into.
    case outputs
    /// The mean of both.
    case average
  }

  /// What numbers of a variance are drawn from.
  public enum Distribution: String, Sendable, Hashable, Codable {
    /// An even one.
    case uniform
    /// Truncated at two standard deviations, the variance corrected for it, as Keras has it.
    case normal
  }

  /// 0 everywhere.
  public static let zeros = Initializer.constant(0)
  /// 1 everywhere.
  public static let ones = Initializer.constant(1)

  /// Even in ±sqrt(6 / (inputs + outputs)). Glorot and Bengio 2010; Keras's for input weights.
  public static let glorotUniform = varianceScaling(scale: 1, fan: .average, distribution: .uniform)
  /// Glorot and Bengio 2010.
  public static let glorotNormal = varianceScaling(scale: 1, fan: .average, distribution: .normal)
  /// For ``Activation/relu``. He et al. 2015.
  public static let heUniform = varianceScaling(scale: 2, fan: .inputs, distribution: .uniform)
  /// For ``Activation/relu``. He et al. 2015.
  public static let heNormal = varianceScaling(scale: 2, fan: .inputs, distribution: .normal)
  /// LeCun et al. 1998.
  public static let lecunUniform = varianceScaling(scale: 1, fan: .inputs, distribution: .uniform)
  /// LeCun et al. 1998.
  public static let lecunNormal = varianceScaling(scale: 1, fan: .inputs, distribution: .normal)

  /// Even in ±1 / sqrt(`size`): PyTorch's for recurrent layers (`size` hidden) and linear ones (`size` inputs).
  public static func uniform(inverseRootOf size: Int) -> Initializer {
    let bound = 1 / Float(size).squareRoot()
    return .uniform(-bound...bound)
  }
}
