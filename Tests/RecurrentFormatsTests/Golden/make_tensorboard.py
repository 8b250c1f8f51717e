#!/usr/bin/env python3
"""Makes the golden file of the TensorBoard tests with TensorBoard's own messages and writer.

    pip install tensorboard
    python3 make_tensorboard.py

Made with tensorboard 2.21.
"""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.histogram_pb2 import HistogramProto
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.compat.proto.types_pb2 import DT_STRING
from tensorboard.summary.writer.record_writer import RecordWriter

here = pathlib.Path(__file__).parent


def event(step, **content):
    return Event(wall_time=1700000000.25, step=step, **content)


def value(**content):
    return Summary(value=[Summary.Value(**content)])


# Sixty numbers over thirty stretches.
numbers = [float(number) for number in range(60)]
width = 59 / 30
counts = [0.0] * 30
for number in numbers:
    counts[min(29, int(number / width))] += 1
histogram = HistogramProto(
    min=0, max=59, num=60, sum=sum(numbers), sum_squares=sum(number * number for number in numbers),
    bucket_limit=[0 + width * float(place) for place in range(1, 31)], bucket=counts)
text = TensorProto(
    dtype=DT_STRING, string_val=["| cell | lstm |".encode()],
    tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)]))
metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))

with open(here / "events.tfevents", "wb") as file:
    writer = RecordWriter(file)
    for one in [
        event(0, file_version="brain.Event:2"),
        event(3, summary=Summary(value=[
            Summary.Value(tag="step/loss", simple_value=0.5), Summary.Value(tag="step/zero", simple_value=0)])),
        event(300, summary=value(tag="options", tensor=text, metadata=metadata)),
        event(1 << 40, summary=value(tag="weights/손실", histo=histogram)),
    ]:
        writer.write(one.SerializeToString())
