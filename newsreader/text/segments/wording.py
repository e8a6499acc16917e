"""Tell by its wording whether a line speaks to the visitor of a page, or about the article itself.

A stock phrase catches one wording. Here are the ways in which such lines are made: an imperative or
a question to "you" together with a word for something on a web page; "this article" with a
participle for what an editor does; the name of a column; a row of menu words; a path of sections.
"""

import re
from collections.abc import Iterator, Sequence

from newsreader.text.segments.phrases import is_genre, is_noise, is_section

_IMPERATIVES = frozenset(
    """
les se sjå hør høyr lytt last klikk trykk del følg abonner tegn teikn kjøp bestill prøv meld registrer logg send
skriv tips ring kontakt besøk stem delta bli få støtt stø vipps gi velg godta aksepter tillat slå skru aktiver
oppdater installer hent åpne opne lagre kopier sveip bla finn oppdag utforsk sjekk test vis skjul spill start søk
vinn diskuter kommenter si sei spør opprett ta swipe scroll ting administrer endre lås forny gå legg scann skann
""".split()
)
_QUESTIONS = re.compile(
    r"(?:vil|ønsker|ønskjer|har|er|lurer|liker|likar|kjenner|vet|veit|trenger|treng|savner|saknar|fikk|fekk|sitter|sit"
    r"|opplever|opplevde|brenner|brenn|kan|går|bor|bur|fant|ser|ble) (?:du|dere|de)\b"
)
_YOU = frozenset(
    "du deg din ditt dine dere dykk deres dykkar oss vår vårt våre her nå no gratis".split()
)
_WEB_STEMS = (
    "abonn|nyhetsbrev|nyheitsbrev|nyhendebrev|innboks|innlogg|logg|brukerkonto|brukarkonto|push"
    "|podkast|podcast|spotify|facebook|instagram|snapchat|tiktok|linkedin|twitter|bluesky|youtube|whatsapp"
    "|messenger|kommentarfelt|debattregl|debattreglar|informasjonskaps|cookie|samtykke|personvern|annonse"
    "|reklame|sponse|nettbutikk|rabattkode|prøveperiode|bindingstid|javascript|nettleser|nettlesar|avspill"
    "|lydversjon|lydutgave|eavis|e-avis|papiravis|plussak|vipps|nettside|tipsfunksjon|tipstelefon|app(?:en|er|ene)?$"
    "|plusstilgang|medlemskap|fulltilgang|oppsigelse|leserinnlegg|lesarinnlegg|debattinnlegg"
    "|redaksjon|sms|varsling|push-varsl|pushvarsl|e-post|epost|acast|itunes|google|apple"
)
_WEB_WORD = re.compile(rf"(?:{_WEB_STEMS})")
# These are also plain words; with an imperative and "you" they count.
_WEAK_STEMS = re.compile(
    r"(?:saken|saka|saker|artikkel|artiklar|innlegg|tips|lenk|video|bilde|bilete|episode|tilbud|tilbod|tilgang|varsel|varsl"
    r"|kommentar|debatt|spørsmål|konto|bruker|brukar|avis|kundesenter|kundeservice|spill|quiz|nyhet|nyheit|nyhende"
    r"|oppskrift|anmeldelse|kanal|sending|lesere|lesarar|mening|oppdatering|måned|månad|kroner|kr|telefon|mail|melding|spalte"
    r"|podd|lyd|vilkår|resultat|tabell|prisen|pris)"
)
_SENTENCE = re.compile(r"(?<=[.!?:–])\s+")
_WORD = re.compile(r"[^\W_][\w-]*")

_NOTICE = re.compile(
    r"(?:denne |dette |denna |heile |hele )?(?:nyhets|debatt|gjeste|leder|leiar|side|nyheits)?(?:artikkelen|saken|saka|teksten|kronikken|kommentaren|innlegget"
    r"|intervjuet|reportasjen|meldinga|meldingen|anmeldelsen|versjonen|utgaven|utgåva|lederen|leiaren|notisen|nyheten|nyheita|tittelen"
    r"|overskriften|overskrifta|ingressen|oppsummeringen|oppsummeringa|sammendraget|samandraget|leserinnlegget|lesarinnlegget|lesarbrevet|leserbrevet|stoffet|innholdet|innhaldet|oversikten|oversikta)"
    r" (?:er|ble|blei|vart|har|blir|vert|sto|stod|kan|stammer|gir|gjev|inneholder|inneheld|inneholdt|inneheldt|uttrykker|uttrykkjer)\b"
)
_EDITED = re.compile(
    r"\b(?:publiser\w*|oppdater\w*|korriger\w*|rettet|retta|endret|endra|presiser\w*|oversatt|omsett|redigert|forkorta|forkortet"
    r"|generert|kvalitetssikr\w+|henta? fr[aå]|hentet fr[aå]|skrevet (?:av|på|i|for)|skrive (?:av|på|i|for)|laget (?:av|med|ved)|laga (?:av|med|ved)|produsert (?:av|for|i)"
    r"|trykket|trykt|levert av|feil|utdatert|eldre|flere år|fleire år|mer enn|meir enn|over (?:ett|eitt|to|tre|fire|fem) år|automatisk|kunstig"
    r"|skribenten\w*|forfatteren\w*|forfattaren\w*|innsender\w*|innsendar\w*|avisens|avisa s[ií]|egen regning|eiga rekning|redaksjonen|arkivet|betalt|finansiert"
    r"|samarbeid med|på vegne av|på vegner av|sto i|stod i|lest gjennom|lese gjennom|gjennomgått|gått gjennom)\b"
)
_PLACED = re.compile(
    r"(?:først |fyrst |tidligere |tidlegare |opprinnelig |opphavleg )(?:publisert|trykt|trykket|på trykk|skrevet|sendt)\b"
)
_CORRECTION = re.compile(
    r"(?:\*+ ?)?(?:rettelse|rettingar?|retting|rettelser|presisering(?:er|ar)?|korreksjon(?:er|ar)?|beriktigelse|dementi|oppdatering"
    r"|red(?:aksjonell)?\.? ?(?:anm(?:erkning)?|merknad|adm)|ny versjon|endringslogg|rettet|endring(?:er)?|feil og rettelser|åpenhet|transparens|habilitet"
    r"|interessekonflikt(?:er)?|bindinger|bindingar|merknad|notat fra redaksjonen|om artikkelen|om saken|om saka|om teksten|til leserne|redaksjonen gjør oppmerksom på|redaksjonen gjer merksam på)"
    r"(?: \(?\d{1,2}\.? ?\w+\.?(?: \d{4})?(?:,? kl\.? ?[\d.:]+)?\)?| \(?kl\.? ?[\d.:]+\)?)?(?:\s?:|\.(?= [a-zæøå]))"
    r"|(?:i |en |ein |ei )(?:en |ein |ei |den )?(?:tidligere|tidlegare|første|fyrste|opprinnelig\w*|opphavleg\w*) (?:versjon|utgave|utgåve|overskrift|publisering)"
    r"|(?:vi|avisa|avisen|redaksjonen) (?:retter|rettar|beklager|beklagar|presiserer|gjør oppmerksom)\b"
    r"|det (?:sto|stod) (?:først|tidligere|opprinnelig|feilaktig|fyrst|tidlegare) "
)

_COLUMN = re.compile(
    r"(?:(?:ukens|ukas|ukes|dagens|månedens|årets|helgens|helgas|vekas|månadens|sommerens|sommarens) [\w-]+"
    r"|(?:spør|spørsmål til) (?:oss|en|ein|[\w-]+en|[\w-]+et|[\w-]+a|ntb|nav|lege\w*|juristen)"
    r"|(?:fem|ti|tre|sju|syv|seks|8|5|10|7) (?:kjappe|raske|på|om|spørsmål|i farta|korte|snøgge|favoritter|ting)(?: \w+)?"
    r"|(?:på|i|under) (?:tampen|farta|sofaen|lufta|skråplanet|streken|kornet|hjørnet|skjermen|plakaten|lupen)"
    r"|(?:\w+)?(?:intervjuet|portrettet|spalten|spalta|stafetten|praten|quizen|hjørnet|essayet|debatten|kommentaren|kronikken|reportasjen|serien|panelet|testen)"
    r"|(?:\w+-)?kommentar|signert|sett utenfra|sett utanfrå|med andre ord|fra arkivet|frå arkivet|fra innsiden|bak nyhetene|dybde|bakgrunn|faktasjekk|faktisk"
    r"|et lite stykke \w+|magasin(?:et)?|tema|forklart|forklarer|forklaring|guide|tips og råd|mine meninger|i dybden|kort sagt|kort fortalt|smått og stort)"
)
_PATH_MARK = re.compile(r"\s*(?:[|>/›»·•∙→:,]|\s[–—-]\s)\s*")
_HASHTAGS = re.compile(r"(?:#[\w-]+[ ,]*){1,}")
_TAGS = re.compile(r"(?:emner?|tema|stikkord|nøkkelord|emneord|tagger|merkelapper|tags?|emneknagger|emneknaggar|arkivert under)\b\s?:?")
_COUNT = re.compile(
    r"(?:\d+|ingen|vis alle|se alle|en|én|ein|éin) (?:kommentar(?:er|ar)?|delinger|delingar|liker|likar|reaksjoner|reaksjonar|visninger|visningar|lesere|lesarar|svar|stemmer|bilder|bilete)"
    r"|(?:\d{1,2}:)?\d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?|\d{1,3} ?(?:av|/) ?\d{1,3}|bilde \d+ av \d+|\d+ ?%|\d+x|\d,\d+x"
)


def wording_features(lower: str, count: int) -> Iterator[str]:
    """Give what the wording of a block of no more than some forty words shows."""
    words = _WORD.findall(lower)
    if not words:
        return
    if count <= 3 and _COLUMN.fullmatch(lower.rstrip(":")):
        yield "column"
    if count <= 12:
        if _is_row_of_menu_words(words):
            yield "menu_row"
        if _HASHTAGS.fullmatch(lower) or (_TAGS.match(lower) and ("," in lower or ":" in lower)):
            yield "tags"
        if _COUNT.fullmatch(lower):
            yield "counter"
        if count <= 8 and _is_path_of_sections(lower):
            yield "section_path"
    invites = _invites(lower)
    strong = {match.group() for word in words if (match := _WEB_WORD.match(word))}
    if strong:
        yield "web_words" if len(strong) > 1 else "web_word"
    if invites:
        yield "invites"
        if _WEAK_STEMS.search(lower) or strong:
            yield "invites_web"
        if not _YOU.isdisjoint(words):
            yield "speaks_to_you"


def is_notice(lower: str) -> bool:
    """Tell whether a block corrects the article or says how it came about."""
    if _CORRECTION.match(lower):
        return True
    head = lower[:260]
    return bool(
        (_NOTICE.match(lower) and _EDITED.search(head)) or (len(lower) < 160 and _PLACED.match(lower))
    )


def _invites(lower: str) -> bool:
    for sentence in _SENTENCE.split(lower):
        sentence = sentence.lstrip("(«–-•*✓✔ ")
        first = sentence.partition(" ")[0].rstrip(".,:;!?)")
        if first in _IMPERATIVES or _QUESTIONS.match(sentence):
            return True
    return False


def web_stems(lower: str) -> set[str]:
    """Give the stems of words for things on web pages that occur in a text."""
    return {match.group() for word in _WORD.findall(lower) if (match := _WEB_WORD.match(word))}


def _is_row_of_menu_words(words: Sequence[str]) -> bool:
    """Tell whether a line is nothing but two or more stock phrases or names of sections."""
    if len(words) < 2:
        return False
    reach = [0, *[-1] * len(words)]
    noise = [False] * (len(words) + 1)
    for begin in range(len(words)):
        if reach[begin] < 0:
            continue
        for end in range(begin + 1, min(len(words), begin + 5) + 1):
            phrase = " ".join(words[begin:end])
            found = is_noise(phrase)
            if (found or is_section(phrase)) and reach[begin] + 1 > reach[end]:
                reach[end] = reach[begin] + 1
                noise[end] = noise[begin] or found
    return reach[-1] >= 3 or (reach[-1] == 2 and noise[-1])


def _is_path_of_sections(lower: str) -> bool:
    parts = [part for part in _PATH_MARK.split(lower) if part]
    if len(parts) < 2:
        return False
    known = sum(is_section(part) or is_genre(part) for part in parts)
    return known == len(parts) or (known >= 2 and known >= len(parts) - 1)
