"""Writes attention.json: what PyTorch makes of each attention score, for AttentionTests.swift.

    python generate_attention.py        (PyTorch 2)

The formulas are those of Luong et al. 2015 (dot, general) and Bahdanau et al. 2015 (additive). All in float64, from
multiples of 1/64, so that what is off is ours.
"""
import json
import pathlib

import torch
from torch import nn

BATCH, QUERIES, STEPS, QUERY, KEY, HIDDEN = 3, 2, 4, 3, 5, 6
LENGTHS = [4, 1, 3]
torch.set_default_dtype(torch.float64)


def draw(generator, *shape):
    return (torch.randint(-64, 65, shape, generator=generator) / 64).requires_grad_()


def scores(score, queries, keys, weights):
    if score == "dot":
        return torch.einsum("bqi,bki->bqk", queries, keys)
    if score == "general":
        return torch.einsum("bqi,bki->bqk", queries, nn.functional.linear(keys, weights["key.weight"]))
    q = nn.functional.linear(queries, weights["query.weight"], weights["query.bias"])
    k = nn.functional.linear(keys, weights["key.weight"])
    return nn.functional.linear(torch.tanh(q.unsqueeze(2) + k.unsqueeze(1)), weights["energy.weight"]).squeeze(3)


def case(score, lengths):
    generator = torch.Generator().manual_seed(len(score))
    key = QUERY if score == "dot" else KEY
    inputs = {"queries": draw(generator, BATCH, QUERIES, QUERY), "keys": draw(generator, BATCH, STEPS, key)}
    weights = {
        "dot": lambda: {},
        "general": lambda: {"key.weight": draw(generator, QUERY, key)},
        "additive": lambda: {
            "query.weight": draw(generator, HIDDEN, QUERY),
            "query.bias": draw(generator, HIDDEN),
            "key.weight": draw(generator, HIDDEN, key),
            "energy.weight": draw(generator, 1, HIDDEN),
        },
    }[score]()
    s = scores(score, inputs["queries"], inputs["keys"], weights)
    if lengths:
        past = torch.arange(STEPS)[None, None, :] >= torch.tensor(lengths)[:, None, None]
        s = s.masked_fill(past, float("-inf"))
    w = torch.softmax(s, dim=2)
    context = torch.bmm(w, inputs["keys"])
    cotangents = {"context": draw(generator, *context.shape), "weights": draw(generator, *w.shape)}
    ((context * cotangents["context"]).sum() + (w * cotangents["weights"]).sum()).backward()
    flat = lambda tensors: {name: [float(f"{x:.10g}") for x in t.flatten().tolist()] for name, t in tensors.items()}
    return {
        "score": score, "lengths": lengths, "keySize": key, "inputs": flat(inputs), "weights": flat(weights),
        "cotangents": flat(cotangents), "results": flat({"context": context, "weights": w}),
        "gradients": flat({name: t.grad for name, t in {**inputs, **weights}.items()}),
    }


cases = [case(score, lengths) for score in ("dot", "general", "additive") for lengths in (None, LENGTHS)]
golden = {
    "batch": BATCH, "queries": QUERIES, "steps": STEPS, "querySize": QUERY, "hiddenSize": HIDDEN, "cases": cases
}
pathlib.Path(__file__).with_name("attention.json").write_text(json.dumps(golden))
