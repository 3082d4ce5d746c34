"""JSON lines and tables: one report a row."""

import io
import json
import tracemalloc

import pytest

from warreader.importers.rows import LONGEST, Broken, Columns, Row, Useless, json_lines, table


def stream(content: str | bytes) -> io.BufferedReader:
    content = content.encode() if isinstance(content, str) else content
    return io.BufferedReader(io.BytesIO(content))


def lines(content, columns=None, encoding=""):
    return list(json_lines(stream(content), columns or Columns(), encoding))


def rows(content, columns=None, encoding=""):
    return list(table(stream(content), columns or Columns(), encoding))


class TestJsonLines:
    """Streams of JSON objects."""

    def test_each_line_is_a_report_whose_very_bytes_are_kept(self):
        first = '{"text": "Одне.", "id": 7, "author": ["A", "B"]}\n'
        found = lines("\ufeff" + first + '\r\n\n{"text":"Two.","title":null}')
        assert found == [
            Row(1, first.encode(), {"text": "Одне.", "id": "7", "author": "A, B"}),
            Row(4, b'{"text":"Two.","title":null}', {"text": "Two."}),
        ]

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("{", "It is no JSON:"),
            ("[1]", "It is no JSON object."),
            ("null", "It is no JSON object."),
            ('{"title": "T"}', "It has no text."),
            ('{"text": " \\n"}', "It has no text."),
            ('{"text": ["a", "b"]}', "Its text is not text."),
            ('{"text": {"a": "b"}}', "Its text is not text."),
            ("[" * 100_000, "It is nested too deeply."),
            ('{"text": "a", "id": ' + "9" * 5_000 + "}", "Exceeds the limit"),
        ],
    )
    def test_a_broken_line_is_told_and_the_next_is_read(self, line, why):
        broken, good = lines(f'{line}\n{{"text": "Good."}}\n')
        assert isinstance(broken, Broken)
        assert (broken.line, broken.why[: len(why)]) == (1, why)
        assert (good.line, good.values) == (2, {"text": "Good."})

    def test_a_line_longer_than_may_be_is_passed_over(self):
        broken, good = lines('{"text": "' + "a" * (2 * LONGEST) + '"}\n{"text": "Good."}')
        assert broken == Broken(1, "It is longer than 10 million letters.")
        assert good.line == 2

    def test_bytes_that_are_no_text_come_through_as_they_are(self):
        (row,) = lines(b'{"text": "caf\xe9"}\n')
        assert row.content == b'{"text": "caf\xe9"}\n'
        assert row.values["text"].encode("utf-8", "surrogateescape") == b"caf\xe9"

    def test_another_charset_is_read_as_such(self):
        content = '{"text": "Танк."}\n'.encode("cp1251")
        (row,) = lines(content, encoding="cp1251")
        assert (row.content, row.values["text"]) == (content, "Танк.")

    def test_columns_have_the_names_that_are_given_and_others_are_remembered_once(self):
        columns = Columns({"text": "body", "published": "date"})
        line = json.dumps({"body": "B.", "text": "T.", "date": "2024-11-30", "Title": "X", "extra": 1})
        found = lines(f"{line}\n{line}\n", columns)
        assert [row.values for row in found] == [{"text": "B.", "published": "2024-11-30", "title": "X"}] * 2
        assert list(columns.unknown) == ["text", "extra"]

    def test_memory_does_not_grow_with_the_stream(self):
        class Endless(io.RawIOBase):
            """Five thousand lines, ten megabytes, that nobody has in memory."""

            left = 5_000

            def readable(self):
                return True

            def readinto(self, buffer):
                self.left -= 1
                line = json.dumps({"text": f"Report {self.left}. " + "x" * 2_000}).encode() + b"\n"
                buffer[: len(line)] = line
                return len(line) if self.left >= 0 else 0

        tracemalloc.start()
        count = sum(1 for _ in json_lines(io.BufferedReader(Endless()), Columns()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 5_000
        assert peak < 1_000_000


class TestTables:
    """Tables in CSV."""

    def test_each_row_is_a_report_whose_very_bytes_are_kept(self):
        content = 'text,title,id\r\n"One.\r\nTwo, ""three"".",T,\r\nPlain,,9\r\n'
        assert rows(content) == [
            Row(2, b'"One.\r\nTwo, ""three"".",T,\r\n', {"text": 'One.\r\nTwo, "three".', "title": "T"}),
            Row(4, b"Plain,,9\r\n", {"text": "Plain", "id": "9"}),
        ]

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_what_stands_between_columns_is_told_from_the_header(self, sign):
        content = sign.join(["title", "text"]) + "\n" + sign.join(["T", '"a, b; c | d"']) + "\n"
        assert [row.values for row in rows(content)] == [{"title": "T", "text": "a, b; c | d"}]

    @pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
    def test_its_charset_is_told(self, charset):
        content = "title;text\n" + "Звіт;Танки увійшли в місто на світанку, повідомило міністерство.\n" * 5
        found = rows(content.encode(charset))
        assert {row.values["title"] for row in found} == {"Звіт"}
        assert found[0].content.decode("utf-8" if charset == "utf-8-sig" else charset).startswith("Звіт;Танки")

    def test_rows_that_are_none_are_told_and_the_next_is_read(self):
        content = 'title,text\nonly one\n"a"b,c\n,\nT,Good.\n'
        assert [(row.line, getattr(row, "why", "")) for row in rows(content)] == [
            (2, "It has 1 fields, and the table 2 columns."),
            (3, "It is no row of a table: ',' expected after '\"'."),
            (4, "It has no text."),
            (5, ""),
        ]

    def test_a_quotation_that_never_ends_is_told(self):
        broken = rows('title,text\nT,"and so on\nand on\n')
        assert [(row.line, row.why) for row in broken] == [(2, "It is no row of a table: unexpected end of data.")]

    def test_nul_is_no_end(self):
        (row,) = rows(b"title,text\nT\0,A\0B\n")
        assert (row.content, row.values) == (b"T\0,A\0B\n", {"title": "T", "text": "AB"})

    def test_large_fields_are_read_and_endless_ones_passed_over(self):
        large = "word " * 100_000
        good, broken, last = rows(f'text\n{large}\n"{"a" * LONGEST}"\nLast.\n')
        assert (good.values["text"], last.values["text"]) == (large, "Last.")
        assert broken.why == "It is no row of a table: longer than 10 million letters."

    @pytest.mark.parametrize("content", ["", "\n", "a,b\n1,2\n", "title\nT\n"])
    def test_a_table_without_a_column_of_text_says_what_it_has(self, content):
        with pytest.raises(Useless, match="No column is called text or html"):
            rows(content)

    def test_columns_have_the_names_that_are_given(self):
        columns = Columns({"text": "Body of it"})
        assert [row.values for row in rows("Body of it,Other\nB.,x\n", columns)] == [{"text": "B."}]
        assert list(columns.unknown) == ["Other"]
