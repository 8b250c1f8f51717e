import Recurrent

/// Serving.md, a model that learns while it answers.
func servingWhileTraining(
  _ model: Sequential, _ requests: [Tensor], _ x: Tensor, _ y: Tensor, _ answer: @escaping @Sendable (Tensor) -> Void
) async {
  let frozen = model.frozen()
  await withThrowingTaskGroup(of: Void.self) { group in
    for samples in requests { group.addTask { answer(try frozen.predict(samples)) } }
    group.addTask { try model.fit(x, y, epochs: 100) }  // changes nothing in the answers
  }
}

/// Serving.md, a module.
func servingAModule(_ network: Dense, _ x: Tensor) -> Tensor {
  let teacher = network.frozen()
  let targets = teacher { $0(x) }
  return targets
}

/// Serving.md, a task.
func servingATask() throws -> [[String]] {
  let tagger = try Tagger(contentsOf: "tagger").frozen()
  let tags = tagger.tags(of: [["The", "old", "man", "the", "boats", "."]])
  return tags
}
