"""Asking, over a network.

`service` says where to, `connection` is one conversation with deadlines, `times` makes a take's
word times usable, `requests` keeps the order of what is asked, `gate` the pace at which connections
are opened, `pool` asks for many sentences over several of them and again where that may help.
"""

from captioner.client.connection import Deadlines, Tally, open_connection
from captioner.client.pool import PoolSettings, speak
from captioner.client.requests import Outcome, Unspoken
from captioner.client.service import Service, remote

__all__ = [
    "Deadlines",
    "Outcome",
    "PoolSettings",
    "Service",
    "Tally",
    "Unspoken",
    "open_connection",
    "remote",
    "speak",
]
