#!/usr/bin/env python3
"""Writes normalization.json: texts of characters that normal forms change, taken apart, in NFC and in NFKC."""
import json
import random
import sys
import unicodedata
from pathlib import Path

random.seed(1)
changing = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if not 0xD800 <= code < 0xE000 and unicodedata.normalize("NFKD", chr(code)) != chr(code)
]
marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
pools = [changing, marks, list("aeiou AEI1\n"), [chr(code) for code in range(0x1100, 0x1200)], [chr(0xAC00), chr(0xB098)]]
texts = ["".join(random.choice(random.choice(pools)) for _ in range(12)) for _ in range(200)]
texts += ["".join(changing[start : start + 64]) for start in range(0, len(changing), 256)]
cases = [[text] + [unicodedata.normalize(form, text) for form in ("NFD", "NFC", "NFKC")] for text in texts]
Path(__file__).with_name("normalization.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")))
