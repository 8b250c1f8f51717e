"""What every peer's script shares: the cases, the clock and the line of JSON that answers each case.

A script is given a cases file, or `-` for one case a line on standard input, each answered before the next is read, so
that several peers can take turns on one machine.
"""

import argparse
import json
import statistics
import sys
import time


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("cases", help="a cases file, or - for one case a line on standard input")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--precision", choices=["float32", "bf16", "int8"], default="float32", help="of the products' factors"
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="to spend on each figure")
    return parser.parse_args()


def median_seconds(work, budget, least=5, most=400, warm_up=2):
    """The median time of one call: as many calls as fit into the budget, at least 5 and at most 400."""
    for _ in range(warm_up):
        work()
    samples = []
    end = time.perf_counter() + budget
    while len(samples) < least or (len(samples) < most and time.perf_counter() < end):
        start = time.perf_counter()
        work()
        samples.append(time.perf_counter() - start)
    return statistics.median(samples)


def directions(case):
    return 2 if case.get("bi") else 1


def layers(case):
    return case.get("layers", 1)


def trains(case):
    return case.get("train", True)


def given_cases(source):
    if source == "-":
        for line in sys.stdin:
            yield json.loads(line)
    else:
        with open(source) as file:
            yield from json.load(file)


def answer(peer, options, figures):
    """Prints a line for every case: `figures(case)` gives forward_s and, where the peer trains, forward_backward_s; none
    where the peer does not have the case in this precision."""
    if options.precision != "float32":
        peer += f" {options.precision}"
    for case in given_cases(options.cases):
        print(json.dumps({"case": case["name"], "peer": peer, **figures(case)}), flush=True)
