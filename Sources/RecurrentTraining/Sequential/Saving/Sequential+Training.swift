import RecurrentLayers

/// The optimiser's memory, parameter by parameter, so that a file of it depends on nothing but names.
extension Sequential {
  /// One of the optimiser's arrays, as far as it is of one parameter.
  package struct OptimizerTensor: Sendable {
    /// `first_moment`.
    package let buffer: String
    package let parameter: NamedParameter
    /// Of the parameter's shape.
    package let values: Tensor
  }

  /// Empty where the model was not trained since it was compiled.
  package var optimizerTensors: [OptimizerTensor] {
    guard let optimizer = trainer?.optimizer else { return [] }
    return optimizer.state.buffers.sorted { $0.key < $1.key }.flatMap { name, values in
      optimizer.parameters.parameters.map { named in
        OptimizerTensor(
          buffer: name, parameter: named, values: optimizer.parameters.part(of: values, named.parameter))
      }
    }
  }

  /// The parts that the optimiser of a saved model has in ``optimizerTensors``; none where it was not trained.
  package func optimizerParts(
    _ configuration: SequentialConfiguration
  ) -> [(buffer: String, parameter: NamedParameter)] {
    guard configuration.training != nil else { return [] }
    let optimizer = requireTrainer().optimizer
    return optimizer.state.buffers.keys.sorted().flatMap { buffer in
      optimizer.parameters.parameters.map { (buffer, $0) }
    }
  }

  /// Makes ``fit(_:_:batchSize:epochs:validationSplit:validationData:shuffle:classWeight:sampleWeight:callbacks:checkpoints:shards:verbose:)``
  /// go on where the saved model was: the same steps, bit for bit.
  ///
  /// - Parameter read: gives what ``optimizerTensors`` held for a buffer and a parameter.
  package func resumeTraining(
    _ configuration: SequentialConfiguration, read: (_ buffer: String, NamedParameter) throws -> Tensor
  ) throws {
    guard let position = configuration.training else { return }
    let trainer = requireTrainer()
    let (optimizer, store) = (trainer.optimizer, trainer.optimizer.parameters)
    var state = optimizer.state
    state.step = position.steps
    for name in state.buffers.keys {
      state.buffers[name] = try store.joined { try read(name, $0) }
    }
    optimizer.state = state
    trainer.position = position
  }
}

extension ParameterStore {
  /// What of a flat array in the order of the store is of one parameter.
  fileprivate func part(of flat: Tensor, _ parameter: Parameter) -> Tensor {
    check(flat.shape == [block.count], "OptimizerState", "shape", expected: [block.count], got: flat.shape)
    let result = Tensor(uninitialized: parameter.shape)
    copy(flat.floats + parameter.offset, to: result.buffer.floats, count: parameter.count)
    return result
  }

  /// The other way round; zero between the parameters.
  fileprivate func joined(_ part: (NamedParameter) throws -> Tensor) rethrows -> Tensor {
    let result = Tensor.zeros([block.count])
    for named in parameters {
      let values = try part(named)
      copy(values.floats, to: result.buffer.floats + named.parameter.offset, count: named.parameter.count)
    }
    return result
  }
}
