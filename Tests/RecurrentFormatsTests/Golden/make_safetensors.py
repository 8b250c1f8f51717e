#!/usr/bin/env python3
"""Makes the golden files of the safetensors tests with the format's own library.

    pip install numpy ml_dtypes safetensors
    python3 make_safetensors.py

Made with safetensors 0.8, numpy 2.4, ml_dtypes 0.6.
"""
import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

here = pathlib.Path(__file__).parent
values = np.array([[0, 1, -2], [0.5, 100, -0.25]])
counts = np.array([0, 1, 127])
save_file(
    {
        "f32": values.astype(np.float32),
        "f64": values,
        "f16": values.astype(np.float16),
        "bf16": values.astype(ml_dtypes.bfloat16),
        "f16.subnormal": np.array([2.0**-24, -(2.0**-15), 65504], dtype=np.float16),
        "u8": counts.astype(np.uint8),
        "i8": -counts.astype(np.int8),
        "u16": (counts * 500).astype(np.uint16),
        "i16": (-counts * 200).astype(np.int16),
        "u32": (counts << 24).astype(np.uint32),
        "i32": (-counts * 10_000_000).astype(np.int32),
        "u64": counts.astype(np.uint64) << 50,
        "i64": -(counts.astype(np.int64) << 50),
        "bool": np.array([True, False, True]),
        "scalar": np.array(7, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float32),
        "이름": np.array([3], dtype=np.float32),
    },
    str(here / "types.safetensors"),
    metadata={"note": 'quotes " and \\ and 한국어'},
)
