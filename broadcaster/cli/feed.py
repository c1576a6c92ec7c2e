"""``broadcaster feed``: the feeds of warning authorities. Who lists or asks one gives the password, as for an alert.

Never judges a document: ``dispatch`` does, by the terms that are listed here.
"""

from pathlib import Path
from typing import Any

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.alert import be_sure, sure_option
from broadcaster.cli.alert_options import length
from broadcaster.cli.alert_rows import stamp
from broadcaster.cli.office import json_option, office
from broadcaster.cli.signed_in import signed_in, signed_options
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.feeds import Feed, Rule
from broadcaster.store import Slice
from broadcaster.store import feeds as feed_rows
from broadcaster.store.feeds import FeedRow, Message

SHOWN = 20
name_argument = click.argument("name")


@click.group()
def feed() -> None:
    """Feeds of warning authorities (Atom or RSS of CAP): list, add, ask now."""


@feed.command("add")
@name_argument
@click.argument("url")
@click.option("--in", "locality", required=True, metavar="CODE", help="The locality whose stations it may concern.")
@click.option("--sender", "senders", multiple=True, help="A CAP sender that may propose an alert; repeatable.")
@click.option(
    "--release",
    "releases",
    multiple=True,
    metavar="SENDER=EVENT_CODE",
    help="What sounds without a person: this sender's warning of this event; repeatable.",
)
@click.option(
    "--trust",
    "roots",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Root certificate (PEM) that signatures must lead to; repeatable.",
)
@click.option("--host", "hosts", multiple=True, metavar="NAME[:PORT]", help="Another host of documents; repeatable.")
@click.option("--local", "is_local", is_flag=True, help="It lies inside our own network.")
@click.option("--every", default="1m", show_default=True, help="How often it is asked, like 1m or 1h.")
@signed_options
@click.pass_obj
def add(context: Context, /, name: str, url: str, **options: Any) -> None:
    """List a feed, or give a known one other terms: all options anew. Without --sender it only collects."""
    with office(context) as here:
        by = signed_in(here, context, options)
        wanted = Feed(
            name=name,
            url=url,
            locality=options["locality"],
            senders=options["senders"],
            releases=tuple(rule(one) for one in options["releases"]),
            roots=tuple(one.read_text(encoding="utf-8") for one in options["roots"]),
            hosts=options["hosts"],
            is_local=options["is_local"],
            every=length(options["every"]),
        )
        row = feed_row(here.dispatch.keep_feed(wanted, by), context.language)
    show(row, as_json=options["as_json"], text=f"{name}  {url}")


@feed.command("list")
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, 200), default=SHOWN, show_default=True, help="Documents of one feed.")
@json_option
@click.pass_obj
def listed(context: Context, *, name: str | None, limit: int, as_json: bool) -> None:
    """List the feeds and how asking them goes; of one, the newest documents, what became of them and why."""
    with office(context) as here, here.dispatch.store.read() as tx:
        if name is None:
            rows = [feed_row(one, context.language) for one in feed_rows.listed(tx)]
            columns = ["name", "locality", "last_ok_at", "last_change_at", "failure", "url"]
        else:
            kept = feed_rows.messages(tx, feed_rows.find(tx, name).feed.name, Slice(limit=limit))
            rows = [message_row(one, context.language) for one in kept.items]
            columns = ["received_at", "handling", "sender", "identifier", "alert_id", "reason"]
    show(rows, as_json=as_json, text=table(rows, columns))


@feed.command("remove")
@name_argument
@sure_option
@signed_options
@click.pass_obj
def remove(context: Context, /, name: str, **options: Any) -> None:
    """Take a feed off the list: it is asked no more. Its documents and the alerts made of them stay readable."""
    with office(context) as here:
        by = signed_in(here, context, options)
        be_sure(context, [name], options)
        here.dispatch.remove_feed(name, by)
    show({"feed": name, "removed": True}, as_json=options["as_json"], text=name)


@feed.command("poll")
@name_argument
@signed_options
@click.pass_context
def poll(ctx: click.Context, /, name: str, **options: Any) -> None:
    """Ask a feed now; the running server does it by itself. Exit code 1 when it, or a document of it, failed."""
    context: Context = ctx.obj
    with office(context) as here:
        by = signed_in(here, context, options)
        polled = here.dispatch.poll_feed(name, by)
    rows = [message_row(one, context.language) for one in polled.messages]
    failure = polled.failure.told(context.language) if polled.failure else ""
    lines = [table(rows, ["handling", "sender", "identifier", "alert_id", "reason"]), *([failure] if failure else [])]
    told = {"feed": name, "failure": failure, "messages": rows}
    show(told, as_json=options["as_json"], text="\n".join(lines))
    ctx.exit(1 if failure else 0)


def rule(text: str) -> Rule:
    """Read ``SENDER=EVENT_CODE`` or refuse it."""
    sender, _, event_code = text.rpartition("=")
    if not sender or not event_code:
        raise Refused("feed.rule_invalid", field="releases", value=text[:80])
    return Rule(sender, event_code)


def feed_row(row: FeedRow, language: str) -> dict[str, object]:
    """Return a feed as a row for people; roots only by their number."""
    one = row.feed
    return {
        "name": one.name,
        "url": one.url,
        "locality": one.locality,
        "senders": list(one.senders),
        "releases": [f"{rule.sender}={rule.event_code}" for rule in one.releases],
        "roots": len(one.roots),
        "hosts": list(one.hosts),
        "local": one.is_local,
        "every_seconds": one.every.total_seconds(),
        "polled_at": stamp(row.polled_at),
        "last_ok_at": stamp(row.last_ok_at),
        "last_change_at": stamp(row.last_change_at),
        "failure": said(row.failure, language),
        "removed_at": stamp(row.removed_at),
    }


def message_row(message: Message, language: str) -> dict[str, object]:
    """Return a document as a row for people, without its bytes."""
    return {
        "received_at": stamp(message.received_at),
        "handling": message.handling,
        "reason": said(message.reason, language),
        "identifier": message.identifier,
        "sender": message.sender,
        "sent": stamp(message.sent),
        "alert_id": message.alert_id,
        "sha256": message.sha256,
        "link": message.link,
    }


def said(stored: str, language: str) -> str:
    """Return a stored fault in words."""
    return BroadcasterError.restored(stored).told(language) if stored else ""
