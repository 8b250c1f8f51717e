"""PyTorch's recurrent layers on the benchmark's cases."""

import bench
import torch

options = bench.arguments(__doc__)
torch.set_num_threads(options.threads)
torch.manual_seed(1)
modules = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def figures(case):
    network = modules[case["cell"]](
        case["D"], case["H"], bench.layers(case), batch_first=True, bidirectional=bench.directions(case) == 2
    )
    x = torch.randn(case["N"], case["T"], case["D"])
    with torch.inference_mode():
        network.eval()
        result = {"forward_s": bench.median_seconds(lambda: network(x), options.seconds)}
    if not bench.trains(case):
        return result

    network.train()
    x.requires_grad_()
    output_gradient = torch.randn(case["N"], case["T"], case["H"] * bench.directions(case))

    def forward_backward():
        network.zero_grad(set_to_none=True)
        x.grad = None
        output, _ = network(x)
        output.backward(output_gradient)

    result["forward_backward_s"] = bench.median_seconds(forward_backward, options.seconds)
    return result


bench.answer(f"PyTorch {torch.__version__.split('+')[0]}", options.cases, figures)
