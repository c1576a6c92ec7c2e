"""What is said of a reading beyond its words: telephone numbers in groups, and twice, so that they can be written down.

Pure. The reading itself stays as it is, because people compare it with what they wrote.
"""

from broadcaster.dictation import AGAIN, SHORTEST, grouped
from broadcaster.speech.normalise import Kind, Reading


def said(reading: Reading) -> str:
    """Return the words of a reading with each long telephone number said in groups and once more."""
    spoken, at, done = reading.spoken, 0, []
    for token in reading.tokens:
        if token.kind is not Kind.PHONE or sum(map(str.isdigit, token.written)) < SHORTEST:
            continue
        found = spoken.find(token.reading, at)
        if found < 0:
            continue
        number = grouped(token.reading)
        done.append(f"{spoken[at:found]}{number}, {AGAIN}, {number}")
        at = found + len(token.reading)
    return "".join(done) + spoken[at:]
