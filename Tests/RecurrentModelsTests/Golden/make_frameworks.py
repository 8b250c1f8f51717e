"""Makes frameworks/: layers of Flax and MLX as those packages write them, and what they answer.

Usage: python make_frameworks.py (pip install flax "mlx[cpu]" numpy safetensors). FRAMEWORK_LAYER.safetensors (of MLX .npz
too) has the weights, FRAMEWORK_LAYER_io.npz an input `x` [2, 5, 3] and the outputs `y` [2, 5, 4].
"""
import jax
import mlx.core as mx
import mlx.nn as nn
import numpy as np
from flax import linen
from flax.traverse_util import flatten_dict
from mlx.utils import tree_flatten
from safetensors.flax import save_file

rng = np.random.default_rng(5)
x = rng.standard_normal((2, 5, 3)).astype(np.float32)


def keep(name, y):
    np.savez(f"frameworks/{name}_io.npz", x=x, y=np.asarray(y))


for kind, cell in ("LSTM", linen.OptimizedLSTMCell), ("GRU", linen.GRUCell), ("RNN", linen.SimpleCell):
    model = linen.RNN(cell(4))
    params = model.init(jax.random.PRNGKey(3), x)["params"]
    # Biases begin as zeros, which would hide where they go.
    params = jax.tree.map(lambda a: a if a.ndim > 1 else jax.numpy.asarray(rng.standard_normal(a.shape), a.dtype), params)
    save_file(flatten_dict(params, sep="."), f"frameworks/flax_{kind}.safetensors")
    keep(f"flax_{kind}", model.apply({"params": params}, x))

for kind, layer in ("LSTM", nn.LSTM(3, 4)), ("GRU", nn.GRU(3, 4)), ("RNN", nn.RNN(3, 4)):
    weights = dict(tree_flatten(layer.parameters()))
    mx.save_safetensors(f"frameworks/mlx_{kind}.safetensors", weights)
    layer.save_weights(f"frameworks/mlx_{kind}.npz")
    y = layer(mx.array(x))
    keep(f"mlx_{kind}", y[0] if isinstance(y, tuple) else y)
