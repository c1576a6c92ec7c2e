"""Orders to single stations, and steps 10-11 of the path: what stations report is kept."""

import logging
from datetime import datetime

from broadcaster import messages
from broadcaster.accounts import Action, Person, demand
from broadcaster.dispatch.publishing import Publishing
from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.localities import Station
from broadcaster.messages import (
    Ack,
    AckResult,
    AsRunBatch,
    Availability,
    Command,
    CommandName,
    Kind,
    Presence,
    Report,
    StationState,
)
from broadcaster.store import Transaction, editions, new_id
from broadcaster.store import as_run as as_run_rows
from broadcaster.store import commands as command_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows

log = logging.getLogger(__name__)

VOLUME_MOST = 100


class Fleet(Publishing):
    """The receivers: what they are told and what they answer."""

    def command(
        self,
        station_id: str,
        name: CommandName,
        by: Person,
        *,
        value: int | None = None,
        until: datetime | None = None,
    ) -> Command:
        """Sign, keep and send one order to one station; silence is not among them: ``silence`` leaves it to the signer.

        While the broker is away nothing changes: the order stands as failed, and Unavailable is raised.
        """
        with self.store.begin(by.id) as tx:
            station = station_rows.find(tx, station_id)
            demand(by, Action.CONTROL, station.locality, locality_rows.tree(tx))
            if station.revoked_at is not None:
                raise Refused("station.revoked", id=station_id)
            command = Command(id=new_id(), name=name, value=self._checked_value(name, value), until=until)
            command_rows.add(tx, station_id, command)
            topic, envelope = self._sealed(tx, Kind.COMMAND, self.topics.command(station_id), command)
        self._hand_over(station_id, command, topic, envelope)
        if name is CommandName.VOLUME:
            self._keep_volume(station_id, value or 0, by)
        return command

    def record_all(self, reports: list[tuple[str, bytes]]) -> None:
        """Keep many reports in one transaction; if one of them cannot be kept, each in its own."""
        said = [one for topic, payload in reports if (one := self._read(topic, payload))]
        try:
            with self.store.begin("stations") as tx:
                for station_id, report in said:
                    self._keep(tx, station_id, report)
        except BroadcasterError as fault:
            if not fault.permanent:
                raise
            log.warning("reports are kept one by one: %s", fault)
            for one in said:
                self._keep_alone(*one)

    def record(self, topic: str, payload: bytes) -> None:
        """Keep what a station reports; something unreadable is logged and dropped, never fatal."""
        self.record_all([(topic, payload)])

    def change_station(self, station: Station, by: Person) -> Station:
        """Keep a station's changed name, place, volume or groups and tell the station."""
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            demand(by, Action.INSTALL, station_rows.find(tx, station.id).locality, tree)
            demand(by, Action.INSTALL, station.locality, tree)
            station_rows.change(tx, station)
            editions.touch(tx, f"station:{station.id}")
        self.wake()
        return station

    def _read(self, topic: str, payload: bytes) -> tuple[str, Report] | None:
        try:
            place = self.topics.parse(topic)
            return (place.id, messages.decode_up(place.kind, payload)) if place.scope == "up" and place.id else None
        except BroadcasterError as fault:
            log.warning("report on %s refused: %s", topic, fault)
            return None

    def _keep_alone(self, station_id: str, report: Report) -> None:
        try:
            with self.store.begin("stations") as tx:
                self._keep(tx, station_id, report)
        except BroadcasterError as fault:
            log.warning("report of %s dropped: %s", station_id, fault)

    def _keep(self, tx: Transaction, station_id: str, report: Report) -> None:
        """Keep one report; those about alarms are the signer's."""
        if isinstance(report, StationState):
            station_rows.record_state(tx, station_id, report, tx.now)
        elif isinstance(report, AsRunBatch):
            as_run_rows.add(tx, station_id, report.rows)
        elif isinstance(report, Ack):
            command_rows.ack(tx, station_id, report)
        elif isinstance(report, Availability):
            station_rows.record_availability(
                tx, station_id, online=report.availability is Presence.ONLINE, boot=report.boot, at=tx.now
            )

    def _hand_over(self, station_id: str, command: Command, topic: str, envelope: bytes) -> None:
        """Give an order to the broker; one that could not leave is answered for, so that nobody waits for it."""
        try:
            self.desk.publish(topic, envelope, retained=False)
        except Unavailable as fault:
            facts = {name: str(fact) for name, fact in fault.facts.items()}
            with self.store.begin("system") as tx:
                command_rows.ack(tx, station_id, Ack(command.id, AckResult.FAILED, tx.now, fault.code, facts))
            raise

    def _keep_volume(self, station_id: str, volume: int, by: Person) -> None:
        """Let the volume outlast the station's restart: it stands in the assignment too."""
        with self.store.begin(by.id) as tx:
            station_rows.set_volume(tx, station_id, volume)
            editions.touch(tx, f"station:{station_id}")
        self.wake()

    def _checked_value(self, name: CommandName, value: int | None) -> int | None:
        if name is CommandName.VOLUME and (value is None or not 0 <= value <= VOLUME_MOST):
            raise Refused("station.volume", field="volume", value=value)
        return value
