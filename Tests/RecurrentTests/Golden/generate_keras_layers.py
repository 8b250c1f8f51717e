"""Writes keras_layers.json: what Keras makes of small models, for KerasLayerTests.swift.

    python generate_keras_layers.py        (needs keras and tensorflow)

Each case holds an input, the model's weights in Keras's order and layout, the gradient by the output that backward
starts from ("cotangent"), the output, and the gradients by the input and the weights. All are multiples of 1/64 or
results in float64, so that what is off is ours. Outputs at steps that a mask leaves out are zero (Keras's
`zero_output_for_mask`), as they are here.
"""

import json
import os

import numpy as np

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers as L  # noqa: E402

keras.backend.set_floatx("float64")

N, T, D = 3, 4, 2
# Rows of steps that do not count: padding before, holes, padding after.
PADDED = [[0, 1], [1, 2], [3]]
SEQUENCES = {"return_sequences": True, "zero_output_for_mask": True}
# The last row is nothing but padding.
TOKENS = np.array([[0, 0, 3, 1], [2, 0, 4, 0], [4, 3, 0, 0], [0, 0, 0, 0]])


def masked(*layers):
    return [L.Masking(0.0), *layers]


CASES = {
    "simpleRNN": [L.SimpleRNN(3, return_sequences=True)],
    "simpleRNN relu, last": [L.SimpleRNN(3, activation="relu")],
    "lstm": [L.LSTM(3, return_sequences=True)],
    "lstm hard sigmoid, no bias": [L.LSTM(3, recurrent_activation="hard_sigmoid", use_bias=False)],
    "lstm sigmoid and linear": [L.LSTM(3, activation="sigmoid", recurrent_activation="linear")],
    "lstm softsign and softplus": [L.LSTM(3, activation="softsign", recurrent_activation="softplus")],
    "gru elu": [L.GRU(3, activation="elu")],
    "simpleRNN selu": [L.SimpleRNN(3, activation="selu"), L.Dense(2, activation="leaky_relu")],
    "gru": [L.GRU(3, return_sequences=True)],
    "gru reset before": [L.GRU(3, reset_after=False, return_sequences=True)],
    "gru reset before, no bias": [L.GRU(3, reset_after=False, use_bias=False)],
    "lstm backwards": [L.LSTM(3, go_backwards=True, return_sequences=True)],
    "simpleRNN masked": masked(L.SimpleRNN(3, **SEQUENCES)),
    "lstm masked": masked(L.LSTM(3, **SEQUENCES)),
    "gru masked": masked(L.GRU(3, **SEQUENCES)),
    "gru reset before masked": masked(L.GRU(3, reset_after=False, **SEQUENCES)),
    "lstm masked, last": masked(L.LSTM(3)),
    "lstm masked backwards, last": masked(L.LSTM(3, go_backwards=True)),
    "stack masked": masked(L.LSTM(3, **SEQUENCES), L.GRU(2), L.Dense(2, activation="softmax")),
    "bidirectional concatenate": masked(L.Bidirectional(L.LSTM(3, return_sequences=True))),
    "bidirectional sum": masked(L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="sum")),
    "bidirectional multiply": masked(L.Bidirectional(L.SimpleRNN(3, return_sequences=True), merge_mode="mul")),
    "bidirectional average, last": masked(L.Bidirectional(L.LSTM(3), merge_mode="ave")),
    "bidirectional of two kinds": masked(
        L.Bidirectional(
            L.LSTM(3, return_sequences=True),
            backward_layer=L.GRU(2, activation="relu", return_sequences=True, go_backwards=True))),
    "bidirectional of two kinds, last": [
        L.Bidirectional(L.GRU(3), backward_layer=L.SimpleRNN(2, go_backwards=True))],
    "encoder and decoder": [
        L.GRU(3), L.RepeatVector(2), L.LSTM(3, return_sequences=True), L.TimeDistributed(L.Dense(2, activation="tanh"))],
    "layer normalization": [L.LayerNormalization(), L.SimpleRNN(3, return_sequences=True), L.LayerNormalization()],
    "flatten": [L.Dense(3, activation="sigmoid"), L.Flatten(), L.Dense(4), L.Activation("softmax")],
    "embedding": [L.Embedding(5, 2), L.LSTM(3)],
    "embedding masked": [L.Embedding(5, 2, mask_zero=True), L.LSTM(3, **SEQUENCES)],
    "embedding masked, bidirectional": [L.Embedding(5, 2, mask_zero=True), L.Bidirectional(L.LSTM(3)), L.Dense(2)],
    "words of characters": [L.TimeDistributed(L.Embedding(5, 2)), L.TimeDistributed(L.LSTM(3)), L.GRU(2)],
}


def draw(random, *shape):
    return random.integers(-64, 65, shape) / 64.0


def array(values):
    values = np.asarray(values)
    # Ten digits: two more than float32 has.
    return {"shape": list(values.shape), "values": [float(f"{x:.10g}") for x in values.reshape(-1)]}


def draw_input(random, name):
    if name == "words of characters":
        return random.integers(0, 5, (2, 3, 4))
    if "embedding" in name:
        return TOKENS
    x = draw(random, N, T, D)
    x[x == 0] = 1 / 64
    if "mask" in name or "bidirectional" in name:
        for row, steps in enumerate(PADDED):
            x[row, steps] = 0
    return x


def case(seed, name, layers):
    random = np.random.default_rng(seed)
    x = draw_input(random, name)
    is_tokens = x.dtype.kind == "i"
    model = keras.Sequential([keras.Input(x.shape[1:], dtype="int32" if is_tokens else "float64"), *layers])
    model.set_weights([draw(random, *weight.shape) for weight in model.weights])
    source = tf.constant(x)
    with tf.GradientTape(persistent=True) as tape:
        if not is_tokens:
            tape.watch(source)
        output = model(source)
        cotangent = draw(random, *output.shape)
        loss = tf.reduce_sum(output * cotangent)
    gradients = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
    return {
        "name": name,
        "input": array(x),
        "isTokens": is_tokens,
        "weights": [array(weight) for weight in model.get_weights()],
        "cotangent": array(cotangent),
        "output": array(output),
        "weightGradients": [array(tf.convert_to_tensor(gradient)) for gradient in gradients],
        "inputGradient": None if is_tokens else array(tape.gradient(loss, source)),
    }


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras_layers.json")
    cases = [case(seed, name, layers) for seed, (name, layers) in enumerate(CASES.items())]
    with open(path, "w") as file:
        # One case a line, so that a change shows where it is.
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases)
        file.write(f'{{"source":"keras {keras.__version__}","cases":[\n{lines}\n]}}\n')
    print(f"{path}: {len(cases)} cases")
