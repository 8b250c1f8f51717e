#!/usr/bin/env python3
"""Makes the golden files of the tests that load PyTorch's weights.

    pip install torch numpy safetensors
    python3 make_pytorch.py

Made with torch 2.15.
"""
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

here = pathlib.Path(__file__).parent / "pytorch"
torch.manual_seed(1)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3)
        self.convolution = nn.Conv1d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm1d(4)
        self.lstm = nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(6, 3, bias=False, batch_first=True)
        self.rnn = nn.RNN(3, 2, batch_first=True)
        self.scale = nn.LayerNorm(2)
        self.head = nn.Linear(2, 2)

    def forward(self, tokens):
        x = self.norm(self.convolution(self.embedding(tokens).transpose(1, 2))).transpose(1, 2)
        return self.head(self.scale(self.rnn(self.gru(self.lstm(x)[0])[0])[0]))


tagger = Tagger().eval()
with torch.no_grad():
    tagger.norm.running_mean.uniform_(-1, 1)
    tagger.norm.running_var.uniform_(0.5, 2)
    tagger.scale.weight.uniform_(0.5, 2)
    y = tagger(torch.tensor([[1, 2, 3, 4, 5], [6, 0, 2, 2, 1]]))
np.savez(here / "tagger.npz", y=y.numpy())
state = tagger.state_dict()
torch.save(state, here / "tagger.pt")
save_file(dict(state), here / "tagger.safetensors", metadata={"format": "pt"})
wrapped = {"model.module." + name: value for name, value in state.items()}
average = {name: torch.zeros_like(value) for name, value in wrapped.items() if "num_batches" not in name}
torch.save({"epoch": 1, "state_dict": wrapped, "average": average}, here / "tagger_wrapped.pt")
torch.save(nn.LSTM(2, 3).state_dict(), here / "lstm.pt")
torch.save(nn.LSTM(2, 3, proj_size=2).state_dict(), here / "projected.pt")
cell = nn.GRUCell(2, 3)
torch.save(cell.state_dict(), here / "gru_cell.pt")
with torch.no_grad():
    np.savez(here / "gru_cell.npz", y=cell(torch.tensor([[0.5, -1.0]])).numpy())
