"""Writes optimizers.json: PyTorch's optimisers and learning-rate schedulers step for step, for OptimizerGoldenTests.swift.

    python generate_optimizers.py        (PyTorch 2)
"""
import json
import pathlib

import torch
from torch.optim import lr_scheduler

START = [0.5, -1.2, 2.0, 0.01]
SLOPES = [[0.3, -0.7, 1e-4, 2.0], [-0.2, 0.9, 5e-3, 1.5], [0.05, 0.4, -1e-4, -3.0], [0.6, -0.1, 2e-4, 0.0],
          [-0.8, 0.2, 1e-2, 1.0]]
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05),
    "sgd nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1),
    "rmsprop momentum": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, momentum=0.5, weight_decay=0.05),
    "rmsprop centered": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=1e-3, centered=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
    "adagrad initial": lambda p: torch.optim.Adagrad(
        p, lr=0.1, initial_accumulator_value=0.1, eps=1e-7, weight_decay=0.05),
}
SCHEDULES = {
    "staircase": lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=8, eta_min=0.1),
    "linear": lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, end_factor=1, total_iters=4),
    "sequence": lambda o: lr_scheduler.SequentialLR(
        o, [lr_scheduler.LinearLR(o, start_factor=0.25, end_factor=1, total_iters=3),
            lr_scheduler.CosineAnnealingLR(o, T_max=5)], milestones=[4]),
}


def path_of(make):
    weight = torch.tensor(START, requires_grad=True)
    optimizer = make([weight])
    path = []
    for slopes in SLOPES:
        weight.grad = torch.tensor(slopes)
        optimizer.step()
        path.append([float(f"{x:.9g}") for x in weight.tolist()])
    return path


def factors(make, length=9):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    scheduler = make(optimizer)
    result = []
    for _ in range(length):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


golden = {
    "start": START, "slopes": SLOPES,
    "optimizers": {name: path_of(make) for name, make in OPTIMIZERS.items()},
    "schedules": {name: factors(make) for name, make in SCHEDULES.items()},
}
pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(golden))
