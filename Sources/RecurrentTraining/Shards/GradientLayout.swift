import RecurrentLayers

/// How the gradients of a store are cut into parts, which are summed one after another: those of the layers above come
/// first, as their gradients are known first.
struct GradientLayout {
  enum Place {
    /// Elements of the store.
    case elements(Range<Int>)
    /// Of which few rows may be used.
    case table
  }

  struct Part {
    let place: Place
    /// Their numbers in the store.
    let parameters: Range<Int>
  }

  let parts: [Part]
  /// The part that each parameter belongs to.
  let partOfParameter: [Int]
  private let numbers: [ObjectIdentifier: Int]

  /// Fewer elements are not sent alone: 1 MiB.
  private static let leastElements = 1 << 18

  init(_ store: ParameterStore) {
    let parameters = store.parameters.map(\.parameter)
    var parts: [Part] = []
    var open: Part?
    func close() {
      if let last = open.take() { parts.append(last) }
    }
    for (number, parameter) in parameters.enumerated().reversed() {
      if parameter.isTable {
        close()
        parts.append(Part(place: .table, parameters: number..<(number + 1)))
        continue
      }
      let start = parameter.offset
      if case .elements(let elements)? = open?.place, let last = open {
        open = Part(
          place: .elements(start..<elements.upperBound), parameters: number..<last.parameters.upperBound)
      } else {
        open = Part(
          place: .elements(start..<(start + parameter.count)), parameters: number..<(number + 1))
      }
      if case .elements(let elements)? = open?.place, elements.count >= Self.leastElements { close() }
    }
    close()
    self.parts = parts
    var places = [Int](repeating: 0, count: parameters.count)
    for (place, part) in parts.enumerated() { for number in part.parameters { places[number] = place } }
    partOfParameter = places
    numbers = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { (ObjectIdentifier($1), $0) })
  }

  func number(of parameter: Parameter) -> Int? { numbers[ObjectIdentifier(parameter)] }
}
