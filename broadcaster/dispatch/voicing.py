"""The order in which voices are asked at each locality: named by people, inherited, undone. Never speaks.

It holds for the bulletins that are written there; what was handed in keeps the order it was heard with.
"""

from collections.abc import Iterable

from broadcaster import speech
from broadcaster.accounts import Action, Person, demand, may
from broadcaster.dispatch.receiving import Receiving
from broadcaster.errors import Refused
from broadcaster.localities import Tree
from broadcaster.store import Transaction
from broadcaster.store import localities as locality_rows
from broadcaster.voices import Fitness, Rank, Standing, asked, checked_order


class Voicing(Receiving):
    """What people do with the order of voices of their localities; each step is one transaction and one audit row."""

    def set_voices(self, code: str, wanted: Iterable[str], by: Person) -> tuple[str, ...]:
        """Let a locality have an order of voices of its own, which holds below it too; none: that from above holds.

        A voice that is not at this server may stay where it was named before, and none such is added.
        """
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            demand_voicing(by, code, tree)
            order = checked_order(wanted, {*self._engines_by_voice(), *tree.voices(code)[0]})
            if order != tree.locality(code).voices:
                locality_rows.set_voices(tx, code, order)
        return order

    def undo_voices(self, code: str, by: Person, *, change: int) -> tuple[str, ...]:
        """Undo the newest change of a locality's order, the ``change``-th; refused when there was another since."""
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            demand_voicing(by, code, tree)
            known = locality_rows.voice_changes(tx, code)
            if not known or len(known) != change:
                raise Refused("voices.changed_meanwhile", name=tree.name(code))
            locality_rows.set_voices(tx, code, known[-1])
        return known[-1]

    def standing_at(self, code: str) -> Standing:
        """Return the order that holds at a locality, who named it, and which of its voices can be asked."""
        with self.store.read() as tx:
            order, source = locality_rows.tree(tx).voices(code)
        ranks = (self.rank(one) for one in asked("", order or speech.wanted(self.config)))
        return Standing(tuple(ranks), source)

    def order_at(self, tx: Transaction, code: str, chosen: str) -> tuple[str, ...]:
        """Return the order a bulletin of a locality is spoken with: the locality's, else the site's if none was chosen.

        Empty where a voice was chosen and no locality names an order: then the site's, as it will be, stands in.
        """
        order, _source = locality_rows.tree(tx).voices(code)
        return order or (() if chosen else speech.wanted(self.config))

    def rank(self, voice: str) -> Rank:
        """Return whether a voice can be asked at this server."""
        engine = self._engines_by_voice().get(voice)
        if engine is None:
            return Rank(voice, Fitness.ABSENT)
        return Rank(voice, Fitness.ONLINE if engine.is_online else Fitness.ALWAYS)

    def _engines_by_voice(self) -> dict[str, speech.Engine]:
        return {voice.name: engine for engine in self.engines for voice in engine.voices()}


def demand_voicing(by: Person, code: str, tree: Tree) -> None:
    """Deny unless ``by`` manages a living locality or leads it."""
    if tree.locality(code).retired_at is not None:
        raise Refused("locality.retired", name=tree.name(code))
    if not may(by, Action.MANAGE, code, tree):
        demand(by, Action.APPROVE, code, tree)
