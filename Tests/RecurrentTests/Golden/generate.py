"""Writes training.json: what PyTorch's layers, losses and optimisers do, for GoldenTests.swift.

    python generate.py        (PyTorch 2; any version gives the same to a few units in the last place)
"""
import json
import pathlib

import torch
from torch import nn

torch.set_num_threads(1)


class Model(nn.Module):
    def __init__(self, recurrent, vocabulary=5, embedding=3, hidden=4):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.recurrent = recurrent(embedding, hidden, num_layers=2, bidirectional=True, batch_first=True)
        self.decoder = nn.Linear(2 * hidden, vocabulary)

    def forward(self, tokens):
        return self.decoder(self.recurrent(self.embedding(tokens))[0])


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.5),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.2, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.2, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.8, 0.99), weight_decay=0.1),
}
TOKENS = [[0, 1, 2, 3], [4, 2, 0, 1]]
TARGETS = [[1, 2, -1, 4], [2, 0, 1, 3]]
CLIPPING_NORM = 0.5
STEPS = 3


def values(model):
    # Nine digits tell every float from its neighbours.
    return {name: [float(f"{x:.9g}") for x in p.flatten().tolist()] for name, p in model.named_parameters()}


def run(recurrent, optimizer_name):
    torch.manual_seed(1)
    model = Model(recurrent)
    case = {"cell": recurrent.__name__, "optimizer": optimizer_name, "initial": values(model), "losses": [], "norms": []}
    optimizer = OPTIMIZERS[optimizer_name](model.parameters())
    for _ in range(STEPS):
        logits = model(torch.tensor(TOKENS))
        loss = nn.functional.cross_entropy(logits.reshape(-1, 5), torch.tensor(TARGETS).reshape(-1), ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()
        case["norms"].append(nn.utils.clip_grad_norm_(model.parameters(), CLIPPING_NORM).item())
        case["losses"].append(loss.item())
        optimizer.step()
    case["final"] = values(model)
    return case


cases = [run(nn.LSTM, name) for name in OPTIMIZERS] + [run(cell, "adam") for cell in (nn.GRU, nn.RNN)]
golden = {"tokens": TOKENS, "targets": TARGETS, "clippingNorm": CLIPPING_NORM, "cases": cases}
pathlib.Path(__file__).with_name("training.json").write_text(json.dumps(golden))
