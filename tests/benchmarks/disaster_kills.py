"""Runs that are killed, or told to stop, at any moment, and the run that comes after."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from captioner.cores import cores
from captioner.local import SENTENCES_A_WORKER
from tests.benchmarks.disaster_scene import (
    CONNECTIONS,
    Job,
    Row,
    Run,
    Scene,
    Shelf,
    Whole,
    after,
    digests,
    kept_sentences,
    kept_so_many,
    kill,
    orphans,
    same_as,
    shelf,
    written_so_much,
)
from tests.end_to_end.test_serve import children

#: The last piece of sound is written so far before the end of a run, in seconds, or further.
_ENDING_SECONDS = 0.3
#: So many sentences the embedded voice is asked for at once.
_EMBEDDED_CONNECTIONS = SENTENCES_A_WORKER * cores()


@dataclass(frozen=True)
class Moment:
    """When a run is to be killed: once something is so, or by itself before it does something."""

    name: str
    due: Callable[[Run], bool] | None = None
    itself: str = ""


@dataclass
class Seen:
    """What was seen over a series of kills."""

    kills: Counter[str] = field(default_factory=Counter)
    workers: int = 0
    orphans: int = 0
    torn: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, found: Shelf) -> None:
        self.torn += not found.is_whole
        self.lost += found.lost
        if not found.is_whole:
            self.faults.append(found.told.splitlines()[-1])

    def __str__(self) -> str:
        at = ", ".join(f"{count} {name}" for name, count in self.kills.items())
        faults = "".join(f"; {fault}" for fault in self.faults)
        return f"{at}; {self.orphans} orphans, {self.torn} torn, {self.lost} lost{faults}"

    @property
    def is_clean(self) -> bool:
        return not (self.orphans or self.torn or self.lost or self.faults)


def moments(scene: Scene, whole: Whole, count: int, connections: int) -> Iterator[Moment]:
    """Choose moments over the whole of a run, each further on than the one before."""
    chance = scene.chance
    ends = max(1, count // 6)
    for _ in range(ends):
        yield Moment("starting", after(chance.uniform(0, whole.first)))
    # The last takes may not be in the ledger: a kill can fall between a take and its line.
    last = max(count, whole.takes - connections * count)
    at = sorted(chance.sample(range(1, last), count - 3 * ends))
    for number, takes in enumerate(at):
        yield Moment("speaking", kept_so_many(takes, chance.uniform(0, 0.05)))
        if number % (len(at) // ends) == 0 and number // (len(at) // ends) < ends:
            yield Moment("keeping", itself=f"os.link:{chance.randint(1, 2 * CONNECTIONS)}")
    for number in range(ends):
        size = whole.sound * (1 if number % 2 else chance.uniform(0.95, 1))
        later = chance.uniform(0, _ENDING_SECONDS) if number % 2 else 0.0
        yield Moment("ending", written_so_much(size, later))


def killed(scene: Scene, whole: Whole, count: int, *, embedded: bool) -> Iterator[Row]:
    """Kill run after run of the same command, then let one come to its end."""
    name = "embedded" if embedded else "server"
    job = scene.job(whole.text, name, embedded=embedded)
    scene.voice.asked.clear()
    seen, done = Seen(), 0
    connections = _EMBEDDED_CONNECTIONS if embedded else CONNECTIONS
    for moment in moments(scene, whole, count, connections):
        done += _kill_at(scene, job, moment, seen)
        seen.look(shelf(job.store))
    code, said = scene.finish(job)
    end = shelf(job.store)
    asked = end.asked if embedded else max(end.asked, scene.voice.asked.total())
    limit = whole.takes + done * connections
    same, files = same_as(whole, job.out)
    # A worker takes its folder along, and its client that of a killed one: unless both are killed.
    folders = scene.sweep() if embedded else []
    left = [*end.strays, *folders[seen.workers :], *scene.sweep()]
    who = "client, every second time its workers too" if embedded else "client"
    yield Row(
        f"kill -9 {done} times: {who}",
        str(seen),
        "none",
        done >= count and seen.is_clean,
    )
    yield Row(
        "  then run to the end",
        f"exit {code}, {files}" + ("" if code == 0 else f": {said}"),
        "exit 0, the same",
        same and code == 0,
    )
    yield Row(
        "  requests",
        f"{asked:,} for {whole.takes:,} sentences",
        f"{limit:,}",
        whole.takes <= asked <= limit,
    )
    but = f" but {seen.workers} folders of killed workers" if embedded else ""
    yield Row("  left behind", _some(left), f"nothing{but}", not left)


def _kill_at(scene: Scene, job: Job, moment: Moment, seen: Seen) -> bool:
    """Kill a run at a moment; tell whether it was there to be killed."""
    for _ in range(3):
        disturbed = {"DISTURB_KILL": moment.itself} if moment.itself else {}
        run = scene.start(job, **disturbed)
        if moment.due is None:
            pids = [run.process.pid, *_children_later(run)]
            code, said = run.end()
            came = code == -signal.SIGKILL
            left = orphans(pids)
        else:
            came = run.wait_for(moment.due)
            pids = [run.process.pid, *children(run.process.pid)]
            if came:
                alone = seen.kills.total() % 2
                kill(pids[:1] if alone else pids)
                seen.workers += 0 if alone else len(pids) - 1
            code, said = run.end()
            left = orphans(pids)
        seen.orphans += len(left)
        if came:
            seen.kills[moment.name] += 1
            return True
        if code != 0:
            seen.faults.append(said)
        shutil.rmtree(job.out)  # It was done before that moment; made anew, it may come.
    return False


def _children_later(run: Run) -> list[int]:
    """Learn of a run's workers before it kills itself."""
    found: list[int] = []
    while not run.is_over:
        found = children(run.process.pid) or found
        time.sleep(0.02)
    return found


def killed_publishing(scene: Scene, whole: Whole, store: Path) -> Iterator[Row]:
    """Kill a run as its files get their names, before each of them, and while that is finished."""
    asked, wrong = scene.voice.asked.total(), []
    job = Job(whole.text, store, scene.folder / "published")
    for number in range(1, whole.files + 1):
        run = scene.start(job, DISTURB_KILL=f"os.rename:{number}")
        codes = [run.end()[0]]
        if number < whole.files:
            run = scene.start(job, DISTURB_KILL="os.rename:2")
            codes.append(run.end()[0])
        code, said = scene.finish(job)
        if set(codes) != {-signal.SIGKILL} or code != 0 or digests(job.out) != whole.made:
            wrong.append(f"before name {number}: {codes}, then {code} {said}")
        shutil.rmtree(job.out)
    again = scene.voice.asked.total() - asked
    yield Row(
        f"kill -9 before each of {whole.files} names is given",
        f"{whole.files - len(wrong)} times the same in the end, {again} requests"
        + "".join(f"; {one}" for one in wrong),
        f"{whole.files}, 0",
        not wrong and not again,
    )


def workers_killed(scene: Scene, whole: Whole, count: int) -> Iterator[Row]:
    """Kill -9 one worker after another of a run, which goes on."""
    job = scene.job(whole.text, "workers", embedded=True)
    run = scene.start(job)
    gone: list[int] = []
    for takes in sorted(scene.chance.sample(range(1, whole.takes - 10), count)):
        if run.wait_for(kept_so_many(takes)) and (found := children(run.process.pid)):
            gone.append(scene.chance.choice(found))
            os.kill(gone[-1], signal.SIGKILL)
    pids = children(run.process.pid)
    code, said = run.end()
    end = shelf(job.store)
    same, files = same_as(whole, job.out)
    left = orphans([*gone, *pids])
    strays = [*end.strays, *scene.sweep()]
    # The connections of one that died are dealt out among all, so another may have nearly all.
    limit = whole.takes + len(gone) * _EMBEDDED_CONNECTIONS
    yield Row(
        f"kill -9 {len(gone)} workers of one run",
        f"exit {code}, {files}, {end.asked:,} requests, {len(left)} orphans, "
        f"left behind: {_some(strays)}" + ("" if code == 0 else f": {said}"),
        f"exit 0, the same, {limit:,}, 0, nothing",
        code == 0
        and same
        and not left
        and not strays
        and end.asked <= limit
        and len(gone) == count,
    )


def terminated(scene: Scene, whole: Whole, count: int) -> Iterator[Row]:
    """Tell run after run to stop, then let one come to its end."""
    job = scene.job(whole.text, "told")
    scene.voice.asked.clear()
    wrong: list[str] = []
    at = sorted(scene.chance.sample(range(1, whole.takes - CONNECTIONS * count), count - 2))
    dues = [(after(scene.chance.uniform(0, whole.first)), "starting")]
    dues += [(_one_more(takes), "speaking") for takes in at]
    dues += [(written_so_much(whole.sound), "ending")]
    told = 0
    for due, name in dues:
        sent = scene.chance.choice([signal.SIGTERM, signal.SIGINT])
        run = scene.start(job)
        if not run.wait_for(due):
            continue
        run.process.send_signal(sent)
        sent_at = time.monotonic()
        code, said = run.end()
        told += 1
        problem = _told_wrongly(job, whole, code, said, has_asked=bool(scene.voice.asked))
        if problem or time.monotonic() - sent_at > 60:
            wrong.append(f"{name}, {sent.name}: exit {code}, {said[:200]} {problem}")
        if code != 0 and (made := list(job.out.rglob("*.*"))):
            wrong.append(f"{name}: left {made[0]}")
    code, said = scene.finish(job)
    same, files = same_as(whole, job.out)
    total = scene.voice.asked.total()
    limit = whole.takes + told * CONNECTIONS
    end = shelf(job.store)
    left = [*end.strays, *scene.sweep()]
    yield Row(
        f"SIGTERM or SIGINT {told} times",
        f"{told - len(wrong)} times it said how to go on, and all that came was kept"
        + "".join(f"; {one}" for one in wrong),
        "each time",
        not wrong and told >= count - 1,
    )
    yield Row(
        "  then run to the end",
        f"exit {code}, {files}, {total:,} requests for {whole.takes:,} sentences, "
        f"left behind: {_some(left)}",
        f"exit 0, the same, {limit:,}, nothing",
        code == 0 and same and whole.takes <= total <= limit and not left,
    )


def _one_more(takes: int) -> Callable[[Run], bool]:
    """Tell a moment: so many takes are kept, one of them by this run. The one before may have kept
    as many while it ended, and Python is told nothing before it is there.
    """
    before: list[int] = []

    def due(run: Run) -> bool:
        if not before:
            before.append(run.kept)
        return run.kept >= max(takes, before[0] + 1)

    return due


_GOES_ON = re.compile(
    r"captioner: interrupted; run the same command again: ([\d,]+) of ([\d,]+) sentences are kept"
)


def _told_wrongly(job: Job, whole: Whole, code: int, said: str, *, has_asked: bool) -> str:
    """Say what is wrong with how a run stopped: empty if nothing is."""
    found = shelf(job.store)
    if code == 0:
        return "" if found.takes == whole.takes else "it is not done"
    if not has_asked and code == -signal.SIGTERM:
        return ""  # Python itself was starting; there was nothing to tidy up.
    if not has_asked and said == "captioner: interrupted; nothing was changed":
        # Met within an exec(), as dataclasses are made by, Python ends as if nobody had caught it.
        return "" if code in (1, -signal.SIGINT) else f"exit {code}"
    goes_on = _GOES_ON.fullmatch(said)
    if code != 1 or goes_on is None:
        return "it does not say how to go on"
    if found.lost or not found.is_whole:
        return f"lost: {found.told}"
    kept = kept_sentences(job.text, job.store)
    return "" if int(goes_on[1].replace(",", "")) == kept else f"but {kept} are"


def encoding_killed(scene: Scene, text: Path, count: int) -> Iterator[Row]:
    """Kill runs that are busy encoding: MP3 takes many times as long as the speech."""
    job = scene.job(text, "mp3", formats="mp3,srt")
    whole = scene.whole(job)
    seen, done = Seen(), 0
    for _ in range(count):
        size = scene.chance.uniform(0.05, 1) * whole.sound
        moment = Moment("encoding", written_so_much(size))
        done += _kill_at(scene, job, moment, seen)
        seen.look(shelf(job.store))
    code, said = scene.finish(job)
    same, files = same_as(whole, job.out)
    yield Row(
        f"kill -9 {done} times while MP3 is encoded, then to the end",
        f"{seen}; exit {code}, {files}" + ("" if code == 0 else f": {said}"),
        "none; exit 0, the same",
        seen.is_clean and code == 0 and same and done == count,
    )
    shutil.rmtree(job.store)


def _some(names: list[str]) -> str:
    return f"{len(names)}: {', '.join(sorted(names)[:3])}" if names else "nothing"
