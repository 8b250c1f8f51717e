#!/usr/bin/env python3
"""Makes the golden files of the HDF5 tests with h5py.

    pip install h5py
    python3 make_hdf5.py

Made with h5py 3.16 on HDF5 2.0.
"""
import pathlib

import h5py
import numpy as np

here = pathlib.Path(__file__).parent
with h5py.File(here / "datasets.h5", "w") as file:
    file.attrs["version"] = "2.2.4-tf"
    file.attrs["numbers"] = np.array([1.5, -2.0])
    file.attrs["names"] = np.array([b"first", b"second/0"])
    file.attrs["texts"] = ["한국어", "", "x" * 5000]
    for name, type in [("f32", "<f4"), ("f16", "<f2"), ("f64", "<f8"), ("i8", "i1"), ("u16", "<u2"), ("i64", "<i8")]:
        file[f"types/{name}"] = np.array([[0, 1, 2], [3, 4, 100]]).astype(type)
    file["types/bool"] = np.array([True, False])
    file["types/scalar"] = np.float32(7)
    file["types/empty"] = np.zeros((0, 4), np.float32)
    file["types/text"] = "hello"
    file.create_dataset("types/chunked", data=np.zeros((4, 4), np.float32), chunks=(2, 2))
    file.create_dataset("types/deflated", data=np.zeros((4, 4), np.float32), compression="gzip")
    file["types/big"] = np.array([1], ">f4")
    # More members than one leaf of a tree of names holds.
    for index in range(40):
        file[f"many/member{index:02}"] = np.float32(index)
with h5py.File(here / "latest.h5", "w", libver="latest") as file:
    file.attrs["version"] = "3.0.0"
    file["x"] = np.float32(1)
    file["few/matrix"] = np.arange(6, dtype=np.float32).reshape(2, 3)
    # More links and attributes than a header holds.
    for index in range(150):
        file[f"many/member{index}"] = np.float32(index)
    described = file.create_group("described")
    for index in range(40):
        described.attrs[f"attribute{index}"] = f"text {index}"
