#!/usr/bin/env python3
"""Makes the golden files of the tests of PyTorch's files.

    pip install torch
    python3 make_torch.py

Made with torch 2.15.
"""
import pathlib

import torch

here = pathlib.Path(__file__).parent
torch.manual_seed(1)
base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
state = {
    "base": base,
    "transposed": base.t(),
    "part": base[1:, 1:3],
    "half": torch.tensor([0.5, -2], dtype=torch.float16),
    "bfloat16": torch.tensor([0.5, -2], dtype=torch.bfloat16),
    "double": torch.tensor([0.1], dtype=torch.float64),
    "long": torch.tensor([-1, 1 << 40]),
    "bool": torch.tensor([True, False]),
    "scalar": torch.tensor(7.0),
    "empty": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(torch.tensor([1.0, 2.0])),
}
checkpoint = {
    "epoch": 3,
    "model": state,
    "optimizer": {"state": {0: {"exp_avg": torch.ones(2)}}, "param_groups": [{"lr": 0.1, "params": [0]}]},
}
torch.save(checkpoint, here / "checkpoint.pt")
torch.save(checkpoint, here / "checkpoint_legacy.pt", _use_new_zipfile_serialization=False)
torch.save(checkpoint, here / "checkpoint_legacy4.pt", _use_new_zipfile_serialization=False, pickle_protocol=4)
torch.save(checkpoint, here / "checkpoint_protocol4.pt", pickle_protocol=4)
module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.LSTM(3, 2))
for parameter in module.parameters():
    torch.nn.init.constant_(parameter, 0.25)
torch.save(module, here / "module.pt")
