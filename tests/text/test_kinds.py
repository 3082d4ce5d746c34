"""Pages as people paste them: pages/*.txt holds a kind, a tab and a line of the page each."""

import pytest

from tests.text.support import HERE, assert_whole, read
from warreader.text import Kind, sentences, title

PAGES = sorted((HERE / "pages").glob("*.txt"))


def kinds(text: str, code: str | None = None) -> list[tuple[str, str]]:
    return [(str(span.kind), text[span.start : span.end]) for span in sentences(text, code)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_line_of_a_page_is_what_a_reader_says(path):
    rows = [line.partition("\t") for line in read(path).splitlines()]
    text = "\n".join(words for _, _, words in rows)
    spans = sentences(text)
    assert_whole(text, spans)
    at = 0
    for kind, _, words in rows:
        found = {span.kind for span in spans if span.start < at + len(words) and span.end > at}
        assert found == ({Kind(kind)} if words else set()), words
        at += len(words) + 1


BODY = "The army left the town on Friday. Nobody knew why it went."
AROUND = "A headline of the report\n\n{}\n\n" + BODY + "\n\nThe second paragraph says a little more.\n\n{}"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Reuters",
        "Photo by Jane Doe/AFP via Getty Images",
        "Image credit: Ukrainian General Staff",
        "AP Photo/Evgeniy Maloletka",
        "(AP Photo/Evgeniy Maloletka)",
        "Foto: dpa",
        "Фото: Генштаб ЗСУ",
        "Crédit photo : AFP",
        "Bild: Imago/Itar-Tass",
        "Quelle: dpa",
        "صورة: رويترز",
        "צילום: דובר צה״ל",
        "图片来源：新华社",
        "写真：ロイター",
        "Fot. Jan Kowalski",
        "Fotoğraf: AA",
        "(A satellite image of the bridge)",
        "A destroyed tank is seen near the village of Dibrova.",
        "Smoke rises over the city, as Russia’s attack on Ukraine continues, in Lviv.",
        "FILE PHOTO: A Su-34 takes off.",
        "Скриншот видео",
        "На фото: наслідки удару",
        "图为被毁的坦克。",
        "Smoke over the port (Reuters)",
        "Фото ДСНС",
        "Une rue détruite à Saïda. © Anne Dupont, AP",
        "Un edificio en llamas. (JUAN RUIZ / EFE)",
        "Les secours à l’œuvre. ANNE DUPONT / AFP",
        "Ein Haus brennt. | Bild: Reuters",
        "炎上する車両（AP＝共同）",
        "救援人员在现场工作。新华社/路透",
        "منبع تصویر، Reuters",
        "A patrol rides out of town [File: Xinhua]",
        "Командир роти з побратимами. Фото з особистого архіву",
    ],
)
def test_a_line_about_a_picture_is_a_caption_at_the_top_and_at_the_foot(line):
    found = kinds(AROUND.format(line, line[:-1] + line[-1]))
    assert {kind for kind, words in found if words in line} == {"caption"}


@pytest.mark.parametrize(
    "line",
    [
        "Source link",
        "Source: Read Full Article",
        "By Jane Doe",
        "By Jane Doe and John Roe in Kyiv",
        "Stay in the loop by signing up for our free newsletters here.",
        "[Jefes militares rusos huyen de Crimea]",
        "Read more: Another story",
        "Share this:",
        "Follow us on Twitter",
        "Subscribe",
        "Read more about the counteroffensive here.",
        "Topics",
        "ADVERTISEMENT",
        "© 2023 The Daily Bugle. All rights reserved.",
        "We use cookies to give you the best experience.",
        "Tags: Ukraine, Russia",
        "Related: Another story",
        "Читайте также: другая новость",
        "Читайте також: інша новина",
        "Реклама",
        "Lire aussi : une autre histoire",
        "Lesen Sie auch: eine andere Geschichte",
        "Lea también: otra noticia",
        "Leggi anche: un’altra storia",
        "Czytaj też: inna historia",
        "İlgili haber: başka bir haber",
        "اقرأ أيضا: خبر آخر",
        "קראו גם: סיפור אחר",
        "相关阅读：另一个故事",
        "関連記事：別の話",
        "यह भी पढ़ें: दूसरी खबर",
        "24 November 2024",
        "November 24, 2024, 10:15 a.m.",
        "24.11.2024, 10:15",
        "5 min read",
        "Home > World > Europe",
        "https://example.com/story",
        "#Ukraine #Russia",
        "(Reporting by Jane Doe; Editing by John Roe)",
        "* * *",
        "________",
        "Головна » Новини » Війна",
        "Updated 9:41 AM EST, Thu November 3, 2022",
        "2022年10月10日 18時12分",
        "פורסם: 12.05.23, 08:31",
        "10 अक्टूबर 2022",
        "27/06/2022 11h20 Atualizado há 2 anos",
        "8. 4. 2022 14:05",
        "입력 2022.10.10 18:12",
        "【责任编辑：王小明】",
        "（共同）",
        "Our Standards: The Trust Principles.",
        "This article was amended on 14 February 2023.",
        "Roe reported from Odesa. Writer Jane Doe in Kyiv contributed to this report.",
        "Lesezeit: 4 Min.",
        "PAP | 07.09.2023",
        "Texte par : Anne Dupont",
        "Mit Informationen von dpa und AFP",
        "Čtěte také: jiný příběh",
        "Citește și: altă poveste",
        "Διαβάστε επίσης: μια άλλη ιστορία",
        "Recibe la newsletter cada día en tu correo.",
        "Якщо ви помітили помилку, виділіть її мишкою",
        "The views expressed here are the author’s own.",
        "Staff writers",
    ],
)
def test_a_line_that_a_site_added_is_boilerplate(line):
    found = kinds(AROUND.format(line, line))
    assert {kind for kind, words in found if words in line} == {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "Sources said the source of the fire was a drone.",
        "Follow the road for five kilometres and you are at the front.",
        "Related attacks hit Odesa and Mykolaiv.",
        "Share prices fell, he said.",
        "By Friday the army had left.",
        "Photos of the tank spread quickly.",
        "Putin is seen as the man behind the attack in Moscow.",
        "The video shows a tank on fire.",
        "(He was ill at the time and stayed at home.) Nobody asked him.",
        "The western (right) bank of the river was lost.",
        "Men are signing up for the army here.",
        "“We will stay here. We have no choice,” he said.",
        "“We will stay here”",
        "What happens next?",
        "Tanks: 9,429;",
        "He asked for three things:",
        "Written orders came by noon.",
        "He told Getty Images.",
        "Image matters in this war, he said.",
        "Quelle surprise, said the general.",
        "On 3 November 2022 it rained.",
        "5 of them fled. 3 stayed.",
    ],
)
def test_a_line_that_only_looks_like_one_stays_body(line):
    found = kinds(AROUND.format(BODY.upper() + " " + BODY, BODY) + "\n\n" + line + "\n\nThe end has come at last.")
    assert {kind for kind, words in found if words in line and words not in BODY} == {"body"}


def test_nothing_after_the_foot_is_body():
    text = AROUND.format(BODY, BODY + "\n\nLeave a Reply\n\nA reader wrote this. It is long enough to be a body.")
    assert [kind for kind, _ in kinds(text)][-3:] == ["boilerplate"] * 3


def test_a_written_by_line_at_the_top_does_not_swallow_the_article():
    found = {words: kind for kind, words in kinds(AROUND.format("Written by Jane Doe", BODY))}
    assert found["Written by Jane Doe"] == "boilerplate"
    assert found["The second paragraph says a little more."] == "body"


def test_a_widget_in_the_middle_swallows_only_its_links():
    text = AROUND.format(BODY, "Related stories\n\nAnother headline here\n\nYet another headline\n\n" + BODY)
    assert [kind for kind, _ in kinds(text)][-5:] == ["boilerplate"] * 3 + ["body"] * 2


def test_a_heading_over_a_body_is_a_subhead_and_one_over_a_byline_a_link():
    text = AROUND.format(
        BODY, "Heavy losses\n\n" + BODY + "\n\nUkraine recovers 300 towns\n\nJoseph Verdugo\n\n" + BODY
    )
    found = {words: kind for kind, words in kinds(text)}
    assert found["Heavy losses"] == "subhead"
    assert found["Ukraine recovers 300 towns"] == found["Joseph Verdugo"] == "boilerplate"


def test_a_line_that_stands_twice_is_a_caption_whatever_its_apostrophes():
    line = "Soldiers walk past the general's house in the old town."
    text = AROUND.format(line, line.replace("'", "’") + "\n\n" + BODY.replace("Friday", "Monday"))
    assert [kind for kind, words in kinds(text) if "Soldiers walk" in words] == ["caption", "caption"]


def test_an_article_pasted_twice_is_not_all_captions():
    text = BODY + "\n\nThe second paragraph says a little more.\n\nThe third one says nothing new at all."
    assert {kind for kind, _ in kinds(text + "\n\n" + text)} == {"body"}


@pytest.mark.parametrize(
    "headline",
    [
        "Russia strikes Kyiv",
        "Who blew up the dam?",
        "“We will win”: Zelensky speaks",
        "Удар по Одесі: що відомо",
        "俄军袭击基辅",
        "Russia “must lose”. Can it?",
        "At least 80,000 killed in the war!",
        "Russia strikes back at the U.S.",
    ],
)
def test_a_headline_over_a_body_is_the_title(headline):
    text = headline + "\n\n" + BODY + "\n\n" + BODY.replace("Friday", "Monday")
    assert kinds(text)[0][0] == "title"
    assert title(text, sentences(text)) == headline


@pytest.mark.parametrize("text", ["Russia strikes Kyiv", BODY + "\n\n" + BODY, BODY + "\n" + BODY, "- A\n- B"])
def test_a_text_without_a_headline_over_a_body_has_no_title(text):
    assert "title" not in {kind for kind, _ in kinds(text)}


@pytest.mark.parametrize(
    "line",
    [
        "Jane Holloway in Chasiv Yar",
        "Luis Vega | Kiev",
        "di Anna Bianchi",
        "Tom Reed, defence editor",
        "THE COURIER",
        "Par Le Monde avec AFP",
        "יואב כהן",
        "新华社",
    ],
)
def test_a_line_under_the_headline_that_says_who_wrote_it_is_boilerplate(line):
    found = {words: kind for kind, words in kinds("A headline of the report\n\n" + line + "\n\n" + BODY)}
    assert found[line] == "boilerplate"


@pytest.mark.parametrize(
    "label", ["World | Europe", "Startseite Ausland Krieg", "WORLD", "Ukraine · War", "الرئيسية / أخبار"]
)
def test_a_row_of_section_names_over_the_headline_is_not_the_title(label):
    found = {words: kind for kind, words in kinds(label + "\n\nA headline of the whole report\n\n" + BODY)}
    assert found[label] == "boilerplate"
    assert found["A headline of the whole report"] == "title"


def test_a_heading_over_a_paragraph_that_begins_with_a_figure_is_a_subhead():
    text = AROUND.format(
        BODY, "What is known\n\n4 drones fell on the town on Friday, the army said. Nobody was hurt."
    )
    assert ("subhead", "What is known") in kinds(text)


def test_two_sentences_without_a_last_full_stop_are_no_heading():
    text = AROUND.format(BODY, "All drones were shot down. Footage shows otherwise\n\n" + BODY)
    assert ("body", "Footage shows otherwise") in kinds(text)
