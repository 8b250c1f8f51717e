"""Makes operators.npz: small ONNX models, their inputs, and what ONNX Runtime answers.

Usage: python make_operators.py (pip install onnx onnxruntime numpy). For each case `NAME.model` holds the file's bytes,
`NAME.in.X` its inputs and `NAME.out.Y` its outputs; `NAME.refused` are files that are not run here.
"""
import numpy as np
import onnxruntime as ort
from onnx import TensorProto as T, helper as h, numpy_helper
from onnx.reference import ReferenceEvaluator

rng = np.random.default_rng(7)
arrays = {}


def f(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def i(values):
    return np.array(values, np.int64)


def kind(array):
    return h.np_dtype_to_tensor_dtype(array.dtype)


def model(nodes, inputs, outputs, constants, opset, functions=()):
    graph = h.make_graph(
        nodes, "g",
        # Steps are left open, as streams need them.
        [h.make_tensor_value_info(n, kind(a), ("time", *a.shape[1:]) if n == "x" and a.ndim == 3 else a.shape)
         for n, a in inputs.items()],
        [h.make_tensor_value_info(n, t, None) for n, t in outputs.items()],
        [numpy_helper.from_array(a, n) for n, a in constants.items()])
    made = h.make_model(graph, functions=functions, ir_version=8,
                        opset_imports=[h.make_opsetid("", opset)] + [h.make_opsetid(f.domain, 1) for f in functions])
    return made


def run(made, inputs):
    return ort.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, inputs)


def case(name, nodes, inputs, outputs=None, constants=None, opset=17, functions=(), answer=run):
    """`nodes` is one operator with its attributes, or a list of nodes."""
    constants = constants or {}
    outputs = outputs or {"y": T.FLOAT}
    if isinstance(nodes, tuple):
        operator, attributes = nodes
        nodes = [h.make_node(operator, list(inputs) + list(constants), list(outputs), name="node", **attributes)]
    made = model(nodes, inputs, outputs, constants, opset, functions)
    results = answer(made, inputs)
    arrays[name + ".model"] = np.frombuffer(made.SerializeToString(), np.uint8)
    for n, a in inputs.items():
        arrays[f"{name}.in.{n}"] = a
    for n, a in zip(outputs, results):
        arrays[f"{name}.out.{n}"] = np.asarray(a)


x = f(2, 3, 4)
for operator in ("Sigmoid Tanh Relu Softplus Softsign HardSigmoid Elu Selu LeakyRelu ThresholdedRelu Exp Abs Neg Sign "
                 "Floor Ceil Round Erf Reciprocal HardSwish Identity Sin Cos").split():
    case(operator, (operator, {}), {"x": x})
case("Sqrt", ("Sqrt", {}), {"x": abs(x)})
case("Log", ("Log", {}), {"x": abs(x) + 0.1})
case("Clip", ("Clip", {}), {"x": x}, constants={"low": np.float32(-0.5), "high": np.float32(0.7)})
case("Clip6", ("Clip", {"min": -0.5, "max": 0.7}), {"x": x}, opset=9)
for operator in "Add Sub Mul Div Max Min".split():
    case(operator, (operator, {}), {"a": f(2, 3, 4), "b": f(3, 1)})
case("Pow", ("Pow", {}), {"a": abs(x), "b": f(4)})
case("PRelu", ("PRelu", {}), {"x": x, "slope": f(3, 1)})
case("Where", ("Where", {}), {"c": f(3, 4) > 0, "a": x, "b": f(4)})
for operator in "Equal Less Greater LessOrEqual GreaterOrEqual".split():
    case(operator, (operator, {}), {"a": i([1, 2, 3]), "b": i([3, 2, 1])}, {"y": T.BOOL})
case("ModInt", ("Mod", {}), {"a": i([-7, 7, -7]), "b": i([3, -3, -3])}, {"y": T.INT64})
case("DivInt", ("Div", {}), {"a": i([-7, 7, -7]), "b": i([3, -3, -3])}, {"y": T.INT64})
case("ScalarWithAxes", [h.make_node("Add", ["a", "b"], ["c"]), h.make_node("Concat", ["c", "x"], ["y"], axis=0)], {"x": f(2)},
     constants={"a": f(1), "b": f(1)})
case("Transpose", ("Transpose", {"perm": [2, 0, 1]}), {"x": x})
case("Reshape", ("Reshape", {}), {"x": x}, constants={"s": i([0, -1])})
case("Flatten", ("Flatten", {"axis": 2}), {"x": x})
case("Slice", ("Slice", {}), {"x": x}, constants={"s": i([-1, 1]), "e": i([-9223372036854775808, 9223372036854775807]),
                                                  "a": i([2, 1]), "t": i([-1, 2])})
case("Slice9", ("Slice", {"starts": [0, 1], "ends": [2, 100], "axes": [1, 2]}), {"x": x}, opset=9)
case("Split", ("Split", {"axis": 2, "split": [1, 3]}), {"x": x}, {"y": T.FLOAT, "z": T.FLOAT}, opset=11)
case("SplitOfNothing", [h.make_node("Split", ["x", "s"], ["a", "b"], axis=2), h.make_node("Concat", ["b", "a"], ["c"], axis=2), h.make_node("Add", ["c", "x"], ["y"])],
     {"x": x}, constants={"s": i([4, 0])})
case("Concat", ("Concat", {"axis": -1}), {"a": x, "b": f(2, 3, 1), "c": f(2, 3, 2)})
case("Tile", ("Tile", {}), {"x": x}, constants={"r": i([1, 2, 3])})
case("Expand", ("Expand", {}), {"x": f(3, 1)}, constants={"s": i([2, 1, 4])})
for mode in ("constant", "reflect", "edge"):
    case("Pad." + mode, ("Pad", {"mode": mode}), {"x": x}, constants={"p": i([0, 1, 2, 0, 2, 3])})
case("PadOld", ("Pad", {"pads": [0, -1, 2, 0, 1, 0], "value": 3.0}), {"x": x}, opset=10)
case("Gather", ("Gather", {"axis": 1}), {"x": x, "i": i([[0, -1], [2, 1]])})
case("GatherScalar", ("Gather", {"axis": 1}), {"x": x}, constants={"i": np.array(-1, np.int64)})
case("GatherElements", ("GatherElements", {"axis": 2}), {"x": x, "i": i([[[0, -1]] * 3] * 2)})
case("GatherND", ("GatherND", {}), {"x": x, "i": i([[0, 1], [1, 2]])})
case("ScatterND", ("ScatterND", {}), {"x": x, "i": i([[1, 2], [0, 0]]), "u": f(2, 4)})
case("ScatterNDSlice", [h.make_node("ScatterND", ["x", "i", "u"], ["y"])], {"x": x, "u": f(1, 2, 4)},
     constants={"i": i([[[1, 1], [1, 2]]])})
case("ScatterElements", ("ScatterElements", {"axis": 1}), {"x": x, "i": i([[[0, 1, 2, -1]]] * 2), "u": f(2, 1, 4)})
case("CumSum", ("CumSum", {"reverse": 1, "exclusive": 1}), {"x": x}, constants={"a": np.array(1, np.int64)})
case("ReverseSequence", ("ReverseSequence", {"time_axis": 0, "batch_axis": 1}), {"x": f(4, 3, 2), "l": i([4, 2, 1])})
case("OneHot", ("OneHot", {"axis": 0}), {"i": i([0, 2, -1])}, constants={"d": i([4]), "v": np.float32([0.5, 2])})
case("NonZero", ("NonZero", {}), {"x": np.float32([[1, 0], [3, 4]])}, {"y": T.INT64})
case("ArgMax", ("ArgMax", {"axis": 1, "keepdims": 0}), {"x": x}, {"y": T.INT64})
case("TopK", ("TopK", {"axis": 1}), {"x": x}, {"y": T.FLOAT, "p": T.INT64}, constants={"k": i([2])})
case("MatMul", ("MatMul", {}), {"a": f(2, 1, 3, 4), "b": f(5, 4, 6)})
case("MatMulVector", ("MatMul", {}), {"a": f(4), "b": f(2, 4, 6)})
case("Gemm", ("Gemm", {"transB": 1, "alpha": 0.5, "beta": 2.0}), {"a": f(3, 4), "b": f(5, 4), "c": f(5)})
case("Einsum", ("Einsum", {"equation": "btgi,gih->btgh"}), {"a": f(2, 3, 4, 5), "b": f(4, 5, 6)})
case("Conv1D", ("Conv", {"strides": [2], "pads": [1, 2]}), {"x": f(2, 3, 9), "w": f(5, 3, 3), "b": f(5)})
case("ConvGroups", ("Conv", {"group": 2, "dilations": [1, 2], "pads": [0, 1, 1, 0]}), {"x": f(2, 4, 6, 7), "w": f(6, 2, 3, 2)})
case("ConvSame", ("Conv", {"auto_pad": "SAME_UPPER", "strides": [2, 1]}), {"x": f(1, 2, 5, 6), "w": f(3, 2, 2, 3)})
case("ConvOne", ("Conv", {}), {"x": f(2, 3, 5), "w": f(4, 3, 1)})
case("ConvTranspose", ("ConvTranspose", {"group": 2, "strides": [2, 1], "pads": [1, 0, 0, 1], "output_padding": [1, 0],
                                         "dilations": [1, 2]}), {"x": f(2, 4, 3, 5), "w": f(4, 3, 2, 3), "b": f(6)})
case("MaxPool", ("MaxPool", {"kernel_shape": [2, 3], "strides": [2, 1], "ceil_mode": 1}), {"x": f(1, 2, 5, 6)})
case("AveragePool", ("AveragePool", {"kernel_shape": [3], "pads": [1, 1]}), {"x": f(1, 2, 5)})
case("GlobalAveragePool", ("GlobalAveragePool", {}), {"x": f(2, 3, 4, 5)})
case("BatchNormalization", ("BatchNormalization", {}), {"x": f(2, 3, 4), "s": f(3), "b": f(3), "m": f(3), "v": abs(f(3))})
case("InstanceNormalization", ("InstanceNormalization", {}), {"x": f(2, 3, 4), "s": f(3), "b": f(3)})
case("LayerNormalization", ("LayerNormalization", {"axis": -2}), {"x": x, "s": f(3, 4), "b": f(3, 4)})
case("Softmax", ("Softmax", {"axis": 1}), {"x": x})
case("Softmax11", ("Softmax", {"axis": 1}), {"x": x}, opset=11)
case("LogSoftmax", ("LogSoftmax", {}), {"x": x})
for operator in "ReduceMean ReduceMax ReduceMin ReduceProd ReduceSumSquare ReduceL1 ReduceL2 ReduceLogSumExp".split():
    case(operator, (operator, {"axes": [0, 2], "keepdims": 0}), {"x": x})
case("ReduceSum", ("ReduceSum", {}), {"x": x}, constants={"a": i([-1])})
case("QuantizeLinear", ("QuantizeLinear", {"axis": 1}), {"x": x}, {"y": T.INT8},
     {"s": np.float32([0.01, 0.02, 0.1]), "z": np.int8([1, 0, -3])})
case("DequantizeLinear", ("DequantizeLinear", {}), {"x": np.uint8([0, 7, 255])}, constants={"s": np.float32(0.1), "z": np.uint8(7)})
case("DynamicQuantizeLinear", ("DynamicQuantizeLinear", {}), {"x": x}, {"y": T.UINT8, "s": T.FLOAT, "z": T.UINT8})
case("MatMulInteger", ("MatMulInteger", {}), {"a": np.uint8([[1, 200], [3, 4]]), "b": np.int8([[5, -6], [7, 8]])},
     {"y": T.INT32}, {"za": np.uint8(3), "zb": np.int8(-1)})
matrix = np.float32([[1, -2, 3], [np.inf, 5, 6]])
case("Trilu", ("Trilu", {}), {"x": matrix})
case("TriluBelow", ("Trilu", {"upper": 0}), {"x": np.arange(18).reshape(2, 3, 3)}, {"y": T.INT64}, {"k": i(-1)})
sound = np.sin(np.arange(40, dtype=np.float32) ** 1.5 / 9)
case("STFT", [h.make_node("STFT", ["x", "step", "w"], ["y"])], {"x": sound.reshape(2, 20)[:, :, None].copy()}, None,
     {"step": i(3), "w": np.hamming(8).astype(np.float32)})
case("STFTWhole", [h.make_node("STFT", ["x", "step", "", "n"], ["y"], onesided=0)], {"x": sound.reshape(2, 20)}, None,
     {"step": i(5), "n": i(7)})
case("ConvInteger", ("ConvInteger", {"pads": [1, 1]}), {"x": np.uint8([[[1, 2, 200]]]), "w": np.uint8([[[3, 4]], [[5, 6]]])},
     {"y": T.INT32}, {"zx": np.uint8(3), "zw": np.uint8(2)})

# What only an input's numbers decide.
then = h.make_graph([h.make_node("Neg", ["x"], ["t"])], "then", [], [h.make_tensor_value_info("t", T.FLOAT, None)])
other = h.make_graph([h.make_node("Identity", ["x"], ["o"])], "else", [], [h.make_tensor_value_info("o", T.FLOAT, None)])
quantized = [("as", np.float32(0.5)), ("az", np.uint8(3)), ("b", np.int8([[5, -6, 7], [7, 8, -9]])),
             ("bs", np.float32([0.2, 0.1, 0.3])), ("bz", np.int8([1, 0, -2])), ("ys", np.float32(4)), ("yz", np.uint8(20))]
case("QLinearMatMul", ("QLinearMatMul", {}), {"a": np.uint8([[1, 200], [3, 4]])}, {"y": T.UINT8}, dict(quantized))
quantized = [("xs", np.float32(0.25)), ("xz", np.uint8(7)), ("w", np.int8([[[3, -4]], [[5, 6]]])),
             ("ws", np.float32([0.5, 0.02])), ("wz", np.int8([0, 0])), ("ys", np.float32(0.75)), ("yz", np.uint8(100)),
             ("c", np.int32([9, -2000]))]
case("QLinearConv", ("QLinearConv", {"pads": [1, 1]}), {"x": np.uint8([[[1, 2, 200]]])}, {"y": T.UINT8}, dict(quantized))
case("IfOnData", [h.make_node("ReduceSum", ["x"], ["s"], keepdims=0), h.make_node("Greater", ["s", "zero"], ["c"]),
                  h.make_node("If", ["c"], ["y"], then_branch=then, else_branch=other)],
     {"x": abs(x)}, constants={"zero": np.float32(0)})
body = h.make_graph(
    [h.make_node("Add", ["s", "x"], ["s2"]), h.make_node("Identity", ["s2"], ["each"]), h.make_node("Identity", ["c"], ["c2"])],
    "body", [h.make_tensor_value_info("n", T.INT64, []), h.make_tensor_value_info("c", T.BOOL, []),
             h.make_tensor_value_info("s", T.FLOAT, [3])],
    [h.make_tensor_value_info("c2", T.BOOL, []), h.make_tensor_value_info("s2", T.FLOAT, [3]),
     h.make_tensor_value_info("each", T.FLOAT, [3])])
case("Loop", [h.make_node("Loop", ["trips", "", "start"], ["y", "all"], body=body)], {"trips": np.array(4, np.int64), "x": f(3)},
     {"y": T.FLOAT, "all": T.FLOAT}, {"start": np.zeros(3, np.float32)})
step = h.make_graph([h.make_node("Add", ["s", "e"], ["s2"]), h.make_node("Mul", ["s2", "e"], ["o"])], "step",
                    [h.make_tensor_value_info("s", T.FLOAT, [2]), h.make_tensor_value_info("e", T.FLOAT, [2])],
                    [h.make_tensor_value_info("s2", T.FLOAT, [2]), h.make_tensor_value_info("o", T.FLOAT, [2])])
case("Scan", [h.make_node("Scan", ["s", "x"], ["y", "all"], body=step, num_scan_inputs=1, scan_input_directions=[1])],
     {"s": f(2), "x": f(5, 2)}, {"y": T.FLOAT, "all": T.FLOAT})

# An operator of the model's own, called twice: an attribute of the caller's, and an inner name that both calls have.
slope = h.make_node("LeakyRelu", ["x"], ["inner"])
reference = slope.attribute.add()
reference.name, reference.ref_attr_name, reference.type = "alpha", "slope", 1  # AttributeProto.FLOAT
own = h.make_function("own", "Leaky", ["x", "b"], ["y"], [slope, h.make_node("Add", ["inner", "b"], ["y"])],
                      [h.make_opsetid("", 17)], ["slope"])
case("Function", [h.make_node("Leaky", ["x", "b"], ["inner"], domain="own", slope=0.3),
                  h.make_node("Leaky", ["inner", "b"], ["y"], domain="own", slope=0.7)],
     {"x": x, "b": f(4)}, functions=[own])

# Recurrent nodes: the kernels' forms, and those that only formulas compute.
D, H = 3, 4


def recurrent(name, operator, gates, directions=1, extra=(), **attributes):
    inputs = {"x": f(5, 2, D)}
    constants = {"w": f(directions, gates * H, D), "r": f(directions, gates * H, H), "b": f(directions, 2 * gates * H)}
    names = ["x", "w", "r", "b", "", "", "", ""]
    for place, key, value in extra:
        names[place] = key
        (inputs if key != "p" else constants)[key] = value
    while names[-1] == "":
        names.pop()
    outputs = {"y": T.FLOAT, "h": T.FLOAT, "c": T.FLOAT} if operator == "LSTM" else {"y": T.FLOAT, "h": T.FLOAT}
    case(name, [h.make_node(operator, names, list(outputs), hidden_size=H, name="layer", **attributes)], inputs, outputs, constants)


lengths = np.array([5, 2], np.int32)
recurrent("LSTM", "LSTM", 4)
recurrent("LSTMStates", "LSTM", 4, 2, ((4, "l", lengths), (5, "h0", f(2, 2, H)), (6, "c0", f(2, 2, H))), direction="bidirectional")
recurrent("LSTMPeepholes", "LSTM", 4, 1, ((7, "p", f(1, 3 * H)),), direction="reverse")
recurrent("LSTMClip", "LSTM", 4, 1, ((4, "l", lengths),), clip=0.3)
recurrent("LSTMCoupled", "LSTM", 4, input_forget=1)
recurrent("LSTMActivations", "LSTM", 4, activations=["HardSigmoid", "ScaledTanh", "Affine"], activation_alpha=[0.2, 1.5, 0.5],
          activation_beta=[0.5, 0.7, 0.1])
recurrent("GRUAfter", "GRU", 3, 2, direction="bidirectional", linear_before_reset=1)
recurrent("GRUBefore", "GRU", 3, 1, ((4, "l", lengths), (5, "h0", f(1, 2, H))))
recurrent("GRUClip", "GRU", 3, clip=0.3, linear_before_reset=1)
recurrent("RNN", "RNN", 1, 2, direction="bidirectional", activations=["Relu", "Tanh"])

# Sums of one operand, diagonals, axes that are left, three operands, and a result that is not said.
for number, (equation, shapes) in enumerate({
        "bij->bi": [(2, 3, 4)], "ii->i": [(3, 3)], "bii->": [(2, 3, 3)], "...ij,...jk->...ik": [(2, 5, 3, 4), (1, 5, 4, 2)],
        "bi,ij,bj->b": [(2, 3), (3, 4), (2, 4)], "ba,bc": [(2, 3), (2, 4)], "i,i->": [(4,), (4,)],
        "bij,k->bk": [(2, 3, 4), (5,)]}.items()):
    case(f"Einsum{number}", ("Einsum", {"equation": equation}), {f"a{n}": f(*shape) for n, shape in enumerate(shapes)})
for reduction in "add mul max min".split():
    case("ScatterND" + reduction, ("ScatterND", {"reduction": reduction}), {"x": f(3, 4)},
         constants={"places": i([[0], [2], [0]]), "updates": f(3, 4)}, opset=18)
    case("ScatterElements" + reduction, ("ScatterElements", {"axis": 1, "reduction": reduction}), {"x": f(2, 4)},
         constants={"places": i([[1, 3, 1], [0, 0, -1]]), "updates": f(2, 3)}, opset=18)
case("ScatterElementsWhole", ("ScatterElements", {"reduction": "add"}), {"x": i([[1, 2], [3, 4]])}, {"y": T.INT64},
     {"places": i([[0, 1], [0, 0]]), "updates": i([[5, 6], [7, 8]])}, opset=18)
case("TopKWhole", ("TopK", {"axis": 1}), {"x": i([[3, 1, 2, 3], [-5, 7, 7, 0]])}, {"y": T.INT64, "places": T.INT64},
     {"k": i([3])})
case("GatherNDBatch", ("GatherND", {"batch_dims": 1}), {"x": f(2, 3, 4)},
     constants={"places": i([[[1], [-1]], [[0], [2]]])})
case("ArgMaxLast", ("ArgMax", {"axis": 1, "select_last_index": 1}),
     {"x": np.array([[1, 3, 3, 0], [2, 2, 1, 2]], np.float32)}, {"y": T.INT64})
case("DequantizeBlocks", ("DequantizeLinear", {"axis": 1, "block_size": 3}),
     {"x": np.arange(-8, 8).astype(np.int8).reshape(2, 8)},
     constants={"scale": abs(f(2, 3)) + 0.1, "zero": np.array([[1, -2, 3], [0, 4, -5]], np.int8)}, opset=21)
for pool, ceiling in ("Floor", 0), ("Ceiling", 1):
    case("AveragePool" + pool, ("AveragePool", {"kernel_shape": [3, 3], "strides": [2, 3], "dilations": [2, 1],
                                                "pads": [1, 0, 1, 1], "count_include_pad": 1, "ceil_mode": ceiling}),
         {"x": f(1, 2, 8, 9)}, opset=19)
# Infinities are cut, so that answers can be subtracted.
infinite = np.where(np.arange(8).reshape(2, 4) < 4, -np.inf, 1).astype(np.float32)
for name, operator, array in (("ReduceMaxOfNone", "ReduceMax", f(2, 0, 3)), ("ReduceMinOfNone", "ReduceMin", f(2, 0, 3)),
                              ("ReduceSumOfNone", "ReduceSum", f(2, 0, 3)), ("ReduceProdOfNone", "ReduceProd", f(2, 0, 3)),
                              ("ReduceLogSumExpInfinite", "ReduceLogSumExp", infinite)):
    case(name, [h.make_node(operator, ["v", "a"], ["r"], name="node"), h.make_node("Clip", ["r", "low", "high"], ["y"])],
         {"v": array}, constants={"a": i([1]), "low": np.float32(-1000), "high": np.float32(1000)}, opset=20)
case("ReduceMaxWholeOfNone", ("ReduceMax", {}), {"v": np.zeros((2, 0), np.int32)}, {"y": T.INT32}, {"a": i([1])}, opset=20)
# Numbers that floats do not hold.
large = i([[2**24 + 1, -3, 2**24 + 3], [7, 2**33 + 5, 2]])
for operator in "ReduceSum ReduceMax ReduceMin ReduceProd".split():
    case(operator + "Whole", (operator, {"keepdims": 0}), {"v": large}, {"y": T.INT64}, {"a": i([1])}, opset=18)
for order in 0, 1:
    case(f"MaxPoolPlaces{order}", ("MaxPool", {"kernel_shape": [2, 3], "pads": [1, 0, 0, 1], "storage_order": order}),
         {"x": f(2, 2, 4, 5)}, {"y": T.FLOAT, "places": T.INT64})
rows = h.make_graph(
    [h.make_node("Add", ["s", "e"], ["s2"]), h.make_node("Tanh", ["s2"], ["t"])], "rows",
    [h.make_tensor_value_info(n, T.FLOAT, [2]) for n in "se"],
    [h.make_tensor_value_info(n, T.FLOAT, [2]) for n in ("s2", "t")])
case("ScanOfBatches", [h.make_node("Scan", ["", "s", "x"], ["y", "all"], body=rows, num_scan_inputs=1, name="node")],
     {"s": f(3, 2), "x": f(3, 4, 2)}, {"y": T.FLOAT, "all": T.FLOAT}, opset=8)
case("DropoutOfNothing", ("Dropout", {}), {"x": f(2, 3)}, {"y": T.FLOAT, "mask": T.BOOL},
     {"ratio": np.float32(0), "training": np.array(True)})
# ONNX Runtime does not run it; the standard's own evaluator does.
case("BatchNormalizationTraining", ("BatchNormalization", {"training_mode": 1, "momentum": 0.7}),
     {"x": f(2, 3, 4), "s": f(3), "b": f(3), "m": f(3), "v": abs(f(3))},
     {"y": T.FLOAT, "mean": T.FLOAT, "variance": T.FLOAT}, answer=lambda made, inputs: ReferenceEvaluator(made).run(None, inputs))
case("ReduceL1Whole", ("ReduceL1", {}), {"v": np.int32([[3, -4], [-5, 6]])}, {"y": T.INT32}, {"a": i([0])}, opset=18)
case("Acos", ("Acos", {}), {"x": np.tanh(x)})
case("Atan", ("Atan", {}), {"x": x})

# Sequences: what scripted loops of PyTorch append to.
def sequences(name):
    return h.make_tensor_sequence_value_info(name, T.FLOAT, None)


append = h.make_graph(
    [h.make_node("Gather", ["x", "step"], ["e"]), h.make_node("Add", ["s", "e"], ["s2"]),
     h.make_node("SequenceInsert", ["q", "s2"], ["q2"]), h.make_node("Identity", ["go"], ["on"])], "append",
    [h.make_tensor_value_info("step", T.INT64, []), h.make_tensor_value_info("go", T.BOOL, []),
     h.make_tensor_value_info("s", T.FLOAT, None), sequences("q")],
    [h.make_tensor_value_info("on", T.BOOL, []), h.make_tensor_value_info("s2", T.FLOAT, None), sequences("q2")])
case("SequenceLoop",
     [h.make_node("SequenceEmpty", [], ["empty"]), h.make_node("Loop", ["n", "", "s", "empty"], ["last", "q"], body=append, name="node"),
      h.make_node("ConcatFromSequence", ["q"], ["y"], axis=1, new_axis=1), h.make_node("SequenceLength", ["q"], ["count"])],
     {"x": f(4, 2, 3), "s": f(2, 3), "n": i(3)}, {"y": T.FLOAT, "last": T.FLOAT, "count": T.INT64})
case("SequenceEdits",
     [h.make_node("SplitToSequence", ["x", "parts"], ["q"], axis=1), h.make_node("SequenceErase", ["q", "one"], ["q1"]),
      h.make_node("SequenceInsert", ["q1", "x", "minus"], ["q2"]), h.make_node("SequenceErase", ["q2"], ["q3"]),
      h.make_node("ConcatFromSequence", ["q3"], ["y"], axis=-2), h.make_node("SequenceAt", ["q2", "minus"], ["z"])],
     {"x": f(2, 6, 3)}, {"y": T.FLOAT, "z": T.FLOAT}, {"parts": i([1, 2, 3]), "one": i(1), "minus": i(-1)})
for name, options, size in (("Steps", {"keepdims": 0}, []), ("Unbind", {"keepdims": 0}, ["one"]), ("Chunks", {}, ["two"])):
    case("Sequence" + name,
         [h.make_node("SplitToSequence", ["x", *size], ["q"], axis=1, **options), h.make_node("SequenceAt", ["q", "i"], ["y"])],
         {"x": f(2, 5, 3), "i": i(2)}, constants={"one": i(1), "two": i(2)})
several = h.make_graph([h.make_node("SequenceConstruct", ["x", "c"], ["q"])], "several", [], [sequences("q")])
alone = h.make_graph([h.make_node("SequenceConstruct", ["c"], ["r"])], "alone", [], [sequences("r")])
case("SequenceIf",
     [h.make_node("ReduceSum", ["x"], ["sum"], keepdims=0), h.make_node("Cast", ["sum"], ["b"], to=T.BOOL),
      h.make_node("If", ["b"], ["s"], then_branch=several, else_branch=alone, name="node"),
      h.make_node("Identity", ["s"], ["t"]), h.make_node("ConcatFromSequence", ["t"], ["y"], axis=0)],
     {"x": f(1, 3)}, constants={"c": f(2, 3)})
case("SequenceOfConstants",
     [h.make_node("SequenceConstruct", ["c", "d"], ["q"]), h.make_node("SequenceAt", ["q", "one"], ["e"]), h.make_node("Mul", ["x", "e"], ["y"])],
     {"x": f(2, 3)}, constants={"c": f(2, 3), "d": f(2, 3), "one": i(1)})

# Remainders as C has them, by infinite numbers and of large quotients too.
some = np.array([5.5, -5.5, 1e8, -2, 7, 3], np.float32)
case("ModFloat", ("Mod", {"fmod": 1}), {"a": some, "b": np.array([2, 2, 0.7, np.inf, -np.inf, -2], np.float32)})

# Values that may be missing.
tensor = h.make_tensor_type_proto(T.FLOAT, None)
some = h.make_graph([h.make_node("Optional", ["x"], ["o"])], "some", [],
                    [h.make_value_info("o", h.make_optional_type_proto(tensor))])
none = h.make_graph([h.make_node("Optional", [], ["p"], type=tensor)], "none", [],
                    [h.make_value_info("p", h.make_optional_type_proto(tensor))])
got = h.make_graph([h.make_node("OptionalGetElement", ["v"], ["e"]), h.make_node("Neg", ["e"], ["r"])], "got", [],
                   [h.make_tensor_value_info("r", T.FLOAT, None)])
other = h.make_graph([h.make_node("Identity", ["x"], ["s"])], "other", [], [h.make_tensor_value_info("s", T.FLOAT, None)])
for name, value in (("Some", 1.0), ("None", 0.0)):
    case("Optional" + name,
         [h.make_node("Cast", ["b"], ["c"], to=T.BOOL), h.make_node("If", ["c"], ["v"], then_branch=some, else_branch=none),
          h.make_node("OptionalHasElement", ["v"], ["has"]),
          h.make_node("If", ["has"], ["y"], then_branch=got, else_branch=other, name="node")],
         {"x": f(2, 3), "b": np.array(value, np.float32)}, {"y": T.FLOAT, "has": T.BOOL})

scaled = h.make_graph([h.make_node("Mul", ["a", "s"], ["m"]), h.make_node("Add", ["m", "d"], ["n"])], "scaled",
                      [h.make_tensor_value_info(n, T.FLOAT, None) for n in ("a", "d", "s")],
                      [h.make_tensor_value_info(n, T.FLOAT, None) for n in ("m", "n")])
case("SequenceMap",
     [h.make_node("SplitToSequence", ["x", "two"], ["q"], axis=0), h.make_node("SplitToSequence", ["z", "two"], ["r"], axis=0),
      h.make_node("SequenceMap", ["q", "r", "s"], ["m", "n"], body=scaled, name="node"),
      h.make_node("ConcatFromSequence", ["m"], ["y"], axis=0), h.make_node("ConcatFromSequence", ["n"], ["w"], axis=0)],
     {"x": f(5, 3), "z": f(5, 3), "s": f(3)}, {"y": T.FLOAT, "w": T.FLOAT}, {"two": i(2)})

# What is neither taken nor given: a sequence, and elements of eight bits with a fraction.
eights = h.make_tensor_value_info("x", T.FLOAT8E4M3FN, [2])
for name, node, inputs, outputs in (
        ("SequenceIn", h.make_node("SequenceAt", ["q", "i"], ["y"]), [sequences("q")], [h.make_tensor_value_info("y", T.FLOAT, None)]),
        ("SequenceOut", h.make_node("SequenceConstruct", ["c", "c"], ["q"]), [], [sequences("q")]),
        ("EightBitsIn", h.make_node("Cast", ["x"], ["y"], to=T.FLOAT), [eights], [h.make_tensor_value_info("y", T.FLOAT, None)])):
    constants = [numpy_helper.from_array(i(0), "i"), numpy_helper.from_array(f(2), "c")]
    made = h.make_model(h.make_graph([node], "g", inputs, outputs, constants), ir_version=9, opset_imports=[h.make_opsetid("", 19)])
    arrays[name + ".refused"] = np.frombuffer(made.SerializeToString(), np.uint8)

np.savez_compressed("operators.npz", **arrays)
print(len([n for n in arrays if n.endswith(".model")]), "cases")
