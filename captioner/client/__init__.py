"""Asking, over a network.

`service` says where to, a `connection` is one conversation with deadlines, over a `websocket` or
`direct` with a process of ours, `asking` what both have in common, `statuses` why none is opened,
`times` makes a take's word times usable, `settings` says how to ask, `ahead` how far ahead,
`requests` keeps the order of what is asked, `gate` says when connections may be opened, `pace` how
many, `share` how many of them each of several askers has, `keeper` who keeps what comes, `pool`
asks for many sentences over several of them and again where that may help, `several` does so by
several voices; `fetch` brings a document.
"""

from captioner.client.asking import Deadlines, Tally
from captioner.client.connection import open_connection
from captioner.client.keeper import Keeper, TakeClaim
from captioner.client.pool import speak
from captioner.client.requests import Attempt, Outcome, Unspoken
from captioner.client.service import Service, remote
from captioner.client.settings import PoolSettings
from captioner.client.several import speak_by
from captioner.client.share import Share, share_of

__all__ = [
    "Attempt",
    "Deadlines",
    "Keeper",
    "Outcome",
    "PoolSettings",
    "Service",
    "Share",
    "TakeClaim",
    "Tally",
    "Unspoken",
    "open_connection",
    "remote",
    "share_of",
    "speak",
    "speak_by",
]
