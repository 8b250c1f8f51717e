import RecurrentFormats
import RecurrentFoundation

/// `STFT`: what each window of a signal has of each frequency, as one product of the windows with waves.
enum FourierOperator {
  /// The waves of longer windows would take more memory than those of sound, which have some hundred steps.
  private static let longestWindow = 4096

  /// Inputs: the signal [batch, steps] or [batch, steps, 1], the steps from window to window, the window's factors and its
  /// length, of which one may be left out. Gives [batch, windows, frequencies, 2], the real parts and the imaginary ones.
  @Sendable static func shortTime(_ call: NodeCall) throws -> [GraphValue?] {
    var signal = try call.dense(0, .float)
    if signal.rank == 3, signal.shape[2] == 1 { signal = signal.removing(axis: 2) }
    guard signal.rank == 2 else { throw NodeError.unsupported("a signal of shape \(signal.shape) is not known") }
    guard let step = try call.integers(1).first, step > 0 else {
      throw NodeError("its windows' distance is not above 0")
    }
    let factors = call.has(2) ? try call.view(2, .float) : nil
    let given = call.has(3) ? try call.integers(3).first : nil
    guard let size = given ?? factors?.count, size > 0, factors?.count ?? size == size else {
      throw NodeError("it has no window, or one of another length than it says")
    }
    guard size <= longestWindow else { throw NodeError.unsupported("a window of \(size) steps is too long") }
    let (batch, steps) = (signal.shape[0], signal.shape[1])
    guard steps >= size else { throw NodeError("its signal of \(steps) steps is shorter than a window of \(size)") }
    // Windows overlap where they lie.
    var windows = signal.inserting(axis: 2)
    windows.shape = [batch, (steps - size) / step + 1, size]
    windows.strides = [signal.strides[0], step * signal.strides[1], signal.strides[1]]
    let frequencies = call.integer("onesided", default: 1) != 0 ? size / 2 + 1 : size
    var waves = waves(size, frequencies)
    if let factors {
      let column = Expression.leaf(call.compiler.dense(factors).reshaped([size, 1])!)
      waves = call.compiler.compute(.leaf(waves) * column, as: .float32)
    }
    let product = try ProductOperators.product(call, windows, waves)
    return [GraphValue(product.reshaped([batch, windows.shape[1], frequencies, 2])!)]
  }

  /// [size, 2 · frequencies]: cos(2π k n / size) and -sin(2π k n / size), k · n taken modulo the size so that no angle is
  /// large.
  private static func waves(_ size: Int, _ frequencies: Int) -> View {
    var values = [Float](repeating: 0, count: size * frequencies * 2)
    for n in 0..<size {
      for k in 0..<frequencies {
        let angle = 2 * Double.pi * Double(k * n % size) / Double(size)
        let place = (n * frequencies + k) * 2
        (values[place], values[place + 1]) = (Float(cos(angle)), Float(-sin(angle)))
      }
    }
    return .constant(values, shape: [size, frequencies * 2])
  }
}
