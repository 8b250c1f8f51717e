#!/usr/bin/env python3
"""Makes the golden files of the tests of Keras's files: models with their inputs and outputs.

    pip install keras torch h5py         # Keras 3
    KERAS_BACKEND=torch python3 make_keras.py
    pip install "tensorflow-cpu==2.15.*"  # Keras 2, Python 3.11
    python3 make_keras.py

Made with Keras 3.15.1 and 2.15.0.
"""
import json
import pathlib

import keras
import numpy as np
from keras import layers as L

here = pathlib.Path(__file__).parent / "keras"
major = int(keras.__version__.split(".")[0])
keras.utils.set_random_seed(1)

models = {
    "gates": [
        keras.Input((5, 3)),
        L.LSTM(4, recurrent_activation="hard_sigmoid", return_sequences=True),
        L.GRU(3, recurrent_activation="hard_sigmoid", reset_after=False, return_sequences=True, go_backwards=True),
        L.GRU(3, return_sequences=True, use_bias=False),
        L.SimpleRNN(2, activation="relu"),
    ],
    "windows": [
        keras.Input((12, 2)),
        L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
        L.BatchNormalization(),
        L.MaxPooling1D(2),
        L.Conv1D(4, 2, strides=2, padding="same", groups=2),
        L.AveragePooling1D(2, strides=1, padding="same"),
        L.LayerNormalization(),
        L.Permute((2, 1)),
        L.Reshape((-1, 2)),
        L.Dropout(0.5),
        L.Flatten(),
        L.Dense(2, activation="softmax"),
    ],
    "both": [
        keras.Input((6, 3)),
        L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="sum"),
        L.Bidirectional(L.LSTM(2, return_sequences=True), merge_mode="mul"),
        L.TimeDistributed(L.Dense(3, activation="tanh")),
        L.RNN([L.LSTMCell(3), L.GRUCell(2)], return_sequences=True),
        L.Bidirectional(L.SimpleRNN(3), backward_layer=L.GRU(3, go_backwards=True), merge_mode="ave"),
        L.RepeatVector(2),
    ],
    "masked": [
        keras.Input((6, 3)),
        L.Masking(),
        L.LSTM(3, return_sequences=True),
        L.TimeDistributed(L.Dense(2)),
    ],
    "words": [
        keras.Input((None,), dtype="int32"),
        L.Embedding(9, 3, mask_zero=True),
        L.Bidirectional(L.LSTM(3, return_sequences=True)),
        L.GRU(3),
        L.Dense(1, activation="sigmoid"),
    ],
}
generator = np.random.default_rng(2)
for name, layers in models.items():
    model = keras.Sequential(layers, name=name)
    for weight in model.weights:
        if "seed" in weight.name:
            continue
        noise = generator.normal(size=weight.shape).astype("float32") * 0.3
        weight.assign(np.abs(noise) + 0.5 if "variance" in weight.name else np.asarray(weight) + noise)
    if name == "words":
        x = np.array([[3, 4, 5, 0, 0], [1, 2, 8, 4, 5], [0, 0, 2, 0, 3]], dtype="int32")
    else:
        x = generator.normal(size=(2, *model.input_shape[1:])).astype("float32") * 2
        x[1, 4:] = 0
        x[0, 0] = 0
    if name == "words":
        model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["accuracy"])
    np.savez(here / f"{name}_{major}.npz", x=x, y=model.predict(x, verbose=0))
    model.save(here / f"{name}_{major}.h5")
    if major == 3:
        model.save(here / f"{name}_{major}.keras")
    if name == "gates":
        model.save_weights(here / f"{name}_{major}.weights.h5")
    if name == "masked":
        inputs = keras.Input((6, 3))
        outputs = inputs
        for layer in model.layers:
            outputs = layer(outputs) if not isinstance(layer, L.InputLayer) else outputs
        chain = keras.Model(inputs, outputs, name="chain")
        chain.save(here / (f"chain_{major}.keras" if major == 3 else f"chain_{major}.h5"))
        branch = keras.Model(inputs, L.Add()([inputs, inputs]), name="branch")
        branch.save(here / (f"branch_{major}.keras" if major == 3 else f"branch_{major}.h5"))

if major == 2:
    # What the layers for cuDNN saved: Keras's own conversion, which a machine without a GPU can carry out too.
    import h5py
    from keras.src.saving.legacy.hdf5_format import _convert_rnn_weights

    model = keras.Sequential(
        [keras.Input((4, 3)), L.LSTM(5, return_sequences=True), L.GRU(2), L.Dense(1)], name="cudnn")
    for weight in model.weights:
        weight.assign(np.asarray(weight) + generator.normal(size=weight.shape).astype("float32") * 0.3)
    x = generator.normal(size=(2, 4, 3)).astype("float32")
    np.savez(here / "cudnn_2.npz", x=x, y=model.predict(x, verbose=0))
    config = json.loads(model.to_json())
    with h5py.File(here / "cudnn_2.h5", "w") as file:
        group = file.create_group("model_weights")
        file.attrs["keras_version"] = "2.2.4"
        group.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            values = layer.get_weights()
            for saved in config["config"]["layers"]:
                if saved["config"]["name"] == layer.name and saved["class_name"] in ("LSTM", "GRU"):
                    saved["class_name"] = "CuDNN" + saved["class_name"]
                    for option in ("activation", "recurrent_activation", "reset_after", "use_bias"):
                        saved["config"].pop(option, None)
                    target = type(saved["class_name"], (), {})()
                    values = _convert_rnn_weights(target, values)
            names = [f"{layer.name}/{index}:0" for index in range(len(values))]
            own = group.create_group(layer.name)
            own.attrs["weight_names"] = [name.encode() for name in names]
            for name, value in zip(names, values):
                own[name] = value
        file.attrs["model_config"] = json.dumps(config)

# Later ones, with chance of their own, so that the files above stay as they are.
generator = np.random.default_rng(4)
encoder = keras.Sequential(
    [keras.Input((6, 3)), L.LSTM(4, return_sequences=True), L.BatchNormalization(), L.GRU(3, return_sequences=True)],
    name="encoder")
inner = keras.Input((6, 3))
head = keras.Model(inner, L.Dense(2)(L.BatchNormalization()(L.GRU(3)(inner))), name="head")
stated = keras.Input((6, 3))
later = {
    "steps": keras.Sequential([
        keras.Input((5, 3)), L.ZeroPadding1D((1, 2)), L.PReLU(shared_axes=[1]), L.UpSampling1D(2), L.Cropping1D((1, 3)),
        L.PReLU(), L.GRU(3)], name="steps"),
    "nested": keras.Sequential([keras.Input((6, 3)), encoder, head, L.Dense(2)], name="nested"),
    "stated": keras.Model(stated, L.Dense(2)(L.LSTM(4, return_state=True)(stated)[0]), name="stated"),
}
for name, model in later.items():
    for weight in model.weights:
        noise = generator.normal(size=weight.shape).astype("float32") * 0.3
        weight.assign(np.abs(noise) + 0.5 if "variance" in weight.name else np.asarray(weight) + noise)
    x = generator.normal(size=(2, *model.input_shape[1:])).astype("float32") * 2
    np.savez(here / f"{name}_{major}.npz", x=x, y=model.predict(x, verbose=0))
    model.save(here / f"{name}_{major}.{'keras' if major == 3 else 'h5'}")
    if name == "nested" and major == 3:
        model.save(here / "nested_3.h5")
    if name == "steps" and major == 3:
        # In GB: each shard has some of the arrays.
        model.save_weights(here / "steps_3.weights.json", max_shard_size=2e-7)

if major == 3:
    # An angle's cosine and sine; the axis is counted from the front, and the batch is fixed.
    inputs = keras.Input(batch_shape=(2, 5, 2))
    angle = keras.Model(inputs, L.UnitNormalization(axis=1)(L.Dense(2)(L.GRU(3)(inputs))), name="angle")
    x = generator.normal(size=(2, 5, 2)).astype("float32")
    np.savez(here / "angle_3.npz", x=x, y=angle.predict(x, verbose=0))
    angle.save(here / "angle_3.keras")

    @keras.saving.register_keras_serializable("own")
    class Own(keras.Model):
        def build(self, shape):
            self.dense = L.Dense(2)
            self.dense.build(shape)

        def call(self, x):
            return self.dense(x)

    own = Own(name="own")
    own(x)
    own.save(here / "own_3.keras")

if major == 3:
    # Functions of each number, and layer normalizations without a factor or a bias.
    keras.utils.set_random_seed(6)
    generator = np.random.default_rng(6)

    @keras.saving.register_keras_serializable("keras_hub")
    def gelu_approximate(x):
        return keras.activations.gelu(x, approximate=True)

    bends = keras.Sequential([
        keras.Input((5, 3)), L.Dense(8, "gelu"), L.LayerNormalization(center=False), L.Conv1D(8, 2, activation="swish"),
        L.LayerNormalization(scale=False), L.Dense(8, "mish"), L.LayerNormalization(center=False, scale=False),
        L.ReLU(max_value=1, negative_slope=0.25, threshold=0.5), L.Dense(8, gelu_approximate), L.ELU(alpha=0.5),
        L.LayerNormalization(), L.Dense(8, "hard_swish"), L.LeakyReLU(0.1), L.Dense(8, "selu"), L.ReLU(max_value=0.75),
        L.LayerNormalization(), L.Dense(8, "softplus"), L.Dense(8, "softsign"), L.LayerNormalization(), L.Dense(8, "relu6"),
        L.TimeDistributed(L.Dense(3, "exponential"))], name="bends")
    for weight in bends.weights:
        weight.assign(np.asarray(weight) + generator.normal(size=weight.shape).astype("float32") * 0.2)
    x = generator.normal(size=(4, 5, 3)).astype("float32") * 3
    np.savez(here / "bends_3.npz", x=x, y=bends.predict(x, verbose=0))
    bends.save(here / "bends_3.keras")

    # As Keras 2 has the options: LeakyReLU's slope is alpha, and KerasNLP has the approximation.
    import h5py

    bends.save(here / "bends_2.h5")
    with h5py.File(here / "bends_2.h5", "a") as file:
        config = file.attrs["model_config"].replace("keras_hub>", "keras_nlp>").replace('"silu"', '"swish"')
        config = json.loads(config)
        for layer in config["config"]["layers"]:
            if layer["class_name"] == "LeakyReLU":
                layer["config"]["alpha"] = layer["config"].pop("negative_slope")
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"

if major == 3:
    # Inputs that are added to what layers give, one sum in another, behind numbers that adapt found.
    keras.utils.set_random_seed(5)
    generator = np.random.default_rng(5)
    normalization = L.Normalization()
    normalization.adapt(generator.normal(3, 4, size=(30, 6, 3)).astype("float32"))
    inputs = keras.Input((6, 3))
    x = L.GaussianNoise(0.1)(L.Normalization(mean=0.5, variance=2.0)(normalization(inputs)))
    for _ in range(2):
        inside = L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode="sum")(L.LayerNormalization()(x))
        inside = L.Add()([L.Dense(3, activation="tanh")(inside), inside])
        x = x + L.Dropout(0.1)(inside)
    outputs = L.Identity()(L.Normalization(axis=None, mean=1.0, variance=4.0, invert=True)(L.GRU(2)(x)))
    around = keras.Model(inputs, outputs, name="around")
    x = generator.normal(size=(2, 6, 3)).astype("float32") * 5
    np.savez(here / "around_3.npz", x=x, y=around.predict(x, verbose=0))
    around.save(here / "around_3.keras")
    around.save(here / "around_3.h5")

    # Weights alone of inputs that are added to what layers give.
    inputs = keras.Input((6, 3))
    inside = L.GRU(3, return_sequences=True)(L.Dense(3)(inputs))
    inside = inside + L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="sum")(inside)
    sums = keras.Model(inputs, L.GRU(2)(L.Dense(4)(inputs + L.Dense(3, activation="tanh")(inside))), name="sums")
    for weight in sums.weights:
        weight.assign(np.asarray(weight) + generator.normal(size=weight.shape).astype("float32") * 0.3)
    x = generator.normal(size=(2, 6, 3)).astype("float32")
    np.savez(here / "sums_3.npz", x=x, y=sums.predict(x, verbose=0))
    sums.save(here / "sums_3.h5")
    sums.save_weights(here / "sums_3.weights.h5")

    # What is refused: a sum that repeats one side, layers beside each other, a mask that is not turned with the steps.
    inputs = keras.Input((6, 3))
    keras.Model(inputs, inputs + L.Dense(1)(inputs)).save(here / "repeated_3.keras")
    keras.Model(inputs, L.Dense(2)(inputs) + L.GRU(2, return_sequences=True)(inputs)).save(here / "beside_3.keras")
    keras.Model(inputs, inputs + 1.0).save(here / "shifted_3.keras")
    keras.Sequential([keras.Input((6,)), L.Embedding(9, 3, mask_zero=True),
                      L.LSTM(2, return_sequences=True, go_backwards=True), L.GRU(2)]).save(here / "turned_3.keras")
