"""What a client of Rime's protocol must survive, row by row, and the tests that rehearse it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Row:
    """An ambiguity of the protocol, and the tests (module::name) that show what becomes of it."""

    number: int
    ambiguity: str
    tests: tuple[str, ...]


CHECKLIST = (
    Row(
        1,
        "a model is silently substituted",
        (
            "tests.client.test_handshake::test_what_a_service_would_replace_without_a_word_is_always_said",
            "tests.client.test_handshake::test_a_model_that_a_service_would_not_know_is_not_asked_for",
        ),
    ),
    Row(
        2,
        "where a sentence ends",
        (
            "tests.client.test_pool::test_one_sentence_at_a_time_is_asked_for_over_a_connection_by_a_text_and_a_flush",
        ),
    ),
    Row(
        3,
        "how many connections there may be, and how fast",
        (
            "tests.client.test_pool::test_as_many_sentences_are_under_way_as_there_are_connections_and_no_more",
            "tests.client.test_limited::test_a_service_that_allows_two_of_four_connections_gives_every_sentence_at_once",
            "tests.client.test_limited::test_connections_that_were_turned_away_come_again_one_by_one_and_ever_less_often",
            "tests.client.test_limited::test_a_service_that_allows_no_connection_is_given_up_in_bounded_time",
        ),
    ),
    Row(
        4,
        "a sentence without words is never answered",
        ("tests.client.test_pool::test_a_sentence_without_words_is_never_sent",),
    ),
    Row(
        5,
        "a sentence that is too long",
        ("tests.text.test_long::test_no_part_is_over_the_limit_unless_it_is_one_grapheme",),
    ),
    Row(
        6,
        "the last full stop is said as a word unless a blank follows",
        (
            "tests.client.test_pool::test_one_sentence_at_a_time_is_asked_for_over_a_connection_by_a_text_and_a_flush",
        ),
    ),
    Row(
        7,
        "chunks end in the middle of a sample",
        (
            "tests.client.test_word_times::test_sound_cut_at_any_byte_is_the_same_sound",
            "tests.client.test_word_times::test_half_a_sample_at_the_end_is_dropped_counted_and_not_carried_over",
        ),
    ),
    Row(
        8,
        "times never come",
        (
            "tests.client.test_word_times::test_times_that_never_come_are_waited_for_a_few_times_and_not_again",
        ),
    ),
    Row(
        9,
        "times come before, between or after the sound, or several times",
        (
            "tests.client.test_word_times::test_times_may_come_before_between_or_after_the_sound_or_in_parts",
            "tests.client.test_word_times::test_times_that_begin_anew_within_a_sentence_go_on_and_are_marked",
        ),
    ),
    Row(
        10,
        "times come after done",
        (
            "tests.client.test_word_times::test_late_times_are_those_of_the_sentence_before",
            "tests.client.test_word_times::test_times_later_than_that_are_dropped_and_counted_and_never_anothers",
            "tests.client.test_word_times::test_a_service_that_is_in_time_is_not_waited_for",
        ),
    ),
    Row(
        11,
        "times are ragged, out of order, negative, no numbers, or beyond the sound",
        (
            "tests.client.test_word_times::test_times_that_make_no_sense_cost_no_sound",
            "tests.client.test_word_times::test_times_beyond_the_sound_are_fitted_to_it_and_marked",
            "tests.client.test_times::test_whatever_came_the_words_are_in_order_inside_the_sound_and_do_not_overlap",
        ),
    ),
    Row(
        12,
        "words are not those of the text",
        (
            "tests.timeline.test_fit::test_a_word_told_in_pieces_lasts_from_its_first_to_its_last_piece",
            "tests.timeline.test_fit::test_words_told_as_one_share_its_time_and_the_others_keep_theirs",
            "tests.timeline.test_fit::test_words_of_another_text_do_no_harm",
            "tests.client.test_word_times::test_a_pause_that_a_service_reports_as_a_word_is_none_where_pauses_are_heeded",
        ),
    ),
    Row(
        13,
        "the context is null, missing, or another's",
        (
            "tests.client.test_word_times::test_what_names_no_context_is_the_sentences_that_was_asked_for",
            "tests.client.test_word_times::test_what_names_another_context_is_dropped_and_counted",
            "tests.client.test_word_times::test_a_wrong_context_on_everything_is_a_failure_and_not_a_hang",
            "tests.client.test_connection::test_what_comes_while_nothing_is_asked_is_dropped_and_does_not_block_pings",
        ),
    ),
    Row(
        14,
        "done says so in several ways, or too early",
        (
            "tests.client.test_word_times::test_done_is_told_by_its_type_whatever_else_it_says",
            "tests.client.test_faults::test_a_done_without_sound_is_a_failure",
            "tests.client.test_faults::test_a_fault_costs_one_more_try_and_nothing_else",
        ),
    ),
    Row(
        15,
        "events and fields that nobody knows; frames that are no events",
        (
            "tests.client.test_word_times::test_events_of_unknown_types_and_fields_are_counted_and_cost_nothing",
            "tests.client.test_faults::test_a_fault_costs_one_more_try_and_nothing_else",
        ),
    ),
    Row(
        16,
        "an error event, after which the connection stays open",
        (
            "tests.client.test_faults::test_after_an_error_event_the_sentence_is_asked_for_on_another_connection",
            "tests.client.test_faults::test_an_error_after_the_end_costs_the_connection_and_no_sentence",
            "tests.client.test_faults::test_an_error_before_anything_is_asked_is_a_failure_that_says_why",
        ),
    ),
    Row(
        17,
        "the connection is closed in the middle of a sentence",
        (
            "tests.client.test_faults::test_a_fault_costs_one_more_try_and_nothing_else",
            "tests.client.test_faults::test_sound_and_times_are_never_of_two_attempts",
            "tests.client.test_handshake::test_code_and_whole_reason_of_a_closure_are_told",
        ),
    ),
    Row(
        18,
        "the connection is closed before done",
        (
            "tests.client.test_faults::test_a_fault_costs_one_more_try_and_nothing_else",
            "tests.client.test_formats::test_on_ws_an_end_that_is_not_clean_fails_the_sentence",
            "tests.client.test_formats::test_on_ws_a_connection_that_breaks_fails_the_sentence_and_it_is_asked_again",
        ),
    ),
    Row(
        19,
        "eos is answered by a clean close and no done",
        (
            "tests.client.test_formats::test_on_ws_a_sentence_is_text_then_eos_and_ends_with_its_connection",
        ),
    ),
    Row(
        20,
        "nothing comes any more, or without end",
        (
            "tests.client.test_faults::test_each_wait_has_a_deadline_of_its_own",
            "tests.client.test_faults::test_sound_without_end_is_cut_off",
            "tests.client.test_handshake::test_a_server_that_accepts_and_never_speaks_http_is_given_up_after_the_deadline",
        ),
    ),
    Row(
        21,
        "idle connections die",
        (
            "tests.client.test_connection::test_pings_go_out_every_five_seconds",
            "tests.client.test_connection::test_a_connection_that_answers_no_ping_is_given_up",
            "tests.client.test_connection::test_an_old_connection_is_replaced_between_sentences",
            "tests.client.test_connection::test_a_connection_that_the_server_closed_meanwhile_costs_no_try",
            "tests.client.test_connection::test_no_connection_is_opened_before_a_sentence_needs_it",
        ),
    ),
    Row(
        22,
        "clear does not stop a server",
        (
            "tests.client.test_connection::test_on_cancellation_the_connection_is_abandoned_at_once_without_a_word",
            "tests.client.test_connection::test_a_failed_connection_is_not_waited_for",
        ),
    ),
    Row(
        23,
        "the handshake fails",
        (
            "tests.client.test_handshake::test_a_refused_handshake_is_final_or_tried_again_by_its_status",
            "tests.client.test_handshake::test_a_401_tells_the_key_from_the_bill",
            "tests.client.test_handshake::test_whatever_answers_the_handshake_the_error_is_one_of_ours",
        ),
    ),
    Row(
        24,
        "sound comes in another container",
        (
            "tests.client.test_formats::test_sound_in_another_container_is_a_failure_and_no_noise",
            "tests.client.test_formats::test_mp3_that_is_not_what_was_asked_for_is_a_failure",
        ),
    ),
    Row(
        25,
        "sound comes at another rate",
        (
            "tests.client.test_formats::test_sound_of_a_rate_that_makes_it_far_too_short_is_a_failure",
            "tests.client.test_formats::test_mp3_that_is_not_what_was_asked_for_is_a_failure",
        ),
    ),
    Row(
        26,
        "no two takes are alike",
        ("tests.client.test_faults::test_sound_and_times_are_never_of_two_attempts",),
    ),
    Row(
        27,
        "each try is billed",
        (
            "tests.client.test_pool::test_what_was_sent_and_received_is_counted_over_all_tries",
            "tests.client.test_pool::test_what_was_sent_for_a_sentence_that_is_lost_is_counted_too",
        ),
    ),
    Row(
        28,
        "the key is secret",
        (
            "tests.client.test_handshake::test_the_key_is_in_the_header_of_the_handshake_and_nowhere_else",
            "tests.client.test_handshake::test_what_a_server_says_is_quoted_in_one_short_line_without_the_key",
            "tests.client.test_service::test_an_address_that_may_hold_a_secret_is_not_shown",
        ),
    ),
)


def test_every_row_is_rehearsed() -> None:
    assert [row.number for row in CHECKLIST] == list(range(1, 29))
    assert all(row.tests for row in CHECKLIST)


@pytest.mark.parametrize("row", CHECKLIST, ids=lambda row: f"{row.number} {row.ambiguity}")
def test_the_tests_of_a_row_are_there(row: Row) -> None:
    for test in row.tests:
        module, _, name = test.partition("::")
        assert name.startswith("test_")
        assert callable(getattr(importlib.import_module(module), name)), test
