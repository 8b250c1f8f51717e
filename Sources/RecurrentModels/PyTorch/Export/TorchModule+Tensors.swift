import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers

// The state dict, out and back.

extension TorchModule.Part {
  var shape: [Int] {
    switch meaning {
    case .parameter(let parameter), .addend(let parameter): parameter.shape
    case .fixed(let tensor): tensor.shape
    case .count: []
    }
  }

  fileprivate var stored: StoredTensor {
    switch meaning {
    case .parameter(let parameter): StoredTensor(name: name, shape: shape, floats: parameter.value.scalars)
    case .addend: StoredTensor(name: name, shape: shape, floats: Tensor.zeros(shape).scalars)
    case .fixed(let tensor): StoredTensor(name: name, shape: shape, floats: tensor.scalars)
    case .count: StoredTensor(name: name, shape: shape, integers: [0])
    }
  }
}

extension TorchModule {
  /// What the module's `state_dict` is asked to be.
  package var tensors: [StoredTensor] { parts.map(\.stored) }

  /// Whether a file has the tensors that the module's `state_dict` has, by their names.
  package func isNamed(in file: SafetensorsFile) -> Bool {
    Set(parts.map { TokenKey($0.name) }) == Set(file.entries.map { TokenKey($0.name) })
  }

  /// Gives the parameters that the module was made of the numbers of a file of its `state_dict`: as they were written, or
  /// after training there.
  ///
  /// - Throws: ``SafetensorsError`` with all tensors that are missing, left over or of another shape;
  ///   ``ForeignModelError`` for other numbers where the model's are fixed. The parameters then are as they were.
  package func load(_ file: SafetensorsFile) throws {
    try file.requireTensors(parts.map { ($0.name, $0.shape) })
    var values: [(parameter: Parameter, scalars: [Float])] = []
    for part in parts {
      switch part.meaning {
      case .parameter(let parameter): values.append((parameter, try file.floats(named: part.name)))
      case .addend(let parameter):
        let place = values.firstIndex { $0.parameter === parameter }!
        // Nothing added leaves every bit, that of -0 too.
        values[place].scalars = zip(values[place].scalars, try file.floats(named: part.name)).map {
          $1 == 0 ? $0 : $0 + $1
        }
      case .fixed(let tensor):
        guard try file.floats(named: part.name) == tensor.scalars else {
          throw ForeignModelError(
            path: file.path,
            problem: .malformed("\(part.name.quoted) has other numbers than the model, where they are not learned"))
        }
      case .count: break
      }
    }
    for (parameter, scalars) in values { parameter.value = Tensor(shape: parameter.shape, scalars: scalars) }
  }
}
