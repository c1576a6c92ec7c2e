"""The player's child with a decoder that gives nothing but silence on the usual way out. Run by ``test_player``."""

from pathlib import Path

from stations import pcm, player_child
from stations.decoder import Decoder, Decoders, open_pcm

SECONDS = 30


class Deaf(Decoders):
    """Opens every clip as half a minute of silence."""

    def open_clip(self, path: Path, offset_frames: int = 0) -> Decoder:
        """Begin to decode nothing."""
        second = bytes(pcm.RATE * pcm.SAMPLE_BYTES)
        return open_pcm(iter([second] * SECONDS), offset_frames)


if __name__ == "__main__":
    player_child.main(Decoders if player_child.asked().way else Deaf)
