"""Writes torch.json and keras.json: what other people's recurrent layers make of small problems.

    python make_golden.py torch     needs torch
    python make_golden.py keras     needs keras and tensorflow

Each case holds the layer, its arguments, the gradients by its results that backward starts from ("cotangents"), the
results and the gradients by the arguments. Arrays are flat, in the shapes of recurrent_kernels.h, both directions one
after the other. Arguments are multiples of 1/64, so that they are the same numbers in float32, float64 and text. The
other libraries compute in float64, so that what is off is ours.
"""

import json
import os
import sys

import numpy as np

N, T, D, H = 3, 4, 2, 3
RAGGED = [2, 4, 1]


def draw(random, *shape):
    return random.integers(-64, 65, shape) / 64.0


def draw_arguments(random, gates, directions, has_cell):
    arguments = {
        "input": draw(random, N, T, D),
        "weightIH": draw(random, directions, gates * H, D),
        "weightHH": draw(random, directions, gates * H, H),
        "biasIH": draw(random, directions, gates * H),
        "biasHH": draw(random, directions, gates * H),
        "initialHidden": draw(random, directions, N, H),
    }
    if has_cell:
        arguments["initialCell"] = draw(random, directions, N, H)
    return arguments


def draw_cotangents(random, directions, has_cell):
    cotangents = {
        "output": draw(random, N, T, directions * H),
        "finalHidden": draw(random, directions, N, H),
    }
    if has_cell:
        cotangents["finalCell"] = draw(random, directions, N, H)
    return cotangents


def flat(arrays):
    # Ten digits: two more than float32 has.
    return {name: [float(f"{x:.10g}") for x in np.asarray(array).reshape(-1)] for name, array in arrays.items()}


def write(source, cases):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), source.split()[0] + ".json")
    with open(path, "w") as file:
        # One case a line, so that a change shows where it is.
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        file.write(f'{{"source":"{source}","cases":[\n{lines}\n]}}\n')
    print(f"{path}: {len(cases)} cases", file=sys.stderr)


def torch_cases():
    import torch

    torch.set_default_dtype(torch.float64)
    kinds = [
        ("rnn", "tanh", 1, lambda **o: torch.nn.RNN(D, H, nonlinearity="tanh", **o)),
        ("rnn", "relu", 1, lambda **o: torch.nn.RNN(D, H, nonlinearity="relu", **o)),
        ("lstm", "tanh", 4, lambda **o: torch.nn.LSTM(D, H, **o)),
        ("gruResetAfter", "tanh", 3, lambda **o: torch.nn.GRU(D, H, **o)),
    ]
    for seed, (cell, activation, gates, make) in enumerate(kinds):
        for direction in ["forward", "bidirectional"]:
            for lengths in [None, RAGGED]:
                random = np.random.default_rng(seed)
                directions = 2 if direction == "bidirectional" else 1
                has_cell = cell == "lstm"
                arguments = draw_arguments(random, gates, directions, has_cell)
                cotangents = draw_cotangents(random, directions, has_cell)

                tensors = {k: torch.tensor(v, requires_grad=True) for k, v in arguments.items()}
                layer = make(batch_first=True, bidirectional=directions == 2)
                names = {"weightIH": "weight_ih", "weightHH": "weight_hh", "biasIH": "bias_ih", "biasHH": "bias_hh"}
                parameters = {
                    f"{theirs}_l0{suffix}": tensors[ours][index]
                    for ours, theirs in names.items()
                    for index, suffix in enumerate(["", "_reverse"][:directions])
                }
                state = tensors["initialHidden"]
                if has_cell:
                    state = (state, tensors["initialCell"])
                sequence = tensors["input"]
                if lengths:
                    sequence = torch.nn.utils.rnn.pack_padded_sequence(
                        sequence, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
                output, final = torch.func.functional_call(layer, parameters, (sequence, state))
                if lengths:
                    output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=T)
                results = {"output": output}
                if has_cell:
                    results["finalHidden"], results["finalCell"] = final
                else:
                    results["finalHidden"] = final
                sum((results[k] * torch.tensor(v)).sum() for k, v in cotangents.items()).backward()
                yield {
                    "name": f"{cell} {activation} {direction}" + (" packed" if lengths else ""),
                    "cell": cell, "direction": direction, "activation": activation, "recurrentActivation": "sigmoid",
                    "batch": N, "steps": T, "inputSize": D, "hiddenSize": H, "lengths": lengths,
                    "arguments": flat(arguments), "cotangents": flat(cotangents),
                    "results": flat({k: v.detach() for k, v in results.items()}),
                    "gradients": flat({k: v.grad for k, v in tensors.items()}),
                }


def keras_cases():
    import keras
    import tensorflow as tf

    keras.backend.set_floatx("float64")

    # Ours -> Keras's order of gates: a GRU's are z, r, h there; an LSTM's are i, f, c, o as here.
    orders = {"rnn": [0], "lstm": [0, 1, 2, 3], "gruResetAfter": [1, 0, 2], "gruResetBefore": [1, 0, 2]}

    def kernel(weight, order):  # [G*H, columns] -> [columns, G*H]
        columns = weight.shape[-1]
        gates = tf.gather(tf.reshape(weight, [len(order), H, columns]), order)
        return tf.transpose(tf.reshape(gates, [len(order) * H, columns]))

    def bias(vector, order):
        return tf.reshape(tf.gather(tf.reshape(vector, [len(order), H]), order), [-1])

    kinds = [
        ("rnn", "tanh", "sigmoid", False), ("rnn", "relu", "sigmoid", True),
        ("lstm", "tanh", "sigmoid", False), ("lstm", "tanh", "hard_sigmoid", True),
        ("gruResetAfter", "tanh", "sigmoid", True), ("gruResetAfter", "tanh", "hard_sigmoid", False),
        ("gruResetBefore", "tanh", "sigmoid", False), ("gruResetBefore", "tanh", "sigmoid", True),
        ("gruResetBefore", "relu", "hard_sigmoid", False),
    ]
    for seed, (cell, activation, recurrent_activation, dropout) in enumerate(kinds):
        for direction in ["forward", "reverse"]:
            order = orders[cell]
            gates, has_cell = len(order), cell == "lstm"
            random = np.random.default_rng(100 + seed)
            arguments = draw_arguments(random, gates, 1, has_cell)
            cotangents = draw_cotangents(random, 1, has_cell)
            if dropout:
                arguments["inputMask"] = random.integers(0, 2, (1, N, D)) * 2.0
                arguments["recurrentMask"] = random.integers(0, 2, (1, N, H)) * 2.0

            options = {"activation": activation}
            if cell != "rnn":
                options["recurrent_activation"] = recurrent_activation
            if dropout:
                # Keras 3 draws, for a sequence, one mask a gate (implementation 1, which recurrent dropout turns on).
                # It multiplies h where it enters the recurrent product; the state that is carried (c of an LSTM,
                # z h of a GRU) is not masked. So it equals ours where all gates get one mask, as they do here.
                options.update(dropout=0.5, recurrent_dropout=0.5)
            make = {"rnn": keras.layers.SimpleRNNCell, "lstm": keras.layers.LSTMCell}.get(cell, keras.layers.GRUCell)
            if cell.startswith("gru"):
                options["reset_after"] = cell == "gruResetAfter"
            layer = make(H, **options)
            layer.build((N, D))
            if dropout:
                per_gate = lambda mask: tf.constant(mask) if cell == "rnn" else [tf.constant(mask)] * gates
                masks = (per_gate(arguments["inputMask"][0]), per_gate(arguments["recurrentMask"][0]))
                layer.get_dropout_mask = lambda step_input, masks=masks: masks[0]
                layer.get_recurrent_dropout_mask = lambda step_input, masks=masks: masks[1]

            differentiable = {k: v for k, v in arguments.items() if not k.endswith("Mask")}
            tensors = {k: tf.constant(v) for k, v in differentiable.items()}
            with tf.GradientTape() as tape:
                for tensor in tensors.values():
                    tape.watch(tensor)
                b_ih, b_hh = bias(tensors["biasIH"][0], order), bias(tensors["biasHH"][0], order)
                weights = {
                    "kernel": kernel(tensors["weightIH"][0], order),
                    "recurrent_kernel": kernel(tensors["weightHH"][0], order),
                    # Keras has both biases where the reset comes after the product, else their sum.
                    "bias": tf.stack([b_ih, b_hh]) if cell == "gruResetAfter" else b_ih + b_hh,
                }
                state = [tensors["initialHidden"][0]] + ([tensors["initialCell"][0]] if has_cell else [])
                outputs = [None] * T
                for t in range(T) if direction == "forward" else reversed(range(T)):
                    h, state = stateless_step(layer, weights, tensors["input"][:, t], state)
                    outputs[t] = h
                results = {"output": tf.stack(outputs, axis=1), "finalHidden": state[0][None]}
                if has_cell:
                    results["finalCell"] = state[1][None]
                loss = sum(tf.reduce_sum(results[k] * v) for k, v in cotangents.items())
            gradients = tape.gradient(loss, tensors)
            yield {
                "name": f"{cell} {activation} {recurrent_activation} {direction}" + (" dropout" if dropout else ""),
                "cell": cell, "direction": direction, "activation": activation,
                "recurrentActivation": {"hard_sigmoid": "hardSigmoid"}.get(recurrent_activation, "sigmoid"),
                "batch": N, "steps": T, "inputSize": D, "hiddenSize": H, "lengths": None,
                "arguments": flat(arguments), "cotangents": flat(cotangents),
                "results": flat(results), "gradients": flat({k: tf.convert_to_tensor(v) for k, v in gradients.items()}),
            }


def stateless_step(layer, weights, x, state):
    """Calls a Keras cell with tensors in place of its variables, so that gradients flow into them."""
    values = [weights[variable.name] for variable in layer.trainable_variables]
    import keras

    with keras.StatelessScope(state_mapping=list(zip(layer.trainable_variables, values))):
        h, state = layer(x, state, training=True)
    return h, state if isinstance(state, (list, tuple)) else [state]


if __name__ == "__main__":
    if sys.argv[1:] == ["torch"]:
        import torch

        write(f"torch {torch.__version__.split('+')[0]}", list(torch_cases()))
    elif sys.argv[1:] == ["keras"]:
        import keras

        write(f"keras {keras.__version__}", list(keras_cases()))
    else:
        sys.exit(__doc__)
