"""Writes keras_losses.json: what Keras's losses and metrics give, for KerasGoldenTests.swift.

    python generate_keras_losses.py        (Keras 3 on TensorFlow)
"""
import json
import pathlib

import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(3)


def floats(x):
    # Nine digits tell every float from its neighbours.
    return [float(f"{v:.9g}") for v in np.asarray(x, dtype="float64").flatten()]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


BATCH, TIME, CLASSES = 3, 2, 4
logits = random.normal(0, 1.5, (BATCH, TIME, CLASSES)).astype("float32")
probabilities = softmax(logits).astype("float32")
numbers = random.normal(0, 1.5, (BATCH, TIME, CLASSES)).astype("float32")
bits = random.integers(0, 2, (BATCH, TIME, CLASSES)).astype("float32")
classes = random.integers(0, CLASSES, (BATCH, TIME))
one_hot = np.eye(CLASSES, dtype="float32")[classes]
weights = random.uniform(0.2, 2, (BATCH, TIME)).astype("float32")
mask = np.array([[1, 1], [1, 0], [0, 1]], dtype=bool)

L = keras.losses
LOSSES = {
    "meanSquaredError": (lambda **k: L.MeanSquaredError(**k), numbers, logits),
    "meanAbsoluteError": (lambda **k: L.MeanAbsoluteError(**k), numbers, logits),
    "huber": (lambda **k: L.Huber(delta=0.8, **k), numbers, logits),
    "binaryCrossEntropy": (lambda **k: L.BinaryCrossentropy(label_smoothing=0.1, **k), bits, probabilities),
    "binaryCrossEntropyFromLogits": (
        lambda **k: L.BinaryCrossentropy(from_logits=True, label_smoothing=0.2, **k), bits, logits),
    "categoricalCrossEntropy": (
        lambda **k: L.CategoricalCrossentropy(label_smoothing=0.1, **k), one_hot, probabilities),
    "categoricalCrossEntropyFromLogits": (
        lambda **k: L.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3, **k), one_hot, logits),
    "sparseCategoricalCrossEntropy": (lambda **k: L.SparseCategoricalCrossentropy(**k), classes, probabilities),
    "sparseCategoricalCrossEntropyFromLogits": (
        lambda **k: L.SparseCategoricalCrossentropy(from_logits=True, **k), classes, logits),
    "sparseCategoricalCrossEntropyIgnoring": (
        lambda **k: L.SparseCategoricalCrossentropy(from_logits=True, ignore_class=int(classes[1, 0]), **k),
        classes, logits),
}
REDUCTIONS = {"mean": "sum_over_batch_size", "sum": "sum", "weightedMean": "mean_with_sample_weight"}
BY_ELEMENT = ("meanSquaredError", "meanAbsoluteError", "huber", "binaryCrossEntropy", "binaryCrossEntropyFromLogits")


def loss_case(name, reduction, weighted, masked):
    make, targets, predictions = LOSSES[name]
    x = tf.Variable(predictions)
    with tf.GradientTape() as tape:
        y = x * 1  # A tensor that can carry a mask.
        if masked:
            y._keras_mask = tf.constant(mask)
        loss = make(reduction=REDUCTIONS[reduction])(targets, y, sample_weight=weights if weighted else None)
    gradient = tape.gradient(loss, x)
    # Keras sums the means over the last axis; ours, as PyTorch's, sums the elements.
    scale = CLASSES if reduction == "sum" and name in BY_ELEMENT else 1
    return {
        "loss": name, "reduction": reduction, "weighted": weighted, "masked": masked,
        "value": float(loss) * scale, "gradient": floats(gradient * scale),
    }


def is_comparable(name, reduction, weighted, masked):
    # Keras divides by all rows, ignored ones too, where it should by those that count only with a mask of its own:
    # sums tell the same without that question.
    if name.endswith("Ignoring"):
        return reduction == "sum" and not masked
    # It rescales masked weights, so that a masked sum of weights is another thing.
    return True


M = keras.metrics
flat = logits.reshape(-1, CLASSES)


def metric(m, targets, predictions):
    for i in range(len(predictions)):  # Batches of one.
        m.update_state(targets[i:i + 1], predictions[i:i + 1])
    return np.asarray(m.result()).tolist()


flat_classes, flat_one_hot = classes.reshape(-1), one_hot.reshape(-1, CLASSES)
metrics = {
    "accuracy": metric(M.SparseCategoricalAccuracy(), flat_classes, flat),
    "binary_accuracy": metric(M.BinaryAccuracy(), bits.reshape(-1, 1), probabilities.reshape(-1, 1)),
    "top_2_accuracy": metric(M.SparseTopKCategoricalAccuracy(k=2), flat_classes, flat),
    "mae": metric(M.MeanAbsoluteError(), numbers, logits),
    "mse": metric(M.MeanSquaredError(), numbers, logits),
    "rmse": metric(M.RootMeanSquaredError(), numbers, logits),
    "binary_precision": metric(M.Precision(), bits.reshape(-1, 1), probabilities.reshape(-1, 1)),
    "binary_recall": metric(M.Recall(), bits.reshape(-1, 1), probabilities.reshape(-1, 1)),
}
golden = {
    "shape": [BATCH, TIME, CLASSES],
    "logits": floats(logits), "probabilities": floats(probabilities), "numbers": floats(numbers), "bits": floats(bits),
    "classes": classes.flatten().tolist(), "oneHot": floats(one_hot), "weights": floats(weights),
    "mask": mask.flatten().tolist(), "ignored": int(classes[1, 0]),
    "losses": [
        loss_case(name, reduction, weighted, masked)
        for name in LOSSES for reduction in REDUCTIONS for weighted in (False, True) for masked in (False, True)
        if is_comparable(name, reduction, weighted, masked)
    ],
    "metrics": metrics,
    "f1": metric(M.F1Score(), flat_one_hot, flat),
}
pathlib.Path(__file__).with_name("keras_losses.json").write_text(json.dumps(golden))
