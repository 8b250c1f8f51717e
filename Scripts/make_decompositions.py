#!/usr/bin/env python3
"""Writes Sources/RecurrentText/Normalization/Decompositions.swift from Python's copy of the Unicode Character Database:
what each scalar is taken apart to by NFC's and NFKC's first step, Hangul left out, which a formula takes apart.

    Scripts/make_decompositions.py
"""
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "Sources/RecurrentText/Normalization/Decompositions.swift"


def entries(form):
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code < 0xE000 or 0xAC00 <= code < 0xD7A4:
            continue
        yield code, [ord(character) for character in unicodedata.normalize(form, chr(code))]


def rows(pairs):
    """Lines of `code:part part`, in hexadecimal, a code as the distance from the one before."""
    line, last = "", 0
    for code, parts in pairs:
        entry = f"{code - last:x}:{' '.join(f'{part:x}' for part in parts)};"
        last = code
        if len(line) + len(entry) > 116:
            yield line
            line = ""
        line += entry
    yield line


canonical = [(code, parts) for code, parts in entries("NFD") if parts != [code]]
known = dict(canonical)
compatible = [(code, parts) for code, parts in entries("NFKD") if parts != known.get(code, [code])]
body = f'''// Written by Scripts/make_decompositions.py from Unicode {unicodedata.unidata_version}.

/// What scalars are taken apart to, all the way: `code:part part;` in hexadecimal, each code as the distance from the one
/// before.
enum Decompositions {{
  /// Those that mean the same wherever they stand.
  static let canonical: StaticString = """
{chr(10).join("    " + row + chr(92) for row in rows(canonical))}

    """

  /// Those that look different or lose what they mean, beside: ligatures, wide letters, numbers in circles.
  static let compatible: StaticString = """
{chr(10).join("    " + row + chr(92) for row in rows(compatible))}

    """
}}
'''
TARGET.write_text(body)
