"""PyTorch's recurrent layers on the benchmark's cases: bf16 is its autocast, int8 its dynamic quantization, which is for
inference and has no plain RNN."""

import bench
import torch

options = bench.arguments(__doc__)
torch.set_num_threads(options.threads)
torch.manual_seed(1)
modules = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def precise():
    return torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16")


def figures(case):
    if options.precision == "int8":
        return int8_figures(case)
    network = modules[case["cell"]](
        case["D"], case["H"], bench.layers(case), batch_first=True, bidirectional=bench.directions(case) == 2
    )
    x = torch.randn(case["N"], case["T"], case["D"])
    with torch.inference_mode(), precise():
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
        with precise():
            output, _ = network(x)
        output.backward(output_gradient.to(output.dtype))

    result["forward_backward_s"] = bench.median_seconds(forward_backward, options.seconds)
    return result


def int8_figures(case):
    if case["cell"] == "rnn":
        return {}
    module = modules[case["cell"]]
    network = module(
        case["D"], case["H"], bench.layers(case), batch_first=True, bidirectional=bench.directions(case) == 2
    )
    network = torch.ao.quantization.quantize_dynamic(network.eval(), {module}, torch.qint8)
    x = torch.randn(case["N"], case["T"], case["D"])
    with torch.inference_mode():
        return {"forward_s": bench.median_seconds(lambda: network(x), options.seconds)}


bench.answer(f"PyTorch {torch.__version__.split('+')[0]}", options, figures)
