"""Makes sound/: amplifiers as GuitarML's and AIDA-X's programs write them, which do more than their layers.

Usage: python make_sound.py (pip install torch numpy). NAME.json is the file, NAME_io.npz an input `x` [2, 6, features] and
what those programs make of it, `y` [2, 6, 1].
"""
import json

import numpy as np
import torch
from torch import nn

torch.manual_seed(3)
x = torch.randn(2, 6, 2)


def keep(name, file, x, y):
    json.dump(file, open(f"sound/{name}.json", "w"))
    np.savez(f"sound/{name}_io.npz", x=x.numpy(), y=y.detach().numpy())


def chain(cell, inputs):
    rec, lin = cell(inputs, 3, batch_first=True), nn.Linear(3, 1)
    return rec, lin, lambda x: lin(rec(x)[0])


# GuitarML (Automated-GuitarAmpModelling, networks.py): the first features of the input are added, which are the sound; of
# two inputs the other is a knob.
for name, cell, inputs in ("guitarml", nn.LSTM, 1), ("guitarml_knob", nn.GRU, 2):
    rec, lin, network = chain(cell, inputs)
    weights = {f"rec.{n}": p.tolist() for n, p in rec.named_parameters()}
    weights |= {f"lin.{n}": p.tolist() for n, p in lin.named_parameters()}
    data = {"model": "SimpleRNN", "input_size": inputs, "skip": 1, "output_size": 1, "unit_type": cell.__name__,
            "num_layers": 1, "hidden_size": 3, "bias_fl": True}
    given = x[:, :, :inputs]
    keep(name, {"model_data": data, "state_dict": weights}, given, network(given) + given[:, :, :1])


def decibels(gain):
    return 10 ** (gain / 20) if gain > -90 else 0.0


# AIDA-X (rt-neural-generic.cpp): the sound is made louder, goes through the layers and around them, and the sum is made
# louder; a knob stays as it is.
for name, inputs, around in (
    ("aida", 1, {"in_skip": 1, "in_gain": -6.0, "out_gain": 4.5}),
    ("aida_knob", 2, {"in_skip": 1, "in_gain": 3.0}),
    ("aida_plain", 1, {"in_skip": 0, "in_gain": 0.0, "out_gain": -12.0}),
):
    rec, lin, network = chain(nn.LSTM, inputs)
    own = dict(rec.named_parameters())
    bias = own["bias_ih_l0"] + own["bias_hh_l0"]
    layers = [
        {"type": "lstm", "activation": "", "shape": [None, None, 3],
         "weights": [own["weight_ih_l0"].T.tolist(), own["weight_hh_l0"].T.tolist(), bias.tolist()]},
        {"type": "dense", "activation": "", "shape": [None, None, 1],
         "weights": [lin.weight.T.tolist(), lin.bias.tolist()]},
    ]
    given = x[:, :, :inputs]
    louder = given * torch.tensor([decibels(around.get("in_gain", 0.0))] + [1.0] * (inputs - 1))
    y = network(louder) + around["in_skip"] * louder[:, :, :1]
    keep(name, {"in_shape": [None, None, inputs], **around, "layers": layers}, given, y * decibels(around.get("out_gain", 0.0)))
