"""Tell years from quantities: four figures without a separator can be either."""

import re

from newsreader.text import numbers
from newsreader.text.patterns import lazy
from newsreader.text.rules.parts import Number
from newsreader.text.scan import Scan, cued

_CUE = lazy(
    r"(?:\b(?:(?i:i|siden|sidan|fra|frå|til|innen|innan|før|etter|år|året|åra|årene|våren|sommeren|sommaren|høsten|hausten|"
    r"vinteren|januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|"
    r"jan\.|feb\.|febr\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|okt\.|nov\.|des\.|jul|jula|julen|påsken|påska|"
    r"valget|valet|sesongen|budsjett(?:et)?|statsbudsjett(?:et)?|revidert|modell|årsmodell|årgang|anno|"
    r"født|fødd|f\.|d\.|død|jule-VM|kvartal|per|pr\.|rundt|kring|omkring|mellom|for|fram|frem|"
    r"sommer|vinter|vår|høst|haust|utgangen|starten|slutten|begynnelsen|gjennom|mot|grunnlagt|stiftet|bygd|bygget|av|"
    r"(?:år|året)\s(?:er|var)|"
    r"(?:fra|frå|til|født|fødd|bygd|bygget|bygt|oppført|datert|malt|skrevet|skrive|stiftet|stifta|grunnlagt|død|døde)"
    r"\s(?:ca\.?|cirka|rundt|omkring|kring))|VM|EM|OL|NM|NOU|[Pp]rop\.|©|Copyright|Foto:|sia|ved|siste|rapporten|undersøkelsen|undersøkinga|meldingen|"
    r"Festspillene|Cup|Prix|Open|cup|Games)|[(–]) ?$"
)
# "mellom 1200 og 1500 søkere": what is counted stands behind the second number.
_PAIR = lazy(r" (?:og|til|eller) [0-9]{4}(?=\s)")
_LIST_CUE = lazy(r"(?:\b(?:og|eller|til|mot|både|samt)|[,/–-]) ?$")
_QUANTITY_CUE = lazy(
    r"\b(?:nesten|minst|drøyt|drygt|totalt|bare|berre|hele|heile|inntil|opptil|over|under|knapt|godt|de|dei|"
    r"alle|disse|desse|enn|lag|alt|ytterligere|sine|sammenlagt|anslagsvis|maks\.?|maksimalt|nær|nærmere|"
    r"cirka|ca\.?|nøyaktig|flere|fleire|har|hadde|hatt|eier|fikk|fekk|solgte|selde|samlet|samla|teller|tel|av)"
    r"(?:\sde|\sdei)? $",
    re.IGNORECASE,
)
_COUNTED = lazy(
    r"\s(?:(?:nye|norske|ukrainske|russiske|unge|eldre|andre|frivillige|ulike|forskjellige|ledige|ansatte|tilsette|"
    r"syke|sjuke|døde|drepte|skadde|skadede|hektar|dekar|mål|tonn|år|døgn|mann|menn|barn|meter|kilometer|"
    r"kroner|euro|dollar|pund|personer|personar|mennesker|menneske|liter|kilo|gram|watt|kvadratmeter|"
    r"millioner|milliarder|millionar|milliardar|prosent|poeng|grader|ganger|gonger|hus|dyr|"
    r"land|skip|fly|stykk|stykker|moh|års|millimeter|sider|ord|plasser|plassar|høydemeter|stemmer|røyster)\b"
    r"|kr\b|kWh|MWh|GWh|MW|kW|km|kg|m\b|mill|mrd|(?!(?:viser|viste|kommer|kjem|blir|har|er|var|eller|etter|under|over|"
    r"går|får|gir|tar|ser|står|ligger|starter|startar|heter|skriver|hender|skjer|utgjør|åpner|inneholder|"
    r"kunne|skulle|ville|måtte|hadde|ble|der|her|før|større|mindre|når|ikke|ikkje|både|men|da|de|samme|same|"
    r"bare|hele|denne|disse|med|uten|bør|gjør|sier|mener|foreslår|regner|tyder|peker|inkluderer|omfatter|"
    r"innebærer|ender|slutter|krever|klarer|begynte|startet|økte|kjøpte|overtok|feirer|markerer|også|etterpå|senere|seinare|deretter|"
    r"siden|sidan|ifølge|mot|like|alle|noe|ene|holdt|fikk|gikk|dro|var|tre|fire|neste|forrige|førte|hvor)\b)"
    r"[a-zæøå]{2,}(?:ere|arar|ører|oner|onar|inger|ingar|eter|ter|ser|der|ner|ler|ger|ker|per|rer|ar|"
    r"ende|ande|er)\b)"
)
_STRONG = lazy(
    r"\s(?:kroner|kr\b|euro|dollar|pund|personer|personar|mennesker|menneske|meter|kilometer|år\b|timer|timar|"
    r"dager|dagar|tonn|liter|kilo|ganger|gonger|innbygger|innbyggjar|ansatte|tilsette|mann\b|barn\b|kvadratmeter|"
    r"stemmer|kWh|MW|km\b|m\b|kg\b|prosent|poeng|av\sde|hektar|dekar|millioner|høydemeter|moh|hus\b|land\b|"
    r"[a-zæøå]{3,}(?:ere|arar)\b)"
)


def is_year(scan: Scan, start: int, end: int, amount: Number) -> bool:
    """Judge a number by its shape and by the words around it."""
    if len(amount.printed) != 4 or amount.decimals or not 1000 <= amount.value <= 2199:
        return False
    before = scan.before(start, 40)
    after = scan.after(end, 40)
    if before.endswith("(") and re.match(r"[),;–-]|\s[–-]", after):
        return True
    if _STRONG.match(after):
        return False
    pair = _PAIR.match(after)
    if pair and _COUNTED.match(scan.after(end + pair.end(), 40)):
        return False
    if cued(_CUE, before):
        return not (
            _COUNTED.match(after)
            and re.search(
                r"\b(?:av|for|mot|per|rundt|til|fra|frå|mellom|ved|etter) $", before, re.IGNORECASE
            )
        )
    if scan.follows(start, "year") and _LIST_CUE.search(before):
        return True
    if _COUNTED.match(after):
        return False
    if cued(_QUANTITY_CUE, before):
        return False
    return 1900 <= amount.value <= 2099


def pair_of_years(
    scan: Scan, start: int, first: Number, last: Number, end: int
) -> tuple[str, str] | None:
    """Read *1940–1945*, *1940–45*, *(1847–1920)*."""
    if (
        len(first.printed) != 4
        or first.decimals
        or last.decimals
        or not 1000 <= first.value <= 2199
    ):
        return None
    head = numbers.year(first.value, scan.language)
    if len(last.printed) == 2 and last.value > first.value % 100:
        return head, numbers.group(last.printed, scan.language)
    if len(last.printed) == 2 and first.value % 100 >= 90 and last.value < 30:
        return head, numbers.group(last.printed, scan.language)
    if len(last.printed) != 4 or not first.value < last.value <= 2199:
        return None
    if _STRONG.match(scan.after(end, 40)):
        return None
    if (
        first.value >= 1900
        or _CUE.search(scan.before(start))
        or scan.before(start).endswith("(")
        or not _COUNTED.match(scan.after(end, 40))
    ):
        return head, numbers.year(last.value, scan.language)
    return None
