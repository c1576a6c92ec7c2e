"""Reads texts with a library of others, in the Python that has it installed. Imports nothing of ours.

``PYTHON other_normaliser.py NAME < texts.json`` takes a JSON list of texts and prints {"readings", "cpu_s"} as JSON.
The exit code is 3 when the library is not installed there.
"""

import json
import os
import sys

NOT_INSTALLED = 3
TICK_S = 0.01


def vinorm():
    """Return the reader of vinorm."""
    from vinorm import TTSnorm

    return lambda text: TTSnorm(text, unknown=True)


def sea_g2p():
    """Return the reader of sea-g2p."""
    from sea_g2p import Normalizer

    return Normalizer().normalize


def main(name):
    """Read all texts of the standard input and tell how long that took, processes it started included."""
    try:
        read = {"vinorm": vinorm, "sea-g2p": sea_g2p}[name]()
    except ImportError as fault:
        print(fault, file=sys.stderr)
        return NOT_INSTALLED
    texts = json.load(sys.stdin)
    read(texts[0])
    begun = os.times()
    readings = [read(text) for text in texts]
    ended = os.times()
    print(json.dumps({"readings": readings, "cpu_s": max(TICK_S, sum(ended[:4]) - sum(begun[:4]))}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
