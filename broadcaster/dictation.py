"""Telephone numbers said so that people can write them down: in groups, and twice. Pure; never loses a word."""

import re

AGAIN = "xin nhắc lại"
SHORTEST = 6
"""Shorter ones (114, 1022) everybody knows."""
FIRST, OTHERS = 4, 3

DIGIT = r"(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?!\w)"
GROUP = rf"{DIGIT}(?: {DIGIT})+"
# With a pause between its groups a number begins like one that can be dialled; "113, 114" are two short ones.
ABROAD = rf"cộng {DIGIT}(?: {DIGIT}){{0,2}}, "
DIALLED = rf"(?:{ABROAD}|(?=không )|(?=một (?:tám|chín) không không)){GROUP}(?:, {GROUP})*"
IN_ONE = rf"{DIGIT}(?: {DIGIT}){{{SHORTEST - 1},}}"
DECIMALS = rf"(?:phẩy|chấm) {DIGIT}(?: {DIGIT})*"
NUMBER = re.compile(
    rf"(?<!\w)(?:{DECIMALS}|(?P<number>{DIALLED}|{IN_ONE})(?P<again>, {AGAIN}, (?P=number))?)", re.IGNORECASE
)
ONE_DIGIT = re.compile(DIGIT, re.IGNORECASE)


def twice(spoken: str) -> str:
    """Return spelled text with each long telephone number in groups and once more; what is said twice already stays."""
    return NUMBER.sub(_said, spoken)


def _said(match: re.Match[str]) -> str:
    if not match["number"] or match["again"] or len(ONE_DIGIT.findall(match["number"])) < SHORTEST:
        return match[0]
    number = grouped(match["number"])
    return f"{number}, {AGAIN}, {number}"


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
