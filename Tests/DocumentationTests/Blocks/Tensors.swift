import Recurrent

/// Tensors.md, making and reading.
func makingTensors() {
  let x = Tensor(shape: [2, 3, 1], scalars: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])  // two sequences of three steps
  let rows = Tensor([[1, 2], [3, 4]])  // [2, 2], and so for three axes
  let labels = IndexTensor([0, 2])  // classes, Int32
  let first = x[0, 2, 0]  // one element
  let all = x.scalars  // [Float], copied
  let total = x.sum().item  // the one element of a tensor of one
  let classes = rows.argmax()  // IndexTensor: the largest of each row
  _ = (labels, first, all, total, classes)
}

/// Tensors.md, computing.
func computingWithTensors(_ x: Tensor) -> Tensor {
  let centred = x - x.mean(axes: 1, keepingAxes: true)
  let joined = Tensor(concatenating: [x, centred], axis: 2)  // [2, 3, 2]
  let steps = joined.unstacked(axis: 1)  // three of [2, 2], for a loop over time
  let again = Tensor(stacking: steps, axis: 1)
  let part = again.slice(0..<2, axis: 1)  // the first two steps
  return part
}

/// Tensors.md, parameters.
func lookingAtParameters(_ model: some Module) throws {
  let store = ParameterStore(model)
  let best = store.values  // all of them, to be put back: store.values = best
  for named in store.parameters {
    print(named.name, named.parameter.shape, named.parameter.gradient?.scalars ?? [])
  }
  try model.save(to: "weights")  // of any module: a folder
  try model.loadWeights(contentsOf: "weights")
  _ = best
}
