"""Words that mark a picture's caption or credit, in many languages.

Compared as in `phrases`: casefolded, with plain quotation marks. Compiled by hand from captions of
news agencies and sites.
"""

from typing import Final


def _lines(table: str) -> frozenset[str]:
    return frozenset(" ".join(line.split()).casefold() for line in table.split("|") if line.strip())


def _words(table: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in table.split("|"))


CREDITS: Final = _lines("""
    photo | photos | picture | pictures | image | images | pic | photograph | photographer | photo credit
    | photos by | image credit | picture credit | photo courtesy | video | video credit | credit | credits
    | illustration | screenshot | screengrab | graphic | map | infographic | caption | image caption
    | image source | photo caption | media caption | file photo | file picture | file image | file | cover photo
    | featured image | header image | handout | фото | фотографія | світлина | ілюстративне фото
    | фото ілюстративне | скриншот | скріншот | відео | ілюстрація | колаж | фотография | иллюстративное фото
    | видео | иллюстрация | коллаж | снимок | автор фото | подпись к фото | підпис до фото | фото из архива
    | кадр из видео | кадр з відео | на фото | crédit photo | crédit | crédits | crédit image
    | photo d'illustration | photo d'archives | légende | légende image | capture d'écran | image d'illustration
    | foto | fotos | imagen | imágenes | crédito | créditos | pie de foto | fuente de la imagen
    | captura de pantalla | infografía | crédito, | imagem | legenda da foto | legenda | crédito da imagem
    | crédito da foto | reprodução | divulgação | immagine | immagini | didascalia | bild | bilder | quelle
    | bildquelle | bildunterschrift | fotoquelle | symbolbild | archivbild | archivfoto | grafik | karte
    | bildnachweis | zdjęcie | zdjęcia | fot | grafika | mapa | ilustracja | źródło zdjęcia | fotoğraf | görsel
    | fotoğraf altı | görüntü kaynağı | arşiv | ekran görüntüsü | صورة | الصورة | صور | تصوير | مصدر الصورة
    | التعليق على الصورة | صورة أرشيفية | فيديو | لقطة شاشة | رويترز | צילום | תמונה | צילומים | צילום מסך
    | קרדיט | צילום ארכיון | 图片来源 | 图 | 图片 | 图源 | 资料图 | 资料图片 | 摄影 | 供图 | 图片说明 | 圖片來源
    | 圖 | 图/ | 写真 | 画像 | 撮影 | 提供 | 写真提供 | 画像提供 | 資料写真 | फोटो | तस्वीर | फ़ोटो | इमेज स्रोत
    | فیلم | عکس | تصویر | منبع تصویر | توضیح تصویر | sursa foto | sursă foto | zdroj | autor fotografie
    | इमेज कैप्शन | चित्र | फोटो क्रेडिट | εικόνα | φωτογραφία
""")
"""What stands before the colon, slash or © of a picture's credit or caption line."""

AGENCIES: Final = _words(
    """
    getty images | ap photo | photo by | photos by | photograph by | photo courtesy | image courtesy | via getty
    | via reuters | via ap | afp via | reuters/ | /reuters | shutterstock | /afp | afp/ | afp photo | epa-efe
    | epa/ | /epa | imago | /dpa | dpa/ | picture alliance | picture-alliance | /tass | tass/ | ukrinform
    | anadolu | /ap) | (ap photo | handout via | handout/ | file photo | screengrab | screen grab
    | screenshot from | still from | video grab | (photo | [photo | photo: | image: | foto: | фото: | (фото
    | [фото | (foto | crédit photo | photo : | صورة: | תמונה: | צילום: | 图片来源 | 写真： | 写真: | fot.
    | fotoğraf:
    | . © | [file | xinhua | credit: | photograph: | bild:
    | фото з | фото из | фото надано | фото предоставлено | maxar technologies
    | planet labs | eyepress | nurphoto | sipa usa
"""
)
"""What a credit at the end of a caption names."""

PICTURE: Final = _words(
    """
    photo | picture | image | video | footage | snapshot | screenshot | screengrab | pictured | illustration
    | graphic | map: | drone shot | still from | фото | світлин | знімок | знімк | снимок | снимк | скрин
    | скрін | кадр | відео | видео | ілюстра | иллюстра | capture d'écran | illustration | imagen | foto
    | captura | vídeo | bild | aufnahme | grafik | karte | zdjęci | wideo | nagran | görsel | görüntü | ekran
    | صورة | صور | لقطة | فيديو | مقطع | תמונ | צילום | סרטון | 图 | 照片 | 视频 | 截图 | 画面 | 写真 | 画像
    | 映像 | 動画 | फोटो | फ़ोटो | तस्वीर | वीडियो | चित्र | fotografi | immagine | imagem
"""
)
"""Words that tell that a parenthesised line describes a picture."""

SCENES: Final[tuple[tuple[str, str], ...]] = (
    (
        " seen ",
        r"\b(?:is|are) seen (?!as\b|by\b|to\b)(?:\w+ ){0,8}?(?:in|on|at|near|after|outside|inside|during|"
        r"along|from|through|above|amid|following|next|here)\b",
    ),
    (
        "pictured",
        r"\b(?:is|are) pictured\b|^pictured\b|\bpictured (?:here|above|below|left|right|in|on|at)\b|"
        r"\(pictured\)$",
    ),
    (
        "attack on ukraine continues",
        r"\bas russia's (?:attack|invasion)\b",
    ),
    (
        "invasion of ukraine continues",
        r"\bas russia's (?:attack|invasion)\b",
    ),
    (
        "photo",
        r"\b(?:in this|this) (?:\w+ )?(?:file |handout |undated |satellite |aerial |drone )?(?:photo|"
        r"photograph)\b|^(?:an? )?(?:file|handout|undated|aerial|drone|combination) (?:photo|picture)|"
        r"^photo shows",
    ),
    (
        "image",
        r"\b(?:in this|this) (?:\w+ ){0,3}image (?:\w+ ){0,3}(?:taken|released|provided|made|from)\b|"
        r"^(?:a |an )?(?:satellite|handout|undated) image (?:shows|released|provided)",
    ),
    (
        "picture",
        r"\b(?:in this|this) (?:\w+ )?picture (?:\w+ )?(?:taken|released|obtained)\b",
    ),
    (
        "video",
        r"^(?:a )?(?:still|screengrab|frame|screenshot|grab|image)s? (?:\w+ ){0,3}(?:from|"
        r"of) (?:\w+ ){0,5}video\b",
    ),
    (
        "file",
        r"^file\s?(?:[-–—:]|photo)",
    ),
    (
        "на фото",
        r"^на фото\b",
    ),
    (
        "на світлині",
        r"^на світлині\b",
    ),
    (
        "на снимке",
        r"^на снимке\b",
    ),
    (
        "sur cette photo",
        r"^",
    ),
    (
        "auf diesem",
        r"^auf diesem (?:foto|bild)",
    ),
    (
        "en esta foto",
        r"^",
    ),
    (
        "na zdjęciu",
        r"^na zdjęciu",
    ),
    (
        "图为",
        r"^图为",
    ),
    (
        "资料图",
        r"^资料图",
    ),
    (
        "في هذه الصورة",
        r"^",
    ),
    (
        "صورة أرشيفية",
        r"^",
    ),
    (
        "archivbild",
        r"^",
    ),
    (
        "symbolbild",
        r"^",
    ),
    (
        "photo d'illustration",
        r"^",
    ),
    (
        "photo d'archives",
        r"^",
    ),
    (
        "imagen de archivo",
        r"^",
    ),
    (
        "foto de archivo",
        r"^",
    ),
    (
        "foto d'archivio",
        r"^",
    ),
    (
        "zdjęcie ilustracyjne",
        r"^",
    ),
)
"""A word to look for, and the pattern that then makes a one-sentence line a picture's description."""
