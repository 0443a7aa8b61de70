"""Sentences to vectors, through ONNX Runtime: the only file that imports it and the tokeniser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.errors import BundleError

Vectors = NDArray[np.float32]

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
ABOUT_FILE = "encoder.json"


def text_key(text: str) -> str:
    """Return what stands for a text where the text itself must not be kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SentenceEncoder(Protocol):
    """Whatever turns sentences into embeddings.

    An embedding begins with the sentence's unit vector, `n_dims` long, by which it is searched.
    Behind it may stand the unit vectors of earlier layers, which tell phrasings apart.
    """

    id: str
    n_dims: int
    n_earlier: int
    held_out: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """Return the common words of the encoder's language, in lower case."""

    def encode(self, text: str) -> Vectors:
        """Return the embedding of one sentence. *Shape:* (n_dims + n_earlier,)."""

    def encode_all(self, texts: Sequence[str]) -> Vectors:
        """Return an embedding for each sentence. *Shape:* (n_texts, n_dims + n_earlier)."""


class OnnxEncoder:
    """An exported sentence-transformers model.

    Sentences are run one at a time: int8 activations are scaled over a whole batch, so in a batch
    a sentence's vector would depend on its neighbours.

    Attributes:
        id: the content hash of the exported model.
        n_dims: the length of a sentence's vector; that of an earlier layer is as long.
        n_earlier: the length of all that stands behind it.
        held_out: of a tuned model, the keys of the phrasings that its tuning never saw.
    """

    def __init__(self, folder: Path, *, n_threads: int = 1) -> None:
        """Load the model that `folder` holds.

        Args:
            folder: what `knowledge.search.export` wrote.
            n_threads: sentences that `encode_all` runs side by side.

        Raises:
            BundleError: when the folder is not a whole export.
        """
        try:
            about = json.loads((folder / ABOUT_FILE).read_text("utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # tokenizers raises bare Exception
            raise BundleError(
                f"{folder} holds no exported encoder ({error}); run `mentor train` to export it."
            ) from error
        self.id: str = about["id"]
        self.n_dims: int = about["n_dims"]
        self.n_earlier: int = about["n_earlier"]
        self.held_out: frozenset[str] = frozenset(about.get("held_out", ()))
        self._tokenizer.no_padding()  # the exported file pads to 128 tokens: 10 times slower
        self._tokenizer.enable_truncation(about["n_tokens"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._n_threads = n_threads

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words of the encoder's vocabulary: the language's common ones."""
        vocabulary = self._tokenizer.get_vocab()
        return frozenset(word for word in vocabulary if word.isalpha() and word.islower())

    def encode(self, text: str) -> Vectors:
        """Return the embedding of one sentence. *Shape:* (n_dims + n_earlier,)."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector, earlier = self._session.run(None, inputs)
        embedding: Vectors = np.concatenate([vector[0], earlier[0]])
        return embedding

    def encode_all(self, texts: Sequence[str]) -> Vectors:
        """Return the embeddings of sentences. *Shape:* (n_texts, n_dims + n_earlier)."""
        if self._n_threads == 1:
            return self._stack(map(self.encode, texts))
        with ThreadPoolExecutor(self._n_threads) as pool:  # a session releases the GIL
            return self._stack(pool.map(self.encode, texts))

    def _stack(self, vectors: Iterable[Vectors]) -> Vectors:
        rows = list(vectors)
        return np.stack(rows) if rows else np.zeros((0, self.n_dims + self.n_earlier), np.float32)
