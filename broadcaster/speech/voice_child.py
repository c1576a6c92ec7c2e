"""The program in which a neural voice lives: ``python voice_child.py piper|sherpa MODEL.onnx IDLE_SECONDS``.

Says ``{"ready": sample rate}``, then answers each line ``{"text", "scale", "to"}`` with ``{"frames": n}`` when the file
``to`` holds the speech as 16-bit samples, or with ``{"fault": why}``. Ends when nobody asks for so long, or when its
asker is gone. Imports nothing of ours: piper-tts is under GPL-3, and this process is the only one that loads it.
"""

import json
import os
import re
import select
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

Speak = Callable[[str, float], bytes]
NICENESS = 10
ESPEAK_TIMEOUT_S = 20
CLAUSE = re.compile(r"([^,;:.!?…]+)([,;:.!?…]*)\s*")
LANGUAGE_MARK = re.compile(r"\([a-z-]+\)")


def main(kind: str, model: str, idle_s: float) -> None:
    """Load the voice and answer until nobody asks any more."""
    # Libraries print what they like; it goes to the log and never between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    os.nice(NICENESS)
    try:
        rate, speak = {"piper": piper, "sherpa": sherpa}[kind](model)
    except Exception as fault:  # whatever a runtime raises about a file of others is told to the asker
        tell(answers, {"fault": f"{type(fault).__name__}: {fault}"})
        return
    tell(answers, {"ready": rate})
    while select.select([0], [], [], idle_s)[0] and (line := sys.stdin.buffer.readline()):
        tell(answers, answered(json.loads(line), speak))


def answered(question: dict[str, Any], speak: Speak) -> dict[str, object]:
    """Write what was asked for and return how many samples it has, or why it could not be spoken."""
    try:
        samples = speak(question["text"], question["scale"])
        Path(question["to"]).write_bytes(samples)
    except Exception as fault:  # the next sentence may be spoken all the same
        return {"fault": f"{type(fault).__name__}: {fault}"}
    return {"frames": len(samples) // 2}


def tell(answers: TextIO, answer: dict[str, object]) -> None:
    """Say one line."""
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def piper(model: str) -> tuple[int, Speak]:
    """Return the sample rate of a Piper voice and how it speaks: without noise, so twice the same is the same."""
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(model)

    def speak(text: str, scale: float) -> bytes:
        """Return the samples of one sentence, stretched by ``scale``."""
        # Normalised, each sentence would be as loud as it can, and loudness would jump between them.
        asked = SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0, normalize_audio=False)
        return b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text, asked))

    return voice.config.sample_rate, speak


def sherpa(model: str) -> tuple[int, Speak]:
    """Return the sample rate of a Piper voice in sherpa-onnx and how it speaks: phonemes come from espeak-ng."""
    import numpy
    import sherpa_onnx

    described = json.loads(Path(f"{model}.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        tokens = Path(folder) / "tokens.txt"
        pairs = described["phoneme_id_map"].items()
        tokens.write_text("".join(f"{symbol} {ids[0]}\n" for symbol, ids in pairs), encoding="utf-8")
        vits = sherpa_onnx.OfflineTtsVitsModelConfig(
            model=model, tokens=str(tokens), noise_scale=0.0, noise_scale_w=0.0, length_scale=1.0
        )
        network = sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=1)
        voice = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=network))
    language = described["espeak"]["voice"]

    def speak(text: str, scale: float) -> bytes:
        """Return the samples of one sentence, stretched by ``scale``."""
        asked = sherpa_onnx.GenerationConfig()
        asked.speed = 1 / scale
        asked.phoneme_codepoints = [[ord(one) for one in phonemes(text, language)]]
        samples = numpy.asarray(voice.generate("", asked).samples, dtype=numpy.float32)
        whole: bytes = (samples.clip(-1.0, 1.0) * 32767).astype("<i2").tobytes()
        return whole

    return int(voice.sample_rate), speak


def phonemes(text: str, language: str) -> str:
    """Return the phonemes of a sentence with its marks, as Piper's own phonemiser would write them."""
    said = (f"{_ipa(clause, language)}{marks[:1]}" for clause, marks in CLAUSE.findall(text) if clause.strip())
    return unicodedata.normalize("NFD", " ".join(said))


def _ipa(clause: str, language: str) -> str:
    argv = ["espeak-ng", "-q", "--ipa", "-b", "1", "-v", language, "--stdin"]
    ran = subprocess.run(argv, input=clause.encode(), capture_output=True, timeout=ESPEAK_TIMEOUT_S, check=True)
    return LANGUAGE_MARK.sub("", " ".join(ran.stdout.decode().split()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
