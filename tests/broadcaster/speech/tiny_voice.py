"""A voice of a kilobyte for tests: a true ONNX network with a JSON beside it, which Piper and sherpa-onnx load and run.

Each phoneme is a tone of its own, 20 ms long at length scale 1; so a text gives its own sound, as long as it is long.
Noise makes it quieter instead of random, so that one hears whether any was asked for.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper, save

RATE = 22050
SAMPLES = 441
MARKS = "_^$ !'(),-.:;?\"0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɟɡɣɤɥɪɫɯɲɳɵɹɾʁʂʃʈʉʊʋʌʏʐʑʒʔʝʰʲˈˌːˑβθχ"
COMBINING = "\u0303\u0306\u031a\u0329\u032a\u032f"
SYMBOLS = tuple(dict.fromkeys(MARKS + LETTERS + COMBINING))
KNOWN_TO_SHERPA = {
    "model_type": "vits",
    "comment": "piper",
    "language": "Vietnamese",
    "voice": "vi",
    "has_espeak": "1",
    "n_speakers": "1",
    "sample_rate": str(RATE),
}


def write_voice(path: Path, espeak_voice: str = "vi") -> str:
    """Write the voice and its JSON and return the SHA-256 of the network."""
    save(network(), str(path))
    told = {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": espeak_voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
        "num_symbols": len(SYMBOLS),
        "num_speakers": 1,
        "speaker_id_map": {},
    }
    Path(f"{path}.json").write_text(json.dumps(told), encoding="utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def network() -> ModelProto:
    """Return the network: ids (1, p) and scales (3) in, samples (1, 1, n) out; one row of samples for each phoneme."""
    numbers = {
        "first": np.int64(0),
        "second": np.int64(1),
        "third": np.int64(2),
        "nothing": np.float32(0),
        "one": np.float32(1),
        "samples": np.float32(SAMPLES),
        "column": np.array([-1, 1], np.int64),
        "row": np.array([1, 1, -1], np.int64),
        "step": np.float32(7 * 2 * np.pi / RATE),
        "lowest": np.float32(150 * 2 * np.pi / RATE),
        "level": np.float32(0.3),
        "damping": np.float32(0.1),
    }
    steps = [
        ("Gather", ["scales", "second"], "stretch"),
        ("Mul", ["samples", "stretch"], "length"),
        ("Range", ["nothing", "length", "one"], "times"),
        ("Reshape", ["input", "column"], "ids"),
        ("Cast", ["ids"], "tones"),
        ("Mul", ["tones", "step"], "above"),
        ("Add", ["above", "lowest"], "pitch"),
        ("Mul", ["pitch", "times"], "phase"),
        ("Sin", ["phase"], "waves"),
        ("Gather", ["scales", "first"], "noise"),
        ("Gather", ["scales", "third"], "width_noise"),
        ("Add", ["noise", "width_noise"], "noises"),
        ("Mul", ["noises", "damping"], "damped"),
        ("Sub", ["level", "damped"], "left"),
        ("Mul", ["waves", "left"], "quiet"),
        ("Reshape", ["quiet", "row"], "output"),
    ]
    nodes = [
        helper.make_node(kind, given, [made], **({"to": TensorProto.FLOAT} if kind == "Cast" else {}))
        for kind, given, made in steps
    ]
    shapes = [("input", TensorProto.INT64, [1, "p"]), ("input_lengths", TensorProto.INT64, [1])]
    asked = [helper.make_tensor_value_info(*one) for one in (*shapes, ("scales", TensorProto.FLOAT, [3]))]
    made = [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "n"])]
    constants = [numpy_helper.from_array(np.asarray(value), name) for name, value in numbers.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "tones", asked, made, constants),
        opset_imports=[helper.make_opsetid("", 15)],
        ir_version=8,
    )
    helper.set_model_props(model, KNOWN_TO_SHERPA)
    checker.check_model(model)
    return model
