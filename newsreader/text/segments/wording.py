"""Tell by its wording whether a line speaks to the visitor of a page, or about the article itself.

A stock phrase catches one wording. Here are the ways in which such lines are made: an imperative or
a question to "you" together with a word for something on a web page; "this article" with a
participle for what an editor does; the name of a column; a row of menu words; a path of sections.
"""

import re
from collections.abc import Iterator, Sequence

from newsreader.text.segments.phrases import (
    first_words,
    is_genre,
    is_noise,
    is_section,
    last_words,
)

_IMPERATIVES = frozenset(
    [
        "les",
        "se",
        "sjå",
        "hør",
        "høyr",
        "lytt",
        "last",
        "klikk",
        "trykk",
        "del",
        "følg",
        "abonner",
        "tegn",
        "teikn",
        "kjøp",
        "bestill",
        "prøv",
        "meld",
        "registrer",
        "logg",
        "send",
        "skriv",
        "tips",
        "ring",
        "kontakt",
        "besøk",
        "stem",
        "delta",
        "bli",
        "få",
        "støtt",
        "stø",
        "vipps",
        "gi",
        "velg",
        "godta",
        "aksepter",
        "tillat",
        "slå",
        "skru",
        "aktiver",
        "oppdater",
        "installer",
        "hent",
        "åpne",
        "opne",
        "lagre",
        "kopier",
        "sveip",
        "bla",
        "finn",
        "oppdag",
        "utforsk",
        "sjekk",
        "test",
        "vis",
        "skjul",
        "spill",
        "start",
        "søk",
        "vinn",
        "diskuter",
        "kommenter",
        "si",
        "sei",
        "spør",
        "opprett",
        "ta",
        "swipe",
        "scroll",
        "ting",
        "administrer",
        "endre",
        "lås",
        "forny",
        "gå",
        "legg",
        "scann",
        "skann",
        "lik",
        "likt",
        "tipp",
        "gjett",
        "røyst",
        "hald",
        "hold",
        "sikre",
    ]
)
_QUESTIONS = re.compile(
    r"(?:vil|ønsker|ønskjer|har|er|lurer|liker|likar|kjenner|vet|veit|trenger|treng|savner"
    r"|saknar|fikk|fekk|sitter|sit"
    r"|opplever|opplevde|brenner|brenn|kan|går|bor|bur|fant|ser|ble) (?:du|dere|de)\b"
    r"|(?:hva|kva|hvordan|korleis|hvor|kor|hvilken|hvilke|kva for|hvem|kven) (?:\w+ )?(?:synes"
    r"|synest|mener|meiner|tenker|tenkjer|tror|trur|likte|klarte|ville|vil|husker|kan) (?:du"
    r"|dere|de)\b"
)
_YOU = frozenset(
    [
        "du",
        "deg",
        "din",
        "ditt",
        "dine",
        "dere",
        "dykk",
        "deres",
        "dykkar",
        "oss",
        "vår",
        "vårt",
        "våre",
        "her",
        "nå",
        "no",
        "gratis",
    ]
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
_PREFIX = 3
_WEB_PREFIXES = frozenset(stem[:_PREFIX] for stem in re.split(r"\|", _WEB_STEMS))
_WEB_WORD = re.compile(rf"(?:{_WEB_STEMS})")
# These are also plain words; with an imperative and "you" they count.
_WEAK_STEMS = re.compile(
    r"(?:saken|saka|saker|artikkel|artiklar|innlegg|tips|lenk|video|bilde|bilete|episode|tilbud"
    r"|tilbod|tilgang|varsel|varsl"
    r"|kommentar|debatt|spørsmål|konto|bruker|brukar|avis|kundesenter|kundeservice|spill|quiz"
    r"|nyhet|nyheit|nyhende"
    r"|oppskrift|anmeldelse|kanal|sending|lesere|lesarar|mening|oppdatering|måned|månad|kroner"
    r"|kr|telefon|mail|melding|spalte"
    r"|med siden|med sida|podd|lyd|vilkår|resultat|tabell|prisen|pris)"
)
_SENTENCE = re.compile(r"[.!?:–]\s+")
_OPENING = 60
"""Characters of a sentence that show whether it asks or invites."""
_EDGES = " .,:;!?()[]«»“”\"'–—•*|/>›»"


_COLUMN = re.compile(
    r"(?:(?:ukens|ukas|ukes|dagens|månedens|årets|helgens|helgas|vekas|månadens|sommerens"
    r"|sommarens) [\w-]+"
    r"|(?:spør|spørsmål til) (?:oss|en|ein|[\w-]+en|[\w-]+et|[\w-]+a|ntb|nav|lege\w*|juristen)"
    r"|(?:fem|ti|tre|sju|syv|seks|8|5|10|7) (?:kjappe|raske|på|om|spørsmål|i farta|korte|snøgge"
    r"|favoritter|ting)(?: \w+)?"
    r"|(?:på|i|under) (?:tampen|farta|sofaen|lufta|skråplanet|streken|kornet|hjørnet|skjermen"
    r"|plakaten|lupen)"
    r"|(?:\w+)?(?:intervjuet|portrettet|spalten|spalta|stafetten|praten|quizen|hjørnet|essayet"
    r"|debatten|kommentaren|kronikken|reportasjen|serien|panelet|testen)"
    r"|(?:\w+-)?kommentar|signert|sett utenfra|sett utanfrå|med andre ord|fra arkivet"
    r"|frå arkivet|fra innsiden|bak nyhetene|dybde|bakgrunn|faktasjekk|faktisk"
    r"|et lite stykke \w+|magasin(?:et)?|tema|forklart|forklarer|forklaring|guide|tips og råd"
    r"|mine meninger|i dybden|kort sagt|kort fortalt|smått og stort)"
)
_PATH_MARK = re.compile(r"\s*(?:[|>/›»·•∙→:,]|\s[–—-]\s)\s*")
_HASHTAGS = re.compile(r"(?:#[\w-]+[ ,]*){1,}")
_TAGS = re.compile(
    r"(?:emner?|tema|stikkord|nøkkelord|emneord|tagger|merkelapper|tags?|emneknagger|emneknaggar"
    r"|arkivert under)\b\s?:?"
)
_LINKS = re.compile(
    r"(?:de |dei |våre |vår )?(?:siste|flere|fleire|andre|nyeste|nyaste|mest leste|mest lesne"
    r"|relaterte|lignende|liknande|mer|meir|tidligere|tidlegare|populære|aktuelle|anbefalte"
    r"|utvalgte|alle|se alle|se flere|se våre|sjå alle)"
    r" (?:\w+ )?(?:[\w-]*)(?:saker|nyheter|nyheiter|nyhende|artikler|artiklar|pressemeldinger"
    r"|pressemeldingar|innlegg|episoder|episodar|videoer|videoar|meldinger|meldingar|oppskrifter"
    r"|oppskrifter|tester|kommentarer|kommentarar|kronikker|kronikkar"
    r"|podkaster|podkastar|quizer|anmeldelser|meldinger|reportasjer|bilder|bloggere|annonser"
    r"|boliger|boligsalg|jobber|stillinger|stillingar|arrangementer|utgaver|nyhetsbrev)"
    r"(?: (?:fra|frå|om|i|på|av|her|nå|akkurat|innen) ?.*|\b)|(?:mer|meir) (?:fra|frå|om) .{2,40}"
    r"|(?:mest|sist|nyleg|nylig) (?:leste?|lesne?|sette?|delte?|kommenterte?|omtalte?"
    r"|publiserte?)(?: (?:nå|no|i dag|siste (?:døgn|døgnet|uka|veka|time\w*)"
    r"|denne (?:uka|uken|veka)|akkurat nå|hos \w+|på \w+|i \w+))*"
)
_COUNT = re.compile(
    r"(?:\d+|ingen|vis alle|se alle|en|én|ein|éin) (?:kommentar(?:er|ar)?|delinger|delingar"
    r"|liker|likar|reaksjoner|reaksjonar|visninger|visningar|lesere|lesarar|svar|stemmer|bilder"
    r"|bilete|saker|artikler|artiklar|innlegg|oppdateringer|oppdateringar|treff)"
    r"|(?:ca\.? )?\d{1,2} ?min(?:utt(?:er)?)?\.?(?: lesetid| lesing| å lese)?"
    r"|[★☆⭐ ]{3,}.{0,25}|\(\d+ (?:stemmer|anmeldelser|vurderinger|vurderingar)\)"
    r"|(?:\d{1,2}:)?\d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?|\d{1,3} ?(?:av|/) ?\d{1,3}"
    r"|bilde \d+ av \d+|\d+ ?%|\d+x|\d,\d+x"
)


# Somebody is quoted or named as the source: that is story, whatever it is about.
_REPORTED = re.compile(
    r",\s(?:ifølge|i følge|ifølgje|i følgje|heter det|heiter det|står det)\b"
    r"|,\s(?:sier|seier|sa|skriver|skriv|skrev|mener|meiner|tror|trur|forteller|fortel|opplyser"
    r"|melder|advarer|åtvarar|råder|rår|oppfordrer|oppmodar"
    r"|ber|ba|bad|viser|forklarer|forklarar|understreker|understrekar|påpeker|peikar|svarer"
    r"|svarar|lover|lovar|hevder|hevdar|anbefaler|tilrår|minner|minnar"
    r"|poengterer|konkluderer|konkluderar|varsler|varslar|krever|krev|foreslår|vedgår|innrømmer"
    r"|fastslår|spår|antar|håper|håpar|legger|legg|anslår|synes|synest|kommenterer|smiler|ler"
    r"|slår) "
    r"(?!inn |på |av |opp |her|nå|du |deg )"
)


_MORE = frozenset(["mer", "meir", "flere", "fleire", "siste", "andre", "nyeste"])
_LINK_KICKER = re.compile(
    r"(?:les|lytt|lytt til|lytt her|se|sjå|hør|høyr|følg|test deg selv|ta quizen|video"
    r"|podkast|podcast|bildeserie|biletserie|galleri|se bildene|sjå bileta|se video|sjå video"
    r"|les mer|les meir|hør mer|høyr meir|hør episoden|debatt her|interaktiv grafikk|tv)\s?: ?\S"
)
_ON_AIR = re.compile(
    r"(?:direkte|sendes|sendast|spilles|spelast|du hører på|du høyrer på|på lufta|på luften|live)"
    r" (?:nå|no|akkurat nå)\s?(?::|$|[–|-] )"
)
_CONTACTS = re.compile(
    r"(?:for )?(?:mer|meir|ytterligere|ytterlegare|nærmere|nærare) (?:info|informasjon|opplysninger"
    r"|opplysningar)\b,?.{0,30}:?|(?:for )?spørsmål,? (?:ta )?kontakt.{0,20}:"
    r"|(?:presse|medie)?kontakt(?:er|ar|person|personer|personar|info|informasjon)?\s?:?"
)
_ADVERTISED = re.compile(
    r"(?:annonse|annonsør\w*|reklame|sponset(?: innhold)?|sponsa(?: innhald)?|betalt (?:innhold"
    r"|innhald|samarbeid|annonse)|kommersielt (?:samarbeid|innhold|innhald)"
    r"|(?:stillings|rubrikk|bolig|bil)annonser|ledige stillinger|ledige stillingar|partnerinnhold"
    r"|annonselenker?)\s?:?"
)
# Things that only pages have; with an imperative before them they are buttons.
_PAGE_THING = re.compile(
    r"\b(?:artikkel(?:en)?|artikler|artiklar|kommentar(?:er|ar|ene|ane)?|kommentere|kommentera"
    r"|innlegg(?:et)?|lenk\w+|video(?:en)?|reklame\w*|annonse\w*"
    r"|denne siden|denne sida|siden|nettsid\w+|fane|fanen|nettles\w+|app|appen|konto\w*"
    r"|\w*innlogg\w*|leseliste\w*|favoritt\w*|episode\w*|pod[kc]ast\w*|galleri\w*"
    r"|play|lyd$|alle enheter|søkeord|nyhetene|du har lagret|klipp|klippet|avisen|avisa|eavis\w*"
    r"|debatten|varsler|varslinger|nyhetsbrev\w*"
    r"|abonnement\w*|redaksjon\w*|quiz\w*|bildet for|kalender|svar|gratis i|full størrelse"
    r"|denne saken|denne saka|hele saken|heile saka|saken her|saka her|her$|her!$|(?:på"
    r"|i) (?:facebook|instagram|tiktok|snapchat|youtube|spotify|x|yr)\b)"
)
_STATE = re.compile(
    r"(?:denne |dette |hele |heile )?(?:artikkelen|innholdet|innhaldet|annonsen|reklamen|videoen"
    r"|kommentarfeltet|siden|sida|sendingen|sendinga|funksjonen|grafikken|kartet|avstemningen)"
    r" (?:er |kan |kunne |ble |vart )?(?:ikke |ikkje |nå |no )*"
    r"(?:låst|lagret|lagra|kopiert"
    r"|lagt til|hentet fra et|fjernet|fjerna|stengt|slettet|sletta|utløpt|moderert"
    r"|tilgjengelig|tilgjengeleg|lastes|lastast|lastet|vises|visast|spilles|kun for|bare for"
    r"|berre for|for abonn|åpen for|open for)[^,]{0,35}$"
    r"|(?:denne |heile |hele )?(?:saken|saka) er (?:låst|lagret|lagra|for abonn|gratis"
    r"|åpen for alle"
    r"|open for alle|kun for|bare for|berre for)"
    r"|(?:innlogging|abonnement|medlemskap|javascript) (?:kreves|krevst|er påkrevd|er nødvendig)"
    r"|(?:kun |bare |berre )?for (?:innlogg\w+|abonnent\w*|pluss\w*)(?: lesere| lesarar)?\W*$"
    r"|du (?:har|kan) (?:\d+|brukt|lest|lese|bruka|nådd|nådde|ingen) .{0,40}(?:artikler"
    r"|artiklar|saker|sakene|sakane|gratis\w*) ?(?:igjen|att|denne|dine|gratis|$)"
    r"|takk for at du (?:er|leser|les|leste|støtter|støttar|abonnerer|abonnerar|deltok|stemte)"
    r"|tilb[uo]det gjeld\w* (?:kun|bare|berre|nye|ny|til|ut|fram|så)\b"
    r"|(?:bli|ver|vær) den (?:første|fyrste) til å (?:kommenter|lik|anmeld|stemme|røyste|dele)"
    r"|(?:hopp|gå|skip|til|tilbake) (?:rett |direkte |tilbake )?(?:til|over) (?:hoved|side)?"
    r"(?:innhold|innhald|meny|navigasjon|søk|toppen|forsid|framsid|startsid|sida|siden)\w*\W*$"
    r"|(?:du|dere|de|dokker) kan (?:nå |no |også |òg )?(?:dele|lagre|gi bort|lytte til|kommentere"
    r"|skrive ut) (?:denne |hele |heile )?(?:saken|saka|artikkelen|innlegget|episoden|siden)\b"
    r"|(?:spill|tipp|odds|vinn|få|bett?) .*(?:\b18 ?(?:år|\+)|spill ansvarlig|regler gjelder"
    r"|reglar gjeld|vilkår gjelder|hjelpelinj|støttelinj)"
    r"|(?:vis|se|sjå|les) (?:alle )?(?:\d+ )?(?:svar|kommentar)|fikk du med deg|fekk du med deg"
    r"|(?:spilletid|speletid|lesetid|lyttetid)\s?:? \d+ min|(?:vi minner om at )?kommentarfeltet er"
    r"|.{0,40}(?:ikke|ikkje) ansvar for innh|(?:sponset|sponsa|presentert|betalt) av\b"
    r"|(?:saker|nyheter|nyheiter|artikler|artiklar) du (?:kan|bør|vil|ikke|ikkje)\b"
    r"|(?:rull|scroll|bla) (?:ned|videre|vidare)\b|innlogget som|logga inn som"
    r"|du er (?:nå |no )?(?:innlogget|logget|logga|abonnent)"
    r"|(?:innlegget|saken|artikkelen|posten) .{3,} (?:dukket|dukka|ble|vart|sto) (?:først|fyrst)"
    r" (?:opp|publisert|å lese) (?:på|i|hos) "
    r"|(?:en|ei|ein) (?:tjeneste|teneste) (?:fra|frå|av|levert av) [^,.]{2,30}$"
)
# What a page asks for before it shows the rest, and what that costs.
_CONDITION = re.compile(
    r"(?:for å|vil du|ønsker du å|ønskjer du å) (?:lese|lesa|se|sjå|høre|høyre|få|fortsette"
    r"|halde fram|kommentere|delta|stemme|røyste|skrive|bruke)\b"
    r".{0,60}\b(?:abonn\w*|logg\w*|innlogg\w*|registrer\w*|konto|bruker|brukar|tilgang|godta"
    r"|godkjenne|samtykke\w*|javascript|informasjonskaps\w*|cookies|medlem)\b"
)
_CHEAP = re.compile(
    r"\b(?:for|kun|bare|berre|fra|frå|nå|no|første \w+|fyrste \w+)(?: kun| bare"
    r"| berre)? (?:\d[\d .]*,-|kr\.? ?\d+|\d+ ?kr\b|\d+ kroner (?:i |per |pr\.? ?)?(?:måneden"
    r"|måned|mnd|uken|uka|uke|veka|året|år)|én krone|ei krone|1 krone)"
)


def wording_features(lower: str) -> Iterator[str]:
    """Give what the wording of a block of no more than some forty words shows."""
    words = lower.split()
    count = len(words)
    if "," in lower and _REPORTED.search(lower):
        yield "reported"
    if count <= 3 and _COLUMN.fullmatch(lower.rstrip(":")):
        yield "column"
    if count <= 12:
        if _LINK_KICKER.match(lower):
            yield "link_kicker"
        if _CONTACTS.fullmatch(lower):
            yield "contact_head"
        if _ADVERTISED.fullmatch(lower):
            yield "advertised"
        if _heads_links(lower, words):
            yield "link_head"
        if count > 1 and _is_row_of_menu_words([word.strip(_EDGES) for word in words]):
            yield "menu_row"
        if _HASHTAGS.fullmatch(lower) or (_TAGS.match(lower) and ("," in lower or ":" in lower)):
            yield "tags"
        if _COUNT.fullmatch(lower):
            yield "counter"
        if count <= 8 and _is_path_of_sections(lower):
            yield "section_path"
    if _CONDITION.match(lower):
        yield "page_condition"
    advertises = words[0] == "annonse" and lower[-1] not in ".!?"
    if advertises or _STATE.match(lower) or _ON_AIR.match(lower):
        yield "page_state"
    if count <= 10 and words[0].rstrip("!") in _IMPERATIVES and _PAGE_THING.search(lower):
        yield "invites_page"
    if ("kr" in lower or ",-" in lower) and _CHEAP.search(lower):
        yield "cheap"
    invites = _invites(lower)
    strong = _web_stems(words)
    if strong:
        yield "web_words" if len(strong) > 1 else "web_word"
    if invites:
        yield "invites"
        if _WEAK_STEMS.search(lower) or strong:
            yield "invites_web"
        if not _YOU.isdisjoint(word.strip(_EDGES) for word in words):
            yield "speaks_to_you"


def _heads_links(lower: str, words: Sequence[str]) -> bool:
    if words[0] in _MORE and is_section(" ".join(words[1:]).rstrip(":")):
        return True
    if lower[-1] in ".!?":
        return False
    return _LINKS.fullmatch(lower.rstrip(":")) is not None


def _invites(lower: str) -> bool:
    for begin in (0, *(match.end() for match in _SENTENCE.finditer(lower))):
        opening = lower[begin : begin + _OPENING].lstrip("(«–-•*✓✔ ")
        first = opening.partition(" ")[0].rstrip(".,:;!?)")
        if first in _IMPERATIVES or _QUESTIONS.match(opening):
            return True
    return False


def web_stems(lower: str) -> set[str]:
    """Give the stems of words for things on web pages that occur in a text."""
    return _web_stems(lower.split())


def _web_stems(words: Sequence[str]) -> set[str]:
    likely = [word for word in words if word[:_PREFIX] in _WEB_PREFIXES]
    return {match.group() for word in likely if (match := _WEB_WORD.match(word))}


def _is_row_of_menu_words(words: Sequence[str]) -> bool:
    """Tell whether a line is nothing but two or more stock phrases or names of sections."""
    words = [word for word in words if word]
    if len(words) < 2 or words[0] not in first_words() or words[-1] not in last_words():
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
    if " / " in lower and is_section(parts[0]) and all(len(part.split()) < 4 for part in parts):
        return True
    if ("|" in lower or ">" in lower or "›" in lower) and all(
        len(part.split()) <= 3 for part in parts
    ):
        return any(is_section(part) or is_genre(part) for part in parts)
    known = sum(is_section(part) or is_genre(part) for part in parts)
    return known == len(parts) or (known >= 2 and known >= len(parts) - 1)
