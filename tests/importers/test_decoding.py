"""Bytes become text: by mark, declaration, UTF-8 or a guess; what is changed is said."""

import pytest

from tests.importers.corpus import SCRIPTS
from warreader.importers import Received, Unreadable, read
from warreader.importers.decoding import declared_charset, decode, known, repair

UKRAINIAN = (
    "Українські військові відбили атаку біля Харкова, повідомив речник. За його словами, загинули двоє людей, "
    "ще п'ятеро поранені. Ці дані неможливо перевірити незалежно від сторін конфлікту."
)
RUSSIAN = (
    "По словам представителя, двое человек погибли, ещё пятеро ранены. Эти данные невозможно проверить "
    "независимо, сообщает агентство. Бои за город продолжаются третью неделю."
)
JAPANESE = (
    "市当局によると、月曜日の砲撃で少なくとも二人が死亡した。情報は独立して確認されていない。戦闘は三週目に入った。"
)
CHINESE = "据当地官员称，星期一的炮击造成至少两人死亡。这一消息无法得到独立证实。战斗已进入第三周。"
ENGLISH = "Officials said on Monday – “at least” two people died; the café was hit. The claim could not be verified."


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "utf-16-le"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "utf-8"),
        (CHINESE, "gb18030"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-16-be"),
    ],
)
def test_a_charset_is_told_without_a_word_of_it(text, charset):
    decoded = decode(text.encode(charset))
    assert decoded.text == text
    assert bool(decoded.repairs) == (charset != "utf-8")


#: of each language, the charsets that its texts came in before UTF-8
CHARSETS = {
    "english": "cp1252 mac-roman utf-16-le",
    "ukrainian": "cp1251 koi8-u mac-cyrillic utf-16-le cp866 iso8859-5",
    "french": "cp1252 iso8859-15 mac-roman",
    "polish": "cp1250 iso8859-2",
    "greek": "cp1253 iso8859-7",
    "arabic": "cp1256 iso8859-6 utf-16-le",
    "hebrew": "cp1255 iso8859-8",
    "chinese": "gb18030 big5hkscs utf-16-le",
    "japanese": "cp932 euc_jp iso2022_jp utf-16-be",
    "korean": "cp949 utf-16-be",
    "hindi": "utf-16-le",
}


@pytest.mark.parametrize("length", [90, None])
def test_charsets_are_told_in_many_languages_also_of_short_texts(length):
    wrong = []
    for language, charsets in CHARSETS.items():
        for charset in charsets.split():
            content = "\n\n".join(SCRIPTS[language])[:length].encode(charset, "ignore")
            decoded = decode(content)
            wrong += [] if decoded.text == content.decode(charset) else [(language, charset, decoded.charset)]
            assert decoded.repairs == (f"no charset given, read as {decoded.charset.replace('cp1', 'windows-1')}",)
    assert wrong == []


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_start_says_it_and_goes(charset):
    assert decode(ENGLISH.encode(charset), declared="cp1251").text == ENGLISH


def test_what_is_declared_is_believed_unless_it_is_utf8():
    assert decode(ENGLISH.encode("cp1252"), declared="cp1252").repairs == ()
    wrong = decode(ENGLISH.encode(), declared="cp1252")
    assert (wrong.text, wrong.repairs) == (ENGLISH, ("declared windows-1252, read as utf-8",))
    assert decode(b"Plain words.", declared="cp1252").repairs == ()


def test_stray_bytes_in_utf8_are_replaced_and_counted():
    content = UKRAINIAN.encode() + b" \xff " + UKRAINIAN.encode() + b" \x92"
    decoded = decode(content)
    assert (decoded.charset, decoded.text.count("\ufffd")) == ("utf-8", 2)
    assert decoded.repairs == ("bytes that are no UTF-8 replaced by \ufffd (2 times)",)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    "text", ["The “quoted” café – it’s there.", "L’armée a été bombardée à Izioum – « deux » morts."]
)
def test_mojibake_is_put_right_and_said_however_often_it_happened(text, times):
    broken = text
    for _ in range(times):
        broken = broken.encode().decode("latin-1")
    fixed, repairs = repair(f"It stands.\n{broken}")
    assert fixed == f"It stands.\n{text}"
    assert [line.split(":")[0] for line in repairs] == ["mojibake"]
    assert "→" in repairs[0]


@pytest.mark.parametrize(
    "text", [ENGLISH, UKRAINIAN, JAPANESE, "ﬁne ﬂat ＡＢＣ ‘q’ “q” &amp; it\u2028s — שלום 👩‍👩‍👧 é"]
)
def test_what_is_no_mojibake_stays_as_it_came(text):
    assert repair(text) == (text, ())


def test_nul_is_dropped_and_said():
    assert repair("a\0b\0") == ("ab", ("NUL characters dropped (2 times)",))


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("UTF8", "utf-8"),
        ("gb2312", "gb18030"),
        ("rot13", ""),
        ("base64", ""),
        ("unicode_escape", ""),
        ("utf-7", ""),
        ("no-such", ""),
        ("a\0b", ""),
    ],
)
def test_only_charsets_of_the_web_are_known(name, codec):
    assert known(name) == codec


def test_a_media_type_names_its_charset():
    assert declared_charset('text/html; Charset="Windows-1251"') == "cp1251"
    assert declared_charset("text/html") == ""


def test_bytes_that_are_no_text_are_refused():
    noise = bytes(range(256)) * 40
    with pytest.raises(Unreadable, match="no text"):
        read(Received(noise, "a.txt", "text/plain"))
    with pytest.raises(Unreadable, match="no text"):
        read(Received(b"\xfe\xff" + noise, "a.txt"))
