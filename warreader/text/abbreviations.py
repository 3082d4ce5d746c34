"""Abbreviations that war reports use, per language and by what may follow their full stop.

Four classes:

- ``title``: the sentence goes on, whatever follows (a rank or title before a name);
- ``number``: the sentence goes on before a digit ("No. 5", "Feb. 24");
- ``maybe``: the sentence ends only where the next word usually begins one ("U.S. The");
- ``end``: the sentence ends before any capital ("etc.").

Compiled by hand from military rank lists and house styles; words are casefolded, without the last
full stop. What is not here is left to sentencex's own lists.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of one language; see the module for the four classes."""

    title: frozenset[str]
    number: frozenset[str]
    maybe: frozenset[str]
    end: frozenset[str]


_LATIN: Final = {
    "title": """mr mrs ms dr prof gen lt col maj sgt capt cpt cmdr adm brig st ste mt ft mme mlle msgr
        fr rev hon gov sen rep pres amb messrs sra srta srs dra drs ing lic ph""",
    "number": "no nr nos fig figs p pp vol art ch sec par sect cap núm nº n° № tel ca approx c § mk mod",
    "maybe": "inc ltd co corp jr sr bros u.s u.k u.n e.u u.s.a d.c",
    "end": "etc",
}
_CYRILLIC: Final = {
    "title": "г-н г-жа ген полк др проф акад",
    "number": "№ ст п пп гл рис см с стр",
    "maybe": "г гг р рр",
    "end": "т.д т.п",
}

_TABLES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": """maj.gen lt.gen lt.col brig.gen col.gen 1st.lt 2nd.lt ltc ltg msg sfc spc pfc pvt cpl csm
            sgm ssg tsgt gysgt wo cwo ens lcpl ldr comdr cdr cdre vadm radm insp supt det dep asst sens
            reps govs atty messrs op ops fort pt v vs sq flt""",
        "number": """jan feb mar apr jun jul aug sept sep oct nov dec cal mm est ext rm para max min
            avg ed eds lat long alt nos""",
        "maybe": """bde bn div regt inf arty mech armd coy plt sqn bty gp hq dept univ assn gov't
            govt intl natl a.m p.m am pm ret esq ph.d m.d b.a m.a u.s.s.r d.c n.y l.a i.e e.g cf incl
            mass calif conn ariz fla ga ill mich minn tenn tex va wash wis pa ave blvd rd hwy""",
        "end": "al km kg lb lbs in yd yds hrs hr sec mins et.al",
    },
    "uk": {
        "title": """ген-м ген-лейт ген-полк полк підполк м-р мол сер лейт кап серж ст.лейт п пан пані
            м с смт сел вул просп бул пл пров буд кв обл р-н ім о св єп дж вл ал акад доц канд д-р інж тов гр
            зам заст кер нач гол т.зв т.зв див напр прибл бл орієнт кал мін макс""",
        "number": "ч розд ст п пп абз рис табл тел с стор № т січ лют бер квіт трав черв лип серп вер жовт лист груд",
        "maybe": "р рр ст н.е до.н.е год хв сек тис млн млрд од бр бат роз шт",
        "end": "ін т.д т.п т.ін та.ін км кг кв.м кв.км куб.м осіб чол грн дол коп",
    },
    "ru": {
        "title": """ген-м ген-лейт ген-полк подполк м-р мл лейт кап серж ст.лейт г-н г-жа гр пос пгт дер
            с д ул пр-т просп пер пл бул наб корп кв обл р-н им о св еп дж вл ал доц канд д-р инж тов зам нач рук
            т.н т.наз см напр прибл ок ориент кал мин макс ж м""",
        "number": """ч разд ст п пп абз рис табл тел с стр № т янв фев февр мар апр июн июл авг сен сент окт
            ноя нояб дек""",
        "maybe": "г гг в вв р н.э до.н.э час тыс млн млрд ед бр бат рот шт мин сек",
        "end": "др пр т.д т.п км кг кв.м кв.км куб.м чел руб долл дол коп у.е",
    },
    "fr": {
        "title": """gén gal col cdt cne ltn lt adj sgt amb m mm mme mmes mlle dr pr me mgr st ste c.-à-d
            p.ex ex cf env vs""",
        "number": "janv févr fév avr juil sept oct nov déc chap fasc éd t vol art n p pp av",
        "maybe": "j.-c bd boul hab",
        "end": "etc",
    },
    "es": {
        "title": """gral gen cnel tte cap cmdte comdte sgto alm d dña sr sra srta sres dr dra prof lic ing
            arq mons pdte sto sta fco ma av avda p.ej ej aprox admón""",
        "number": "ene feb mar abr may jun jul ago sept sep oct nov dic art núm pág págs vol cap n párr párrf",
        "maybe": "ee.uu ee uu uu.ee ff.aa ff aa rr.hh s.a c.v a.c d.c p.m a.m cía min",
        "end": "etc km kg hs",
    },
    "pt": {
        "title": "gen cel maj cap ten sgt alm sr sra srs dr dra prof eng exmo exma d dom p.ex ex aprox av",
        "number": "jan fev mar abr mai jun jul ago set out nov dez art núm n pág págs vol cap",
        "maybe": "s.a ltda cia a.c d.c",
        "end": "etc km",
    },
    "it": {
        "title": """gen col magg cap ten serg amm brig sig sigg sig.ra dott dott.ssa prof prof.ssa ing avv
            on mons s p.es es cfr ca p.le v.le""",
        "number": "gen feb mar apr mag giu lug ago set sett ott nov dic art n pag pagg vol cap",
        "maybe": "s.p.a a.c d.c",
        "end": "ecc etc km",
    },
    "ro": {
        "title": """dl dna dnul dlui dr prof ing gen col lt mr cpt slt plt sg amiral cms av pr sf str bd bl ap jud
            com mun al cca aprox ex""",
        "number": "nr art alin lit pag vol cap ian feb mar apr iun iul aug sept oct nov dec",
        "maybe": "s.a s.r.l mil mld î.hr d.hr",
        "end": "etc ș.a ş.a km",
    },
    "de": {
        "title": """gen genlt genmaj brig.gen oberst hptm oblt lt ltn maj olt stabsfw fw uffz adm kpt hr fr
            dr prof dipl ing st hl z.b d.h u.a z.t z.z o.ä u.ä i.d.r sog bzw ca vgl evtl ggf inkl insb
            max min mind ehem geb gest kath ev bes einschl gem lt od zz zt zb dh med phil jur rer nat
            mag tgl urspr vorm nachm mio mrd z.zt v.a s.o s.u i.a""",
        "number": "nr jan jän feb febr mär apr jun jul aug sept sep okt nov dez art abs kap bd s str tel abb z",
        "maybe": "usf u.s.w usa e.v n.chr v.chr jh jhd str u.s ff f",
        "end": "usw etc",
    },
    "nl": {
        "title": """gen lt kol maj kap sgt dhr mevr mw dr drs prof ir ing mr st bijv bv ca resp o.a m.n z.g zgn dwz
            d.w.z t.o.v i.v.m""",
        "number": "nr jan feb mrt apr jun jul aug sept okt nov dec art blz pag",
        "maybe": "n.v b.v e.d",
        "end": "enz etc",
    },
    "pl": {
        "title": """gen płk ppłk mjr kpt por ppor sierż plut kpr szer st.sierż adm kmdr kontradm bryg dyw
            ks o oprac fot św bp abp dr hab prof inż mgr red dyr prez min tzw m.in np im ul al pl os pw ok wyd woj
            pow gm zob por ws tj tzn jw""",
        "number": "nr art ust pkt s str godz poz tel lok zał r rys",
        "maybe": "r w pn tys mln mld zł gr ur zm n.e p.n.e sp.z.o.o s.a",
        "end": "itd itp etc km",
    },
    "tr": {
        "title": """org korg tümg tuğg alb yb yarb bnb yzb ütğm tğm astsb gen orgen dr av doç prof yrd öğr
            arş uzm sn bşk gn kur mah cad sok apt hz st müh bkz örn yak tug tüm""",
        "number": "no nu sa sf s md mad çev tel cilt",
        "maybe": "m.ö m.s a.ş ltd şti t.c a.b.d",
        "end": "vb vs vd km",
    },
    "cs": {
        "title": """gen plk pplk mjr kpt npor por nprap prap rtm p pí ing mgr bc mudr judr phdr doc prof sv
            tzv např mj tj cca resp ul nám tř""",
        "number": "č čl odst str s sv kap tel",
        "maybe": "r stol př.n.l n.l tis mil mld",
        "end": "apod atd aj km kč",
    },
    "sv": {
        "title": "gen öv bl.a t.ex d.v.s dvs ca s.k tf st dr prof kap maj löjtn e.kr f.kr fr.o.m t.o.m",
        "number": "nr jan feb apr aug sept okt nov dec kl s sid",
        "maybe": "kr milj mdr",
        "end": "m.m osv etc m.fl o.s.v",
    },
    "ar": {"title": "د أ م أ.د ا.د ل ع ص.ب", "number": "ص ج ط رقم", "maybe": "هـ م ق.م", "end": "إلخ الخ"},
    "fa": {"title": "د م", "number": "ص ج", "maybe": "م ه.ش ق.م", "end": ""},
    "he": {"title": "ד פרופ גב מר עו אלוף", "number": "עמ מס ס", "maybe": "", "end": "וכו וגו"},
    "hi": {
        "title": "डॉ डा प्रो श्री श्रीमती सुश्री पं मो ले जन ब्रिगे कर्न मेज कैप्ट स्व इंजी एड मि मिस",
        "number": "सं नं पृ",
        "maybe": "कि.मी किमी कि.ग्रा ई.पू मी से",
        "end": "",
    },
    "el": {
        "title": "κ κα κκ δρ καθ στρ αντ στρατ αγ οδ λ.χ π.χ βλ δηλ",
        "number": "αρ σελ τηλ",
        "maybe": "μ.χ",
        "end": "κ.λπ κλπ κ.ά κτλ χλμ",
    },
}  # fmt: skip
_SCRIPT: Final = {"uk": _CYRILLIC, "ru": _CYRILLIC, "be": _CYRILLIC, "bg": _CYRILLIC, "sr": _CYRILLIC}
_LIKE: Final = {
    own: other
    for other, owns in {
        "ru": "be bg kk",
        "cs": "sk",
        "es": "ca gl",
        "hi": "mr ne",
        "ar": "ur ps",
        "sv": "da no nb nn",
        "tr": "az",
    }.items()
    for own in owns.split()
}
"""Languages that borrow the abbreviations of a neighbour."""
_CASELESS: Final = frozenset("ar fa he hi mr ne ur ps zh ja ko th ka el".split())


@cache
def abbreviations(language: str) -> Abbreviations:
    """Return the abbreviations to look for in a text of ``language``; an unknown one gets English's.

    A text in a script other than the Latin one gets English's too, for the names in it.
    """
    own = _TABLES.get(_LIKE.get(language, language))
    base = _SCRIPT.get(language, _TABLES["en"] if own is None or language in _CASELESS else _LATIN)
    parts = [base, own or {}, _LATIN]
    return Abbreviations(*(_words(parts, kind) for kind in ("title", "number", "maybe", "end")))


def _words(tables: list[dict[str, str]], kind: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(kind, "").casefold().split())
