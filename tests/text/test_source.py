"""Bytes on disk become text, or one clear sentence about why they cannot."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.errors import DocumentError
from captioner.text.source import MAX_BYTES, load


def written(folder: Path, data: bytes) -> Path:
    path = folder / "tale.txt"
    path.write_bytes(data)
    return path


def refusal(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert caught.value.path == path
    return caught.value


def test_utf_8_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, "Größe, 潮水, نعم".encode())) == "Größe, 潮水, نعم"


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert load(written(tmp_path, codecs.BOM_UTF8 + b"Tide")) == "Tide"


def test_every_line_end_becomes_a_line_feed(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"a\r\nb\rc\nd\r\n\r\n")) == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
def test_another_unicode_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    text = "\ufeffTide" if encoding.endswith("-be") else "Tide"
    error = refusal(written(tmp_path, text.encode(encoding)))
    assert encoding[:6].upper() in error.reason
    assert "save it as UTF-8" in error.reason


def test_utf_16_without_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    assert "binary" in refusal(written(tmp_path, "Tide".encode("utf-16-le"))).reason


def test_another_encoding_is_refused_with_its_line_and_byte(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "Tide\nand\nGröße\n".encode("windows-1252")))
    assert error.line == 3
    assert "0xF6" in error.reason
    assert "iconv" in error.reason


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\0\0", b"text with a \0 in it"],
    ids=["png", "zip", "nul"],
)
def test_a_binary_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "binary" in refusal(written(tmp_path, data)).reason


def test_binary_data_without_a_nul_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    data = bytes(range(1, 256)) * 4
    assert "binary" in refusal(written(tmp_path, data)).reason


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, "\u2003\n".encode()])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "empty" in refusal(written(tmp_path, data)).reason


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nowhere.txt").reason


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "directory" in refusal(tmp_path).reason


def test_a_name_under_a_file_is_refused(tmp_path: Path) -> None:
    written(tmp_path, b"Tide")
    assert "cannot be read" in refusal(tmp_path / "tale.txt" / "more.txt").reason


def test_a_file_of_hundreds_of_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "64 MB" in refusal(path).reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_whatever_is_written_is_read_with_a_blank_for_each_control(
    tmp_path: Path, text: str
) -> None:
    read = "x" + "".join(
        " " if (ch < " " and ch not in "\t\n") or ch == "\x7f" else ch for ch in text
    )
    path = written(tmp_path, ("x" + text).encode())
    assert load(path) == read
    path.write_bytes(codecs.BOM_UTF8 + ("x" + text).replace("\n", "\r\n").encode())
    assert load(path) == read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_text_or_one_clear_sentence(tmp_path: Path, data: bytes) -> None:
    try:
        text = load(written(tmp_path, data))
    except DocumentError:
        return
    assert text.strip()
    assert "\r" not in text
