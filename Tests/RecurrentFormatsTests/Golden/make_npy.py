#!/usr/bin/env python3
"""Makes the golden files of the npy, npz and pickle tests with NumPy.

    pip install numpy
    python3 make_npy.py

Made with numpy 2.4.
"""
import pathlib
import pickle

import numpy as np

here = pathlib.Path(__file__).parent
values = np.array([[0, 1, -2], [0.5, 100, -0.25]])
counts = np.array([0, 1, 127])
arrays = {
    "f32": values.astype(np.float32),
    "f64": values,
    "f16": values.astype(np.float16),
    "columns": np.asfortranarray(values.astype(np.float32)),
    "u8": counts.astype(np.uint8),
    "i8": -counts.astype(np.int8),
    "i32": (-counts * 10_000_000).astype(np.int32),
    "i64": -(counts.astype(np.int64) << 50),
    "bool": np.array([True, False, True]),
    "scalar": np.array(7, dtype=np.float32),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "이름/a": np.arange(1000, dtype=np.float32),
}
pickled = {"weights": [arrays["columns"], arrays["i64"]], "rest": {"f64": values, "bool": arrays["bool"]}, "epoch": 3}
for protocol in (0, 2, 4, 5):
    (here / f"arrays_{protocol}.pkl").write_bytes(pickle.dumps(pickled, protocol))
np.savez(here / "arrays.npz", **arrays)
np.savez_compressed(here / "arrays_deflated.npz", **arrays)
np.save(here / "array.npy", values)
