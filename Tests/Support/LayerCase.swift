import RecurrentKernels

/// Which rows end early.
public enum LengthPattern: String, CaseIterable, Sendable {
  /// No `lengths` array at all.
  case absent
  /// All T, but said.
  case full
  /// Unsorted, the longest in the middle.
  case ragged
  /// The first and the last row are empty.
  case withEmptyRows
  case allEmpty

  func lengths(batch: Int, steps: Int) -> [Int32]? {
    switch self {
    case .absent: nil
    case .full: Array(repeating: Int32(steps), count: batch)
    case .ragged: (0..<batch).map { Int32($0 == batch / 2 ? steps : 1 + ($0 * 5 + 2) % steps) }
    case .withEmptyRows: (0..<batch).map { $0 == 0 || $0 == batch - 1 ? 0 : Int32(1 + $0 % steps) }
    case .allEmpty: Array(repeating: 0, count: batch)
    }
  }
}

/// What a layer is given beside its input and weights.
public struct LayerExtras: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let biases = LayerExtras(rawValue: 1)
  public static let initialState = LayerExtras(rawValue: 2)
  public static let inputMask = LayerExtras(rawValue: 4)
  public static let recurrentMask = LayerExtras(rawValue: 8)
  public static let all: LayerExtras = [.biases, .initialState, .inputMask, .recurrentMask]
}

/// N, T, D and H, named after the trap they set.
public struct LayerShape: Sendable {
  public let trap: String
  public let batch, steps, inputSize, hiddenSize: Int

  public init(_ trap: String, _ batch: Int, _ steps: Int, _ inputSize: Int, _ hiddenSize: Int) {
    self.trap = trap
    (self.batch, self.steps, self.inputSize, self.hiddenSize) = (batch, steps, inputSize, hiddenSize)
  }

  static let little = LayerShape("odd and little", 3, 4, 3, 5)

  static let table = [
    LayerShape("one of everything", 1, 1, 1, 1),
    LayerShape("one row", 1, 5, 3, 6),
    LayerShape("one step", 4, 1, 3, 5),
    LayerShape("one input", 3, 3, 1, 6),
    LayerShape("one unit", 3, 3, 4, 1),
    LayerShape("one unit short of 4 lanes", 2, 3, 2, 3),
    LayerShape("4 lanes", 2, 3, 3, 4),
    LayerShape("one unit short of 8 lanes", 2, 3, 9, 7),
    LayerShape("8 lanes and one unit", 3, 2, 8, 9),
    LayerShape("one unit short of 16 lanes", 2, 2, 15, 15),
    LayerShape("16 lanes", 4, 2, 16, 16),
    LayerShape("16 lanes and one unit", 2, 2, 17, 17),
    LayerShape("a row past a block of 8", 9, 2, 3, 8),
    LayerShape("rows for several threads", 19, 2, 4, 6),
    LayerShape("longer than wide", 2, 23, 2, 3),
    LayerShape("30 units, nobody's multiple", 2, 3, 5, 30),
    LayerShape("a panel of 48 and one", 2, 2, 5, 49),
    LayerShape("wide input, 77 units", 3, 2, 131, 77),
    LayerShape("100 units", 5, 2, 33, 100),
  ]
}

/// One row of the table that every backend walks.
public struct LayerCase: Sendable, CustomStringConvertible {
  public var trap: String
  public var descriptor: RecurrentDescriptor
  public var lengths = LengthPattern.absent
  public var extras: LayerExtras = [.biases]

  public init(
    _ shape: LayerShape, _ cell: Cell, direction: Direction = .forward, activation: Activation = .tanh,
    recurrentActivation: Activation = .sigmoid, lengths: LengthPattern = .absent, extras: LayerExtras = [.biases],
    checkpointEvery: Int = 0
  ) {
    trap = shape.trap
    descriptor = RecurrentDescriptor(
      cell: cell, direction: direction, activation: activation, recurrentActivation: recurrentActivation,
      training: true, batch: shape.batch, steps: shape.steps, inputSize: shape.inputSize,
      hiddenSize: shape.hiddenSize, checkpointEvery: checkpointEvery)
    self.lengths = lengths
    self.extras = extras
  }

  public var description: String {
    let d = descriptor
    let size = "N\(d.batch) T\(d.steps) D\(d.inputSize) H\(d.hiddenSize)"
    let options = "\(d.direction) \(d.activation)/\(d.recurrentActivation) lengths \(lengths) extras \(extras.rawValue)"
    return "\(d.cell) \(trap) (\(size)) \(options) checkpoint \(d.checkpointEvery)"
  }

  /// The numbers of the case, the same at every call.
  public func problem() -> LayerProblem {
    var random = SeededGenerator(seed: description)
    let d = descriptor
    // Rows of the recurrent weights have a norm near 1/2: the recursion contracts, also with f linear, so that float32
    // errors do not grow with the steps.
    let recurrentBound = 0.85 / Float(d.hiddenSize).squareRoot()
    let inputBound = 1.7 / Float(d.inputSize).squareRoot()
    var arguments: [LayerArgument: [Float]] = [
      .input: random.floats(d.count(.input)),
      .weightIH: random.floats(d.count(.weightIH), bound: inputBound),
      .weightHH: random.floats(d.count(.weightHH), bound: recurrentBound),
    ]
    if extras.contains(.biases) {
      arguments[.biasIH] = random.floats(d.count(.biasIH))
      arguments[.biasHH] = random.floats(d.count(.biasHH))
    }
    if extras.contains(.initialState) {
      arguments[.initialHidden] = random.floats(d.count(.initialHidden))
      if d.cell.hasCellState { arguments[.initialCell] = random.floats(d.count(.initialCell)) }
    }
    if extras.contains(.inputMask) { arguments[.inputMask] = random.mask(d.count(.inputMask), rate: 0.3) }
    if extras.contains(.recurrentMask) { arguments[.recurrentMask] = random.mask(d.count(.recurrentMask), rate: 0.3) }
    var cotangents: [LayerResult: [Float]] = [
      .output: random.floats(d.count(.output)), .finalHidden: random.floats(d.count(.finalHidden)),
    ]
    if d.cell.hasCellState { cotangents[.finalCell] = random.floats(d.count(.finalCell)) }
    var problem = LayerProblem(
      descriptor: d, lengths: lengths.lengths(batch: d.batch, steps: d.steps), arguments: arguments,
      cotangents: cotangents)
    problem.poisonPastLengths()
    return problem
  }
}

extension LayerProblem {
  /// Sets what no kernel may read into a result, input and output gradients at and past a row's length, to NaN.
  mutating func poisonPastLengths() {
    let d = descriptor
    for row in 0..<d.batch {
      for t in length(ofRow: row)..<d.steps {
        let place = row * d.steps + t
        for j in 0..<d.inputSize { arguments[.input]![place * d.inputSize + j] = .nan }
        let width = d.direction.count * d.hiddenSize
        for j in 0..<width { cotangents[.output]?[place * width + j] = .nan }
      }
    }
  }
}

extension LayerCase {
  /// Every shape in every cell, with all extras, directions and length patterns taking turns; then, on a little shape,
  /// every combination of options that could meet in a kernel's branches.
  public static let table: [LayerCase] = Cell.allCases.flatMap { shapes($0) + options($0) + activations($0) }

  private static func shapes(_ cell: Cell) -> [LayerCase] {
    LayerShape.table.enumerated().map { index, shape in
      LayerCase(
        shape, cell, direction: Direction.allCases[index % 3],
        lengths: index % 2 == 0 ? .absent : .ragged, extras: index % 3 == 1 ? [.biases] : .all)
    }
  }

  private static func options(_ cell: Cell) -> [LayerCase] {
    var cases: [LayerCase] = []
    for direction in Direction.allCases {
      for lengths in LengthPattern.allCases {
        for extras: LayerExtras in [[], [.biases, .initialState], [.biases, .recurrentMask], .all] {
          cases.append(LayerCase(.little, cell, direction: direction, lengths: lengths, extras: extras))
        }
      }
      for checkpointEvery in [1, 2, 3, 9] {
        cases.append(
          LayerCase(
            .little, cell, direction: direction, lengths: .ragged, extras: .all, checkpointEvery: checkpointEvery))
      }
    }
    return cases
  }

  private static func activations(_ cell: Cell) -> [LayerCase] {
    let (kernels, others) = (
      Activation.allCases.filter(\.isInKernelInterface), Activation.allCases.filter { !$0.isInKernelInterface }
    )
    let gates = cell == .rnn ? [.sigmoid] : kernels
    let pairs =
      kernels.flatMap { activation in gates.map { (activation, $0) } } + others.map { ($0, .sigmoid) }
      + (cell == .rnn ? [] : others.map { (.tanh, $0) })
    return pairs.map { activation, recurrentActivation in
      LayerCase(
        .little, cell, direction: .bidirectional, activation: activation, recurrentActivation: recurrentActivation,
        lengths: .ragged, extras: .all)
    }
  }
}
