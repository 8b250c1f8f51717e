"""Keras's recurrent layers on TensorFlow, compiled to graphs, on the benchmark's cases."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import bench  # noqa: E402
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

options = bench.arguments(__doc__)
tf.config.threading.set_intra_op_parallelism_threads(options.threads)
tf.config.threading.set_inter_op_parallelism_threads(options.threads)
cells = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}


def build(case):
    network = keras.Sequential([keras.Input((case["T"], case["D"]))])
    for _ in range(bench.layers(case)):
        layer = cells[case["cell"]](case["H"], return_sequences=True)
        network.add(keras.layers.Bidirectional(layer) if bench.directions(case) == 2 else layer)
    return network


def figures(case):
    network = build(case)
    x = tf.random.normal((case["N"], case["T"], case["D"]))
    forward = tf.function(lambda batch: network(batch, training=False))
    result = {"forward_s": bench.median_seconds(lambda: forward(x).numpy(), options.seconds)}
    if not bench.trains(case):
        return result

    output_gradient = tf.random.normal((case["N"], case["T"], case["H"] * bench.directions(case)))

    @tf.function
    def gradients(batch):
        with tf.GradientTape() as tape:
            tape.watch(batch)
            output = network(batch, training=True)
        return tape.gradient(output, [batch, *network.trainable_variables], output_gradients=output_gradient)

    result["forward_backward_s"] = bench.median_seconds(lambda: gradients(x)[0].numpy(), options.seconds)
    return result


bench.answer(f"Keras {keras.__version__}, TensorFlow {tf.__version__}", options, figures)
