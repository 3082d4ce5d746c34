# ruff: noqa: E501 - paragraphs are lines
"""Texts that every importer is run over: scripts, directions, signs, lengths, and words that look like code."""

from collections.abc import Mapping, Sequence

SCRIPTS: Mapping[str, Sequence[str]] = {
    "english": (
        "The army shelled the town of Izyum on Monday, officials said, and “at least” two people died there – a claim "
        "that nobody could verify. It’s the third attack in a week.",
        "Five others were hurt, according to the mayor, who spoke to reporters in front of the damaged hospital.",
    ),
    "ukrainian": (
        "Українські військові відбили атаку біля Харкова, повідомив речник. За його словами, загинули двоє людей, ще "
        "п’ятеро поранені.",
        "Ці дані неможливо перевірити незалежно. У Генштабі сказали: «Ворог відступив на східний берег річки».",
    ),
    "french": (
        "L’armée a bombardé la ville d’Izioum lundi, selon des responsables ; « au moins » deux personnes y ont été tuées.",
        "Cinq autres ont été blessées, a déclaré le maire, qui s’exprimait devant l’hôpital endommagé par les frappes.",
    ),
    "polish": (
        "Wojsko ostrzelało w poniedziałek miasto Izium – podali urzędnicy. Zginęły „co najmniej” dwie osoby, źródła milczą.",
        "Pięć osób zostało rannych, jak powiedział burmistrz, który rozmawiał z dziennikarzami przed zniszczonym szpitalem.",
    ),
    "greek": (
        "Ο στρατός βομβάρδισε την πόλη τη Δευτέρα, ανακοίνωσαν αξιωματούχοι, και τουλάχιστον δύο άνθρωποι σκοτώθηκαν εκεί.",
        "Πέντε ακόμη τραυματίστηκαν, σύμφωνα με τον δήμαρχο, ο οποίος μίλησε στους δημοσιογράφους έξω από το νοσοκομείο.",
    ),
    "arabic": (
        "قال مسؤولون يوم الاثنين إن شخصين على الأقل قتلا في قصف على المدينة، ولم يتسن التحقق من ذلك بشكل مستقل.",
        "وأضاف المتحدث أن خمسة آخرين أصيبوا بجروح في الهجوم الذي وقع بعد منتصف الليل، بحسب وسائل إعلام محلية في البلاد.",
    ),
    "hebrew": (
        "פקידים מסרו ביום שני כי לפחות שני בני אדם נהרגו בהפגזה על העיר, אך לא ניתן היה לאמת את הדברים באופן עצמאי.",
        "חמישה אחרים נפצעו, כך לפי ראש העיר, שדיבר עם עיתונאים לפני בית החולים שנפגע בהתקפה במהלך הלילה האחרון.",
    ),
    "chinese": (
        "据当地官员称，星期一的炮击造成至少两人死亡，另有五人受伤。这一消息无法得到独立证实。战斗已进入第三周，双方都没有公布伤亡数字。",
        "市长在受损的医院前对记者说，这是一周以来的第三次袭击。他呼吁居民离开这座城市，并说道路仍然畅通，公共汽车每小时一班。",
    ),
    "japanese": (
        "市当局によると、月曜日の砲撃で少なくとも二人が死亡し、五人が負傷した。情報は独立して確認されていない。戦闘は三週目に入った。",
        "市長は損傷した病院の前で記者団に対し、今週三度目の攻撃だと述べた。住民には町を離れるよう呼びかけ、道路は通れると話した。",
    ),
    "korean": (
        "당국자들은 월요일 포격으로 적어도 두 명이 숨지고 다섯 명이 다쳤다고 밝혔다. 이 주장은 독립적으로 확인되지 않았다.",
        "시장은 파손된 병원 앞에서 기자들에게 이번 주 들어 세 번째 공격이라고 말했으며 주민들에게 도시를 떠나라고 촉구했다.",
    ),
    "hindi": (
        "अधिकारियों ने कहा कि सोमवार को शहर पर हुई गोलाबारी में कम से कम दो लोग मारे गए, और पाँच अन्य घायल हो गए।",
        "महापौर ने क्षतिग्रस्त अस्पताल के सामने पत्रकारों से कहा कि यह एक सप्ताह में तीसरा हमला था, जिसकी पुष्टि नहीं हो सकी।",
    ),
    "georgian": (
        "ჩინოვნიკების თქმით, ორშაბათს ქალაქის დაბომბვის შედეგად სულ მცირე ორი ადამიანი დაიღუპა, ხოლო ხუთი დაშავდა.",
        "მერმა დაზიანებული საავადმყოფოს წინ ჟურნალისტებს უთხრა, რომ ეს ერთი კვირის განმავლობაში მესამე თავდასხმა იყო.",
    ),
    "signs": (
        "A family 👩‍👩‍👧 and a flag 🇺🇦 stood in the post, with 𝔄 letter beyond the first plane and a keycap 1️⃣ in it.",
        "Combining marks: Zürich, Việt Nam, ḱ̥, and a word joiner in “no⁠break”; ﬁrst ligature, ＷＩＤＥ letters, ½ of it.",
    ),
}
"""By name: paragraphs of two and more sentences, as reports have them."""

CODE: Sequence[str] = (
    "He wrote <script>alert('x')</script> & &amp; &lt;b&gt; in a post, and {{ template }} {% tag %} in the next one of it.",
    "The file was called ../../etc/passwd or C:\\report.txt, he said; its text was “javascript:alert(1)” and nothing else.",
)

_NAMES = [
    first + middle + last
    for first in ("Bor", "Nov", "Zel", "Kras", "Per")
    for middle in ("y", "o", "ohir", "en", "lisk")
    for last in ("ivka", "ne", "sk", "pil")
]
LONG: Sequence[str] = tuple(
    " ".join(
        f"The army shelled {_NAMES[(day + 7 * part) % 100]} and {_NAMES[(day * part + 3) % 100]}, officials said."
        for part in range(10)
    )
    for day in range(500)
)
"""5,000 sentences."""

HEAVY: Sequence[str] = tuple(
    f"In week {week} the army took {', '.join(_NAMES[(week + 3 * part) % 100] for part in range(140))}, it said."
    for week in range(800)
)
"""A megabyte."""
