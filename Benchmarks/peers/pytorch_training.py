"""Whole training steps of a language model in PyTorch: the cases of a file such as cases/training.json.

Embedding, recurrent layers, vocabulary projection and cross-entropy, their gradients, clipping, SGD or Adam, the state
carried from step to step: what `recurrent bench` does on the same cases. Our model drops out before and after the
recurrent layers as well; here only between them. bf16 is PyTorch's autocast.
"""

import bench
import torch

options = bench.arguments(__doc__)
torch.set_num_threads(options.threads)
torch.manual_seed(1)
# glibc learns from a block of up to 32 MB that is freed to keep such blocks: else small models fetch their memory from
# the system at every step, and take half as long again.
torch.empty(31 << 20, dtype=torch.uint8)
modules = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


class LanguageModel(torch.nn.Module):
    def __init__(self, case):
        super().__init__()
        self.embedding = torch.nn.Embedding(case["V"], case["E"])
        self.rnn = modules[case["cell"]](
            case["E"], case["H"], bench.layers(case), dropout=case.get("dropout", 0), batch_first=True
        )
        self.decoder = torch.nn.Linear(case["H"], case["V"])

    def forward(self, tokens, state):
        output, state = self.rnn(self.embedding(tokens), state)
        return self.decoder(output), state


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def figures(case):
    model = LanguageModel(case)
    if case.get("optimizer", "sgd") == "adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    tokens, targets = (torch.randint(0, case["V"], (case["N"], case["T"])) for _ in range(2))
    state = None

    def step():
        nonlocal state
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
            logits, carried = model(tokens, state)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        state = detached(carried)

    seconds = bench.median_seconds(step, options.seconds)
    return {"step_s": seconds, "tokens_per_s": case["N"] * case["T"] / seconds}


bench.answer(f"PyTorch {torch.__version__.split('+')[0]}", options, figures)
