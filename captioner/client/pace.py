"""How many connections serve best, learned from what comes over them. Pure: the clock is given.

No service says how many sentences it speaks at once. With fewer connections than that it has time
to spare; with more, sentences wait there instead of here, and others are kept out. So it is
measured how much sound comes with so many connections, and the fewest are kept that bring as much
as any, but for noise.

More are tried for as long as each brings about what it did among fewer, in ever longer steps. At
the start that would take too long for a short document: there twice as many are tried at a time, as
soon as those that were added sound, if they did not wait for that much longer than the first. Where
more do not help, as many are tried as would do if each still brought what it did among fewer, and
fewer still until that costs something. Then the number stays. Now and then what is known of other
numbers is forgotten and learned again; all of it at once, where this number no longer brings what
it did. A number is only left for good for one that was measured to be better, or as good with less:
that keeps it from swinging.

What is compared is the sound that comes in a second, measured while connections have something to
ask, and from when the number has settled: after as many sentences as were on their way. What came
of a sentence that then failed brought nothing.
"""

from __future__ import annotations

import math

import msgspec

#: More connections bring more if the rate rises by this share of what all of them would bring, were
#: they as good as the others; within bounds: the least is noise, the most always worth having.
_WORTH = 0.4
_GAIN = (0.05, 0.1)
#: More are tried while a connection brings at least so much of what it did among fewer.
_STILL_FREE = 0.8
#: Sentences that wait so many times as long for their first sound wait for others.
_WAITS = 1.5
#: A rate that is so much higher or lower than it was with the same number is of another service.
_CHANGE = 0.3
#: A window in which less than this of the connections had something to ask tells of no service.
_BUSY = 0.8
#: A share of failures that is a reason to ask for less, unless it is as usual.
_MANY_FAILURES = 0.25
#: So many sentences make a window, and at least so many a connection: their ends blur it. With few
#: connections one more or less is told by fewer sentences, so many a connection.
_WINDOW = 24
_WINDOW_EACH = (3, 12)
#: More are tried again after so many windows without news.
_PATIENCE = 3
#: Without a sign that fewer would do they are tried only after so many windows.
_BEFORE_FEWER = 3
#: For so long, in seconds, a number that the service turned away is not tried again: at first, and
#: at most.
_TURNED_AWAY = (20.0, 160.0)


class Trial(msgspec.Struct, eq=False):
    """A sentence that is asked for: since when, in which wave of the start (None after it), and how
    much sound has come for it.
    """

    began: float
    wave: int | None = None
    heard: int = 0


class _Window(msgspec.Struct, eq=False):
    """What so many sentences, since then, have come to; `busy` is in connections times seconds."""

    since: float
    size: int
    ended: int = 0
    failed: int = 0
    heard: int = 0
    busy: float = 0.0


class Pace:
    """How many connections there may be at the moment: `level`, from 1 to `most`.

    Times are in seconds of any one clock, sound is in bytes as they come.
    """

    def __init__(self, most: int, first: int) -> None:
        self.most = most
        self.level = max(1, min(first, most))
        self._before = 0
        self._rates: dict[int, float] = {}
        self._wave: int | None = 0
        self._waits: list[float] = []
        self._first_wait = 0.0
        self._first_seconds = 0.0
        self._first_heard = 0
        self._window: _Window | None = None
        self._to_skip = 0
        self._busy = (-math.inf, 0)
        self._calm = 0
        self._times_tried = 0
        self._usual_failures = 0.0
        self._ceiling = most
        self._ceiling_until = -math.inf
        self._ceiling_seconds = _TURNED_AWAY[0]

    def busy(self, now: float, connections: int) -> None:
        """Note that from now on so many connections are there and have something to ask."""
        since, before = self._busy
        if self._window is not None:
            self._window.busy += (now - max(since, self._window.since)) * before
        self._busy = now, connections

    def began(self, now: float) -> Trial:
        """Note that a sentence is asked for."""
        return Trial(now, self._wave)

    def heard(self, trial: Trial, now: float, sound: int) -> None:
        """Note that so much sound has come for a sentence."""
        if not trial.heard and trial.wave is not None and trial.wave == self._wave:
            self._waits.append(now - trial.began)
            if len(self._waits) >= self.level - self._before:
                self._rise(sum(self._waits) / len(self._waits))
        trial.heard += sound
        if self._window is not None:
            self._window.heard += sound

    def _rise(self, wait: float) -> None:
        """Try twice as many, at the start, unless those of this wave waited long."""
        wave, self._waits = self._wave or 0, []
        self._first_wait = self._first_wait or wait
        if self.level == self.most or wait > _WAITS * self._first_wait:
            self._start_measuring()
        else:
            self._wave = wave + 1
            self._before, self.level = self.level, min(self.most, 2 * self.level)

    def _start_measuring(self) -> None:
        self._wave = None
        self._to_skip = self.level

    def ended(self, trial: Trial, now: float, *, failed: bool) -> None:
        """Note that a sentence is not asked for any more: its take is there, or it failed."""
        if trial.wave == 0:
            self._first_seconds += now - trial.began
            self._first_heard += trial.heard
        if self._wave is not None and failed:
            self._start_measuring()
        if self.level == self._ceiling and -math.inf < self._ceiling_until <= now:
            # It is for the service to say whether it allows more by now, not for a measurement.
            self._ceiling_until = -math.inf
            self._ceiling_seconds = min(2 * self._ceiling_seconds, _TURNED_AWAY[1])
            self._go(min(self.most, self.level + _step(self.level)))
        if self._wave is not None or self._to_skip:
            self._to_skip = max(0, self._to_skip - 1)
            return
        window = self._window
        if window is None:
            self._window = _Window(now, _window_of(self.level))
            return
        window.ended += 1
        if failed:
            window.failed += 1
            window.heard = max(0, window.heard - trial.heard)
        if window.ended >= window.size:
            self.busy(now, self._busy[1])
            self._judge(window, now)

    def turned_away(self, now: float, others: int) -> None:
        """Note that the service did not allow one connection more than these others."""
        self._ceiling = max(1, others)
        self._ceiling_until = now + self._ceiling_seconds
        if self.level > self._ceiling:
            self._wave = None
            self._rates = {n: rate for n, rate in self._rates.items() if n <= self._ceiling}
            self._go(self._ceiling)

    def _judge(self, window: _Window, now: float) -> None:
        """Learn from a window that is full, and begin the next."""
        self._window = _Window(now, _window_of(self.level))
        seconds = now - window.since
        if self._fails_more(window):
            self._rates.clear()
            self._go(max(1, self.level // 2))
        elif seconds and window.heard and window.busy >= _BUSY * self.level * seconds:
            self._learn(window.heard / seconds, now)

    def _fails_more(self, window: _Window) -> bool:
        failures = window.failed / window.ended
        usual, self._usual_failures = self._usual_failures, (self._usual_failures + failures) / 2
        return failures >= _MANY_FAILURES and failures > 2 * usual

    def _learn(self, rate: float, now: float) -> None:
        """Remember what this number brings, and go on to the next one."""
        if self.level > self._ceiling:
            self._ceiling_seconds = _TURNED_AWAY[0]
        known = self._rates.get(self.level, rate)
        if abs(rate - known) > _CHANGE * known:
            # It may have changed amid the window, so this rate is of neither service.
            self._rates.clear()
            self._times_tried = 0
            self._go(min(self.level, self._would_do(rate, known)))
            return
        self._rates[self.level] = (rate + known) / 2
        if self._first_seconds:
            expected = self.level * self._first_heard / self._first_seconds
            self._first_seconds = 0.0
            if rate < _STILL_FREE * expected:
                self._go(self._would_do(rate, expected))
                return
        self._calm += 1
        if self._calm > _PATIENCE:
            self._forget()
        self._go(self._next(now))

    def _would_do(self, rate: float, expected: float) -> int:
        """Tell how many would do, if this rate is all there is and each could bring its share of
        what was expected.
        """
        return max(1, math.ceil(self.level * rate / expected))

    def _forget(self) -> None:
        """Forget what more connections brought, and ever less often what fewer did.

        Trying more costs nothing; trying fewer may, but not to would keep what was once mistaken.
        """
        self._calm = 0
        self._times_tried += 1
        fewer_too = self._times_tried > 1 and self._times_tried.bit_count() == 1
        here = self.level
        self._rates = {
            n: rate for n, rate in self._rates.items() if n == here or (n < here and not fewer_too)
        }

    def _next(self, now: float) -> int:
        """Choose the number to have or to try, by what is known of this one and others."""
        enough = self._enough()
        fewer = max((n for n in self._rates if n < enough), default=None)
        more_known = max(self._rates) > enough
        if fewer is not None:
            would_do = math.ceil(self._rates[enough] / self._rates[fewer] * fewer)
            if fewer < would_do < _STILL_FREE * enough:
                return would_do
        most = self.most if now >= self._ceiling_until else self._ceiling
        if not more_known and enough < most:
            return min(most, enough + self._step_up(enough))
        if fewer is None and enough > 1 and (more_known or self._calm >= _BEFORE_FEWER):
            return enough - _step(enough)
        return enough

    def _enough(self) -> int:
        """Give the fewest of those that were tried that bring as much as more would."""
        enough, *others = sorted(self._rates)
        for more in others:
            worth = min(max(_WORTH * (more / enough - 1), _GAIN[0]), _GAIN[1])
            if self._rates[more] > (1 + worth) * self._rates[enough]:
                enough = more
        return enough

    def _step_up(self, enough: int) -> int:
        """Step further if the last step was one up, and well done."""
        if enough == self.level > self._before > 0:
            return min(enough, 2 * (enough - self._before))
        return _step(enough)

    def _go(self, level: int) -> None:
        if level == self.level:
            return
        self._to_skip = max(level, self.level)
        self._window = None
        self._calm = 0
        self._before, self.level = self.level, level


def _step(level: int) -> int:
    return max(1, level // 4)


def _window_of(level: int) -> int:
    least, most = _WINDOW_EACH
    return max(least * level, min(_WINDOW, most * level))
