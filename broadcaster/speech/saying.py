"""What is said of a reading beyond its words: telephone numbers in groups, and twice, so that they can be written down.

Pure. The reading itself stays as it is, because people compare it with what they wrote.
"""

from broadcaster.speech.normalise import Kind, Reading

AGAIN = "xin nhắc lại"
SHORTEST = 6
"""Shorter ones (114, 1022) everybody knows."""
FIRST, OTHERS = 4, 3


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


def grouped(number: str) -> str:
    """Return digits in words with a short pause after four and then after each three; pauses it has are kept."""
    return ", ".join(map(_grouped, number.split(", ")))


def _grouped(run: str) -> str:
    words = run.split()
    if len(words) <= FIRST:
        return run
    rest = words[FIRST:]
    groups = [words[:FIRST], *(rest[at : at + OTHERS] for at in range(0, len(rest), OTHERS))]
    if len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return ", ".join(" ".join(group) for group in groups)
