"""What espeak-ng is told: arguments, and text with its pauses."""

from broadcaster.formant import AMPLITUDE, arguments, marked_up


def test_marks_in_the_text_are_no_commands() -> None:
    """What looks like SSML in a bulletin is text."""
    assert "&lt;break&gt; &amp;" in marked_up("<break> &")


def test_sentences_and_paragraphs_end_with_a_pause() -> None:
    """The one of a paragraph is longer; none stands at the end, and a comma has the engine's own."""
    assert marked_up("A, b. C!\nD.") == ('<speak>A, b.<break time="620ms"/> C!<break time="1000ms"/> D.</speak>')


def test_the_level_is_one_that_does_not_clip() -> None:
    """Marked-up text from standard input, in the voice and at the speed asked for; the file comes last."""
    told = arguments("vi", 135)
    assert told[-1] == "-w" and {"-m", "--stdin"} <= set(told)
    assert " ".join(told[told.index("-v") :]).startswith(f"-v vi -s 135 -a {AMPLITUDE} ")
    assert AMPLITUDE == 60
