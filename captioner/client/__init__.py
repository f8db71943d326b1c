"""Asking, over a network.

`service` says where to, `connection` is one conversation with deadlines, `times` makes a take's
word times usable, `pool` asks for many sentences over several connections and asks again where
that may help.
"""

from captioner.client.connection import Deadlines, open_connection
from captioner.client.pool import Outcome, PoolSettings, Unspoken, speak
from captioner.client.service import Service, remote

__all__ = [
    "Deadlines",
    "Outcome",
    "PoolSettings",
    "Service",
    "Unspoken",
    "open_connection",
    "remote",
    "speak",
]
