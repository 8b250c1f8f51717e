"""ONNX Runtime's recurrent operators on the benchmark's cases: inference alone, as it has no training on Linux CPUs. Of
lower precisions it has an LSTM with int8 weights, whose inputs and states are quantized as it runs."""

import logging
import pathlib
import tempfile

import bench
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

options = bench.arguments(__doc__)
logging.disable(logging.WARNING)  # quantize_dynamic recommends a pass that these graphs have no use for
random = np.random.default_rng(1)
operators = {"rnn": ("RNN", 1, {}), "lstm": ("LSTM", 4, {}), "gru": ("GRU", 3, {"linear_before_reset": 1})}


def tensor(name, *shape):
    return numpy_helper.from_array(random.uniform(-0.1, 0.1, shape).astype(np.float32), name)


def build(case):
    """Layers of [T, N, features]; an operator's output [T, S, N, H] is turned into the next one's input."""
    operator, gates, attributes = operators[case["cell"]]
    s, h, width = bench.directions(case), case["H"], case["D"]
    merged = numpy_helper.from_array(np.array([0, 0, s * h], np.int64), "merged")
    nodes, constants, current = [], [merged], "input"
    for i in range(bench.layers(case)):
        constants += [
            tensor(f"w{i}", s, gates * h, width),
            tensor(f"r{i}", s, gates * h, h),
            tensor(f"b{i}", s, 2 * gates * h),
        ]
        nodes += [
            helper.make_node(
                operator,
                [current, f"w{i}", f"r{i}", f"b{i}"],
                [f"y{i}"],
                hidden_size=h,
                direction="bidirectional" if s == 2 else "forward",
                **attributes,
            ),
            helper.make_node("Transpose", [f"y{i}"], [f"t{i}"], perm=[0, 2, 1, 3]),
            helper.make_node("Reshape", [f"t{i}", "merged"], [f"o{i}"]),
        ]
        current, width = f"o{i}", s * h
    batch = helper.make_tensor_value_info("input", TensorProto.FLOAT, [case["T"], case["N"], case["D"]])
    output = helper.make_tensor_value_info(current, TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "benchmark", [batch], [output], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)


def quantized(model):
    with tempfile.TemporaryDirectory() as folder:
        whole, small = pathlib.Path(folder) / "whole.onnx", pathlib.Path(folder) / "small.onnx"
        onnx.save(model, whole)
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, op_types_to_quantize=["LSTM"])
        return onnx.load(small)


def figures(case):
    if options.precision == "bf16" or (options.precision == "int8" and case["cell"] != "lstm"):
        return {}
    model = quantized(build(case)) if options.precision == "int8" else build(case)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), settings, providers=["CPUExecutionProvider"]
    )
    x = random.standard_normal((case["T"], case["N"], case["D"])).astype(np.float32)
    return {"forward_s": bench.median_seconds(lambda: session.run(None, {"input": x}), options.seconds)}


bench.answer(f"ONNX Runtime {onnxruntime.__version__}", options, figures)
