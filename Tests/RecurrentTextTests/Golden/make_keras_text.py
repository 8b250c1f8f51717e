#!/usr/bin/env python3
"""Makes keras_text.json: what Keras's own Tokenizer and pad_sequences give.

    pip install tensorflow-cpu
    python3 make_keras_text.py

Made with Keras 3.15.
"""
import json
import pathlib

from keras.src.legacy.preprocessing.text import Tokenizer, tokenizer_from_json
from keras.utils import pad_sequences

ENGLISH = [
    "I love Deep Learning",
    "The cat sat on the mat. The mat was flat!",
    "Don't stop; can't stop -- won't stop (ever)...",
    "tabs\tand\nnewlines  and   spaces",
    "",
    "love, love, LOVE the cat",
]
UNICODE = [
    "나는 딥러닝을 좋아한다. 나는 고양이를 좋아한다",
    "ΟΔΥΣΣΕΥΣ και ΣΑΣ Σ ΑΣ.Β",
    "İstanbul ÉCOLE e\u0301cole \u00e9cole \u1112\u1161\u11ab 한 Straße STRASSE",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1f0\U0001f1f7 \u2028x\u00a0y\u3000z",
]
UNSEEN = ["I like Deep Learning", "the dog sat on the unseen <oov> mat", "", "나는 강아지를 좋아한다 école E\u0301COLE"]

OPTIONS = [
    {},
    {"num_words": 5},
    {"num_words": 5, "oov_token": "<oov>"},
    {"oov_token": "the"},
    {"oov_token": "UNK", "lower": False},
    {"char_level": True},
    {"char_level": True, "oov_token": "?", "num_words": 8},
    {"filters": "", "lower": False},
    {"filters": "aeiou", "split": ", "},
    {"filters": ".,!", "split": "t"},
]


def outcome(texts, options):
    tokenizer = Tokenizer(**options)
    tokenizer.fit_on_texts(texts[:2])
    tokenizer.fit_on_texts(texts[2:])
    again = tokenizer_from_json(tokenizer.to_json())
    sequences = tokenizer.texts_to_sequences(UNSEEN + texts)
    assert again.texts_to_sequences(UNSEEN + texts) == sequences
    return {
        "options": {k: v for k, v in options.items()},
        "texts": texts,
        "unseen": UNSEEN,
        "word_counts": [[w, c] for w, c in tokenizer.word_counts.items()],
        "word_docs": [[w, tokenizer.word_docs[w]] for w in tokenizer.word_counts],
        "word_index": [[w, i] for w, i in tokenizer.word_index.items()],
        "index_docs": [[i, n] for i, n in sorted(tokenizer.index_docs.items())],
        "document_count": tokenizer.document_count,
        "sequences": sequences,
        "texts_again": tokenizer.sequences_to_texts(sequences + [[0, 1, 2, 1000]]),
        "matrices": {
            mode: tokenizer.texts_to_matrix(UNSEEN[:2] + texts[1:3], mode=mode).tolist()
            for mode in ["binary", "count", "tfidf", "freq"]
        },
        "json": tokenizer.to_json(),
    }


def words_outcome():
    """Texts that are cut already, and counting by sequences."""
    tokenizer = Tokenizer(oov_token="<oov>")
    tokenizer.fit_on_texts([["New York", "is", "IS", "big."], ["new york"]])
    tokenizer.fit_on_sequences([[2, 3, 3], [1], []])
    return {
        "word_index": [[w, i] for w, i in tokenizer.word_index.items()],
        "index_docs": [[i, n] for i, n in sorted(tokenizer.index_docs.items())],
        "document_count": tokenizer.document_count,
        "sequences": tokenizer.texts_to_sequences([["NEW YORK", "was", "Big."]]),
        "tfidf": tokenizer.sequences_to_matrix([[2, 2, 3], [4]], mode="tfidf").tolist(),
    }


def padded():
    sequences = [[1, 2, 3], [3, 4, 5, 6], [7, 8], []]
    return [
        {
            "maxlen": maxlen,
            "padding": padding,
            "truncating": truncating,
            "value": value,
            "result": pad_sequences(
                sequences, maxlen=maxlen, padding=padding, truncating=truncating, value=value
            ).tolist(),
        }
        for maxlen in [None, 1, 3, 6]
        for padding in ["pre", "post"]
        for truncating in ["pre", "post"]
        for value in [0, -1]
    ]


def main():
    golden = {
        "tokenizers": [outcome(texts, options) for options in OPTIONS for texts in [ENGLISH, UNICODE]],
        "words": words_outcome(),
        "padded": padded(),
    }
    path = pathlib.Path(__file__).with_name("keras_text.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
