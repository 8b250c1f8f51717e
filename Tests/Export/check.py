"""Compares exported models, in ONNX Runtime and in PyTorch, with `recurrent run`: to 1e-5 of the largest value.

usage: check.py RECURRENT MODEL...

Sums are in another order there, in single precision, which is where the tolerance comes from.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

TOLERANCE = 1e-5
# What a rectifier lets through may be the small rest of sums of size 1: of less than this no share is taken.
LEAST = 1e-2
# Batches, and how long each other axis of any size is.
SIZES = [(1, 5), (3, 7), (2, 12)]


def has(*modules):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        print(f"skipped: what needs {', '.join(missing)}")
    return not missing


def call(recurrent, *arguments):
    result = subprocess.run([recurrent, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.strip())
    return result.stdout


def compare(found, expected, counts=False):
    """`counts`: the values are whole, and a sum may end above a level or just below it: off by one, or of ten thousands by less
    than a ten-thousandth, as so many numbers are summed up."""
    assert found.shape == expected.shape, f"shape {found.shape}, expected {expected.shape}"
    if not expected.size:
        return
    worst = float(np.abs(found - expected).max())
    largest = float(np.abs(expected).max())
    assert worst <= (max(1, 1e-4 * largest) if counts else TOLERANCE * max(largest, LEAST)), f"off by {worst}"


def forecaster_inputs(config, batch, rng):
    """All that a forecaster may read. Some windows are above 0, some are not, and some jump."""
    network, window = config["network"], forecaster_rows(config)
    horizon, known = network["horizon"], len(network["known"])
    columns = len(network["targets"]) + len(network["columns"]) + known
    rows = rng.normal(size=[batch, window, columns]) + 1000 * rng.integers(0, 2, [batch, 1, columns])
    rows[::2, window // 2 :] += 50
    seconds = rng.integers(-(10**9), 2 * 10**9, [batch, 1]) + 43200 * np.arange(window + horizon)
    return {
        "input": rows.astype(np.float32),
        "ahead": rng.normal(size=[batch, horizon, known]).astype(np.float32),
        "times": seconds[:, :window],
        "ahead_times": seconds[:, window:],
        "statics": np.stack([rng.integers(0, len(c["values"]), batch) for c in network["statics"]] or [[]], -1),
    }


def forecaster_rows(config):
    """A window, or four seasons for the simple forecast that is leant on."""
    network, baseline = config["network"], config["scaling"].get("footing", {}).get("baseline", "naive")
    seasons = 4 * network["season"] if baseline != "naive" and network["season"] <= 366 else 0
    return max(network["window"], seasons)


def inputs(session, rows, batch, steps, config, rng):
    """An array for each input: ids below the smallest table, lengths down to 0, places counted."""
    if "scaling" in config:
        arrays = forecaster_inputs(config, batch, rng)
        return {port.name: arrays[port.name] for port in session.get_inputs()}
    arrays = {}
    for port in session.get_inputs():
        shape = [size if isinstance(size, int) else batch if size == "batch" else steps for size in port.shape]
        if port.name == "position_ids":
            array = np.broadcast_to(np.arange(shape[1]), shape)
        elif port.type == "tensor(int64)":
            array = rng.integers(0, rows, shape)
        elif port.type == "tensor(int32)":
            most = arrays[session.get_inputs()[0].name].shape[1] if port.name == "lengths" else steps
            # With no step a state stays, but ONNX Runtime makes zeros of it.
            least = int(any(other.name.endswith("h0") for other in session.get_inputs()))
            array = rng.integers(least, most + 1, shape)
            array.flat[0] = most
        else:
            array = rng.normal(size=shape)
        arrays[port.name] = array.astype({"tensor(int64)": np.int64, "tensor(int32)": np.int32}.get(port.type, np.float32))
    return arrays


def smallest_table(path):
    import onnx

    graph = onnx.load(path).graph
    tables = {tensor.name: tensor.dims[0] for tensor in graph.initializer if len(tensor.dims) == 2}
    rows = [tables[node.input[0]] for node in graph.node if node.op_type == "Gather" and node.input[0] in tables]
    return min(rows, default=1)


def run(recurrent, model, arrays, folder):
    np.savez(f"{folder}/in.npz", **arrays)
    call(recurrent, "run", model, f"{folder}/in.npz", "--out", f"{folder}/out.npz")
    return dict(np.load(f"{folder}/out.npz"))


def says_counts(config):
    return config.get("network", {}).get("distribution") == "negative-binomial"


def configuration_of(model):
    return json.load(open(f"{model}/config.json"))["configuration"]


def check_graph(recurrent, model, path, folder, rng):
    """Whether ONNX Runtime and `recurrent run`, of the folder and of the file, agree."""
    import onnx
    import onnxruntime

    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    rows = smallest_table(path)
    for batch, steps in SIZES:
        arrays = inputs(session, rows, batch, steps, configuration_of(model), rng)
        expected = session.run(None, arrays)
        for runs in [model, path]:
            found = run(recurrent, runs, arrays, folder)
            for port, value in zip(session.get_outputs(), expected):
                compare(found[port.name], value, says_counts(configuration_of(model)))


def check_onnx(recurrent, model, folder, rng):
    kind = json.load(open(f"{model}/config.json"))["kind"]
    if kind == "translator":
        call(recurrent, "export", model, "--onnx", f"{folder}/translator")
        for half in ["encoder", "decoder"]:
            check_graph(recurrent, model, f"{folder}/translator/{half}.onnx", folder, rng)
        return
    path = f"{folder}/model.onnx"
    call(recurrent, "export", model, "--onnx", path)
    check_graph(recurrent, model, path, folder, rng)
    try:
        call(recurrent, "export", model, "--onnx", path, "--states")
    except RuntimeError as error:
        assert "states" in str(error) or "begins at the end" in str(error), str(error)
        return
    check_graph(recurrent, model, path, folder, rng)


def torch_inputs(kind, config, arguments, batch, steps, rng, rows):
    shapes = {"lengths": [batch], "labels": [batch], "character_lengths": [batch, steps],
              "character_ids": [batch, steps, 4]}
    for name in arguments:
        if name == "state":
            continue
        if name.endswith("lengths"):
            array = rng.integers(0, (4 if name == "character_lengths" else steps) + 1, shapes[name])
            array.flat[0] = 4 if name == "character_lengths" else steps
            yield name, array.astype(np.int32)
        elif name in ("x", "vectors"):
            yield name, None
        else:
            yield name, rng.integers(0, rows, shapes.get(name, [batch, steps]))


def check_torch(recurrent, model, folder, rng):
    """Whether the printed module loads its weights strictly and agrees with `recurrent run`."""
    import inspect

    import torch

    try:
        source = call(recurrent, "export", model, "--safetensors", f"{folder}/weights.safetensors")
    except RuntimeError as error:
        # What PyTorch has not is refused by its layer's name.
        assert "does not go to PyTorch" in str(error), str(error)
        print(f"{os.path.basename(model)}: {error}")
        return
    names = {}
    exec(source, names)
    module = names["model"]
    arguments = list(inspect.signature(module.forward).parameters)
    config = json.load(open(f"{model}/config.json"))
    kind, network = config["kind"], config["configuration"].get("network", {})
    tables = [m.num_embeddings for m in module.modules() if isinstance(m, torch.nn.Embedding)]
    rows = min(tables, default=1)
    for batch, steps in SIZES:
        if kind == "sequential":
            shape = config["configuration"]["inputShape"]
            sizes = [batch] + [steps if size is None else size for size in shape]
            takes_tokens = bool(tables)
            x = rng.integers(1, rows, sizes) if takes_tokens else rng.normal(size=sizes).astype(np.float32)
            given = {"x": x}
            if "lengths" in arguments:
                lengths = rng.integers(1, sizes[1] + 1, [batch]).astype(np.int32)
                given["lengths"] = lengths
                for row, length in enumerate(lengths):
                    given["x"][row, length:] = 0
            arrays = {"input_ids" if takes_tokens else "input": given["x"], **({"lengths": given["lengths"]} if "lengths" in given else {})}
        elif kind == "forecaster":
            arrays = forecaster_inputs(config["configuration"], batch, rng)
            names = {"x": "input"}
            arrays = {names.get(name, name): arrays[names.get(name, name)] for name in arguments}
            given = {name: arrays[names.get(name, name)] for name in arguments}
        else:
            given = dict(torch_inputs(kind, config, arguments, batch, steps, rng, rows))
            if kind == "text-classifier":
                given["input_ids"] = rng.integers(0, rows, [batch, steps, network["ngrams"]])
            arrays = dict(given)
        with torch.no_grad():
            found = module(**{name: torch.from_numpy(np.asarray(array)) for name, array in given.items()})
        found = found[0] if isinstance(found, tuple) else found
        if kind == "translator":
            target = arrays.pop("decoder_input_ids")
            encoded = run(recurrent, model, arrays, folder)
            states = {first: encoded[last] for first, last in [("h0", "hn"), ("c0", "cn")] if last in encoded}
            if not states:
                states["position_ids"] = np.broadcast_to(np.arange(steps), target.shape)
            arrays = {"input_ids": target, "encoder_hidden_states": encoded["encoder_hidden_states"],
                      "encoder_lengths": arrays["lengths"], **states}
        expected = run(recurrent, model, arrays, folder)
        compare(found.numpy(), expected.get("logits", expected.get("output")), says_counts(config["configuration"]))


def main():
    recurrent, models = sys.argv[1], sys.argv[2:]
    checks = []
    if has("onnx", "onnxruntime"):
        checks.append(("ONNX Runtime", check_onnx))
    if has("torch", "safetensors"):
        checks.append(("PyTorch", check_torch))
    passed = failed = 0
    for model in models:
        for name, check in checks:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    check(recurrent, model, folder, np.random.default_rng(1))
                    passed += 1
                except Exception as error:  # one model's trouble is not another's
                    failed += 1
                    print(f"{os.path.basename(model)} in {name}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
