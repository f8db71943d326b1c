"""The order in which sentences are asked for."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from captioner.client.requests import Request, Requests
from tests.client.services import sentences


@given(st.randoms(use_true_random=False))
async def test_claims_that_are_granted_in_any_order_are_asked_for_in_reading_order(
    order: random.Random,
) -> None:
    waiting = Requests()
    wanted = sentences(12)
    for number in order.sample(range(12), 12):
        waiting.add(Request(wanted[number], number))
    taken = [await waiting.take() for _ in wanted]

    assert [request.sentence for request in taken if request is not None] == wanted
