// A model goes out to ONNX and comes back as any exported model does: by the names of its inputs and outputs.
import Recurrent

let model = Sequential([.lstm(8), .dense(2)], inputShape: [nil, 3])
try model.exportONNX(to: "snippet.onnx")

let graph = try ONNXModel(contentsOf: "snippet.onnx")
print("takes", graph.inputs.map(\.name), "and gives", graph.outputs.map(\.name))

var random = RandomGenerator(seed: 1)
let x = Tensor.uniform([1, 5, 3], in: -1...1, using: &random)  // one sequence of 5 steps
let outputs = try graph.run(["input": ONNXTensor(x)])
print("the graph:", outputs["output"]!.floats, "the model:", try model.predict(x).scalars)
