"""Both halves under the eyes of a referee, who knows the rules in another, simpler way.

A referee is told frames and moments as a shell would be, hands them on, and asserts after each that
the answer is one that the rules allow. Properties and the fuzzer share them.
"""

from __future__ import annotations

from collections import deque

from msgspec.structs import replace

from captioner.errors import ProtocolError, RemoteProtocolError
from captioner.protocol import (
    WS3,
    Action,
    Chunk,
    Clear,
    ClientConversation,
    Close,
    Dialect,
    Done,
    Eos,
    ErrorEvent,
    Failed,
    Finished,
    Flush,
    Heard,
    Limits,
    Marks,
    Message,
    Rest,
    Segment,
    Send,
    ServerConversation,
    Sound,
    Synthesize,
    Text,
    decode_event,
    decode_message,
)
from captioner.protocol.ends import sentence_end


class ServerReferee:
    """Carries out what the server's half answers, and keeps account of all that was said."""

    def __init__(self, segment: Segment, dialect: Dialect = WS3, limits: Limits | None = None):
        self._segment, self._dialect, self._limits = segment, dialect, limits or Limits()
        self._server = ServerConversation(segment, dialect, limits)
        self._buffer = ""
        self._flushed: deque[Synthesize] = deque()
        self._context: str | None = None
        self._marks = Marks()
        self._last: Message | None = None
        self._undone: Synthesize | None = None
        self._ended = False
        self.under_way: Synthesize | None = None
        self.closed: Close | None = None
        self.dones = 0
        self.spoken: list[str] = []

    def receive(self, frame: str | bytes) -> None:
        """Hand on a frame."""
        was_over = self._ended or self.closed is not None
        message = decode_message(frame, self._dialect)
        if not was_over and message is not None:
            self._note(message)
        actions = self._server.receive(frame)
        if was_over:
            assert actions == []
        elif message is None and self._dialect.plain:
            assert [type(action) for action in actions] == [Close]
        elif message is None:
            assert [type(action.event) for action in actions if isinstance(action, Send)] == [
                ErrorEvent
            ]
            assert len(actions) == 1
        self._carry_out(actions, self._segment is not Segment.NEVER)

    def finish_speaking(self) -> None:
        """Say that the synthesis under way has been sent, if there is one."""
        if self.under_way is None:
            return
        just_spoken, self.under_way = self.under_way, None
        actions = self._server.spoken()
        if self.closed is not None:
            assert actions == []
        elif self._segment is Segment.NEVER:
            assert actions[0] == Send(Done(just_spoken.context))
            self._undone = None
            self.dones += 1
            self._carry_out(actions[1:], may_be_done=False)
        else:
            self._carry_out(actions, may_be_done=not isinstance(self._last, Text))

    def rest(self) -> None:
        """Say that a moment has passed."""
        actions = self._server.rested()
        assert all(isinstance(a, Send) and isinstance(a.event, Done) for a in actions)
        self._carry_out(actions, may_be_done=self._segment is not Segment.NEVER)

    def run_out(self) -> None:
        """Speak all that is due, rest, and check what must then be true."""
        while self.under_way is not None:
            self.finish_speaking()
        self.rest()
        if self.closed is not None:
            return
        assert not self._ended, "an eos is followed by a close"
        assert not self._flushed, "all that was flushed is spoken"
        if self._segment is Segment.IMMEDIATE:
            assert not self._buffer.strip()
        if self._segment is Segment.BY_SENTENCE:
            assert not sentence_end(self._buffer, self._dialect.sentence_ends)
        assert self._undone is None or self._buffer.strip(), "a run ends with a done"

    def _note(self, message: Message) -> None:
        self._last = message
        match message:
            case Text():
                self._buffer += message.text
                self._note_stickies(message)
            case Clear():
                self._buffer = ""
            case Flush() | Eos():
                if self._buffer.strip():
                    self._flush()
                self._buffer = ""
                self._ended = isinstance(message, Eos)

    def _note_stickies(self, said: Text) -> None:
        if said.context_id is not None:
            self._context = said.context_id
        old = self._marks
        pauses, phonemes = said.pause_between_brackets, said.phonemize_between_brackets
        speeds = said.inline_speed_alpha
        self._marks = Marks(
            old.pauses if pauses is None else pauses,
            old.phonemes if phonemes is None else phonemes,
            old.speeds if speeds is None else speeds,
        )

    def _flush(self) -> None:
        text = self._buffer
        merges = self._segment is Segment.NEVER and self._limits.merges_flushes
        if self._flushed and merges:
            text = self._flushed.pop().text + text
        self._flushed.append(Synthesize(text, self._context, self._marks))

    def _carry_out(self, actions: list[Action], may_be_done: bool) -> None:
        for number, action in enumerate(actions):
            assert self.closed is None, "nothing follows a close"
            match action:
                case Synthesize():
                    self._speak(action)
                case Rest():
                    assert self._segment is not Segment.NEVER
                    assert isinstance(self._last, Text)
                    assert self._is_drained()
                case Close(code=code):
                    assert code in (1000, 1011)
                    self.closed = action
                    if code == 1000:
                        assert self._ended
                        assert self._is_drained()
                        assert self.dones, "a done comes before the close"
                case Send(event=Done(context_id=context)):
                    assert self._is_drained()
                    if self._undone is not None:
                        assert context == self._undone.context
                        assert may_be_done or self._ended
                    else:
                        assert self._ended, "a run has exactly one done"
                        assert isinstance(actions[number + 1], Close)
                    self._undone = None
                    self.dones += 1
                case Send():
                    assert isinstance(action.event, ErrorEvent)

    def _speak(self, action: Synthesize) -> None:
        assert self.under_way is None, "at most one synthesis is under way"
        assert action.text.strip()
        assert len(action.text.strip()) <= self._limits.synthesis or self._limits.merges_flushes
        if self._flushed:
            due = self._flushed.popleft()
            said, whole = action.text.strip(), due.text.strip()
            assert whole.startswith(said), "what was flushed is spoken in order"
            if rest := whole[len(said) :].strip():
                assert self._segment is not Segment.NEVER, "each flush is one synthesis"
                self._flushed.appendleft(replace(due, text=rest))
            assert (action.context, action.marks) == (due.context, due.marks)
        else:
            assert self._segment is not Segment.NEVER
            assert (action.context, action.marks) == (self._context, self._marks)
            before, said, self._buffer = self._buffer.partition(action.text.strip())
            assert said, "what is spoken was said"
            assert not before.strip(), "in the order in which it was said"
        self.under_way = self._undone = action
        self.spoken.append(action.text)

    def _is_drained(self) -> bool:
        return self.under_way is None and not self._flushed and not self._buffer.strip()


class ClientReferee:
    """Asks by the client's half and hears with it; sound belongs to the sentence asked for."""

    def __init__(self, dialect: Dialect = WS3, audio_format: str = "pcm"):
        self.client = ClientConversation(dialect, audio_format)
        self._dialect, self._format = dialect, audio_format
        self._asked: str | None = None
        self._names = False
        self._came = b""
        self._heard = b""

    def ask(self, context: str, spoken: str) -> None:
        """Ask for a sentence, if that is allowed now."""
        is_allowed = self._asked is None and not self.client.is_spent and bool(spoken.strip())
        try:
            self.client.ask(context, spoken)
        except ProtocolError:
            assert not is_allowed
        else:
            assert is_allowed
            self._asked, self._came, self._heard = context, b"", b""

    def receive(self, frame: str | bytes) -> None:
        """Hand on a frame."""
        try:
            event = decode_event(frame, self._dialect)
        except RemoteProtocolError:
            event = None
        is_ours = isinstance(event, Chunk) and self._is_ours(event)
        if isinstance(event, Chunk) and is_ours:
            self._came += event.data
        try:
            heard = self.client.receive(frame)
        except RemoteProtocolError:
            assert event is None or is_ours
            return
        assert event is not None
        assert heard is None or isinstance(heard, Heard)
        if isinstance(heard, Sound):
            assert is_ours
            self._listen(heard)
        self._end(heard)

    def _is_ours(self, chunk: Chunk) -> bool:
        """Tell whether a chunk is the sentence's; once one is named, they all are."""
        named = chunk.context_id is not None and chunk.context_id == self._asked
        self._names |= named
        return named or (chunk.context_id is None and not self._names)

    def close(self, code: int | None) -> None:
        """Say that the connection was closed."""
        heard = self.client.closed(code)
        assert self.client.is_spent
        if isinstance(heard, Finished):
            assert self._asked is not None
            assert self._dialect.plain
        self._end(heard)

    def _listen(self, sound: Sound) -> None:
        assert self._asked is not None
        assert sound.data
        self._heard += sound.data
        assert self._came.startswith(self._heard)
        assert len(self._came) - len(self._heard) == (self._format == "pcm" and len(self._came) % 2)

    def _end(self, heard: Heard | None) -> None:
        if isinstance(heard, Failed):
            assert self.client.is_spent
        if isinstance(heard, Finished):
            assert self._asked is not None, "a sentence ends once"
            assert self._heard
        if isinstance(heard, Finished | Failed):
            self._asked = None
