"""Words that usually begin a sentence, verbs of saying, and languages with dotted ordinals."""

from functools import cache
from typing import Final

ORDINALS: Final = frozenset("de tr pl cs sk hu fi et da no nb nn is sl hr sr bs lv az".split())
"""Languages that write "3." for "third"."""

CAPITAL_ORDINALS: Final = frozenset("de tr pl az".split())
"""Those in which a capital often follows: all nouns have one, or units are named by their number."""

_STARTERS: Final[dict[str, str]] = {
    "en": """The A An This That These Those It Its He She They We I You His Her Their Our My There Here In On
        At By For From With Without After Before During Since Until While When Where Why How What Who If
        As But And Or So Yet Also However Meanwhile Moreover Still Then Now Today Yesterday Earlier Later
        Last Next Only Just Some Many Most More All Both Each Every Another Other One Two Several Although
        Though Because Despite According Once Under Over Between Against Among Is Are Was Were Do Does Did
        Has Have Not No Nor Officials Authorities Russian Ukrainian Israeli""",
    "de": """Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ich Ihr Ihre Sein Seine Dies
        Diese Dieser Dieses Am Im In An Auf Aus Bei Mit Nach Vor Von Zu Zum Zur Für Gegen Ohne Um Unter
        Über Durch Seit Während Wegen Trotz Als Wenn Weil Dass Ob Da Dort Hier Dann Danach Dabei Damit
        Daher Deshalb Doch Aber Und Oder Auch Noch Nur Schon So Wie Was Wer Wo Warum Nun Jetzt Heute
        Gestern Zuvor Später Inzwischen Allerdings Jedoch Man Alle Viele Mehr Laut Zudem Bisher""",
    "fr": """Le La Les L' L’ Un Une Des Du De D’ Il Elle Ils Elles On Nous Vous Je Ce Cette Ces Cet C’ Cela
        Son Sa Ses Leur Leurs En Au Aux Dans Par Pour Sur Sous Avec Sans Selon Après Avant Depuis Pendant
        Lors Mais Et Ou Or Donc Car Si Quand Comme Alors Ainsi Aussi Toutefois Cependant Puis Plusieurs Tous
        Toutes À A Hier Aujourd’hui""",
    "es": """El La Los Las Lo Un Una Unos Unas Él Ella Ellos Ellas Este Esta Estos Estas Ese Esa Eso Esto Su Sus
        En De Del Al A Por Para Con Sin Según Tras Desde Hasta Durante Entre Sobre Pero Y O Si Cuando Como
        También Además Sin Mientras Luego Después Antes Ayer Hoy Se No Muchos Varios Todos Todas""",
    "pt": """O A Os As Um Uma Ele Ela Eles Elas Este Esta Esse Essa Isso Isto Seu Sua Em No Na Nos Nas De Do Da
        Por Para Com Sem Segundo Após Desde Até Durante Entre Sobre Mas E Ou Se Quando Como Também Além
        Ontem Hoje Não Muitos Vários Todos""",
    "it": """Il Lo La I Gli Le L’ Un Una Uno Egli Lui Lei Loro Questo Questa Questi Queste Quello Suo Sua In Nel
        Nella Di Del Della Da Dal A Al Alla Per Con Senza Secondo Dopo Prima Durante Tra Fra Su Ma E O Se
        Quando Come Anche Inoltre Tuttavia Ieri Oggi Non Molti Tutti""",
    "nl": """De Het Een Hij Zij Ze Wij We Ik Dit Dat Deze Die In Op Aan Bij Met Na Voor Van Naar Tegen Zonder
        Door Sinds Tijdens Volgens Maar En Of Als Toen Omdat Ook Echter Nu Vandaag Gisteren Er Alle Veel""",
    "pl": """W We Na Po Przed Do Od Z Ze Za Dla O Przy Nad Pod Bez Według To Ten Ta Te Ci On Ona Oni One Jego
        Jej Ich Ale I A Oraz Lub Jeśli Gdy Kiedy Jak Co Kto Gdzie Także Również Jednak Natomiast Teraz
        Dziś Wczoraj Nie Są Był Było Wszystkie Wielu Potem Później Następnie Wtedy Dopiero Tylko Tam Tu Tak Nikt
        Nic Poza Wśród Mimo Choć Aby Żeby Podczas Około Ponadto Tymczasem""",
    "tr": """Bu Şu O Bir Bunun Buna Bunlar Onlar Biz Ben Siz Ancak Ama Fakat Ve Veya Ayrıca Öte Daha Sonra Önce
        Şimdi Bugün Dün Her Tüm Bazı Çok Ne Nasıl Neden Eğer Çünkü İse İki Buna Böylece Yine Saldırıda""",
    "cs": """V Ve Na Po Před Do Od Z Ze Za Pro O Při Nad Pod Bez Podle To Ten Ta Ti On Ona Oni Jeho Její Jejich
        Ale A I Nebo Pokud Když Jak Co Kdo Kde Také Však Nyní Dnes Včera Není Jsou Byl Bylo Všechny""",
    "ru": """В Во На По Из За Для До Над Под При О Об От С Со К Ко У Без После Перед Через Это Этот Эта Эти Он Она
        Оно Они Мы Вы Я Его Её Ее Их Тот Та Те То Но И А Или Если Когда Как Что Кто Где Также Однако
        Поэтому Затем Теперь Сейчас Сегодня Вчера Не Нет Ранее Позже По-прежнему Все Всё Многие Так Там Тогда
        Кроме Согласно Между Более Российские Украинские Потом Позднее Вскоре Ещё Еще Даже Лишь Только Именно Никто
        Ничего Впрочем Кстати Например Всего Вместо Благодаря Тем Чтобы Хотя Пока Поскольку Сами Сам Свою Среди""",
    "uk": """У В На По З Із Зі За Для До Над Під При Про Від Без Після Перед Через Це Цей Ця Ці Він Вона Воно Вони
        Ми Ви Я Його Її Їх Той Та Ті То Але І Й А Або Якщо Коли Як Що Хто Де Також Однак Проте Тому Потім
        Тепер Зараз Сьогодні Вчора Учора Не Ні Раніше Пізніше Усі Всі Багато Так Там Тоді Крім Згідно Між
        Понад Російські Українські Водночас Згодом Невдовзі Ще Навіть Лише Тільки Саме Ніхто Нічого Втім Утім
        Наприклад Усього Замість Завдяки Щоб Хоча Поки Оскільки Відтоді Натомість Серед""",
}  # fmt: skip
_LIKE: Final = {"be": "ru", "bg": "ru", "sk": "cs", "ca": "es", "gl": "es"}

_SAYING: Final = """said says saying told asked added wrote replied responded warned insisted claimed stated
    declared announced explained exclaimed shouted tweeted posted noted concluded continued recalled asks adds
    writes tells told joked laughed whispered cried yelled screamed argued stressed demanded wondered sighed recalls
    قال قالت وقال أضاف أضافت صرح صرحت أكد أكدت تساءل سأل يقول تقول كتب كتبت ذكر أوضح
    אמר אמרה אמרו שאל שאלה הוסיף הוסיפה ציין ציינה כתב כתבה טען טענה הדגיש מסר
    אומר אומרת אומרים שואל שואלת מוסיף מוסיפה מספר מספרת סיפר סיפרה תוהה תהה ענה ענתה הסביר הסבירה
    وأضافت وقالت تضيف يضيف سألت وسأل تابع وتابع أوضحت ذكرت تساءلت يؤكد تسأل يسأل تتساءل يتساءل
    تحكي يروي تروي می‌گوید می‌پرسد
    گفت افزود پرسید نوشت 말했다 밝혔다 전했다 강조했다 물었다 답했다 주장했다 덧붙였다 설명했다
    कहा कही बताया पूछा लिखा कहना जोड़ा"""
_SAYING_WIDE: Final = """说道 表示 说 稱 称 道 說 指出 强调 強調 告诉 告訴 写道 寫道 补充 補充
    問 问 述べ 聞い 叫 尋ね 語 話した 言 指摘 主張 書 答え 라고 말했 밝혔"""


@cache
def starters(language: str) -> frozenset[str]:
    """Return words that, with their capital, usually begin a sentence in ``language``.

    Unknown languages get none, so that an abbreviation there never ends a sentence by itself.
    """
    return frozenset(_STARTERS.get(_LIKE.get(language, language), "").split())


SAYING: Final = frozenset(_SAYING.split())
"""Verbs of saying that may follow a quotation that ends in its own full stop."""

SAYING_WIDE: Final = tuple(_SAYING_WIDE.split())
"""The same for scripts that put no spaces between words, looked for anywhere in the next words."""
