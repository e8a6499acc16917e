"""Know notices about the article: corrections, where it came from, whose opinion it is."""

import re

_NOTICE = re.compile(
    r"(?:denne |dette |denna |heile |hele )?(?:nyhets|debatt|gjeste|leder|leiar|side"
    r"|nyheits)?(?:artikkelen|saken|saka|opplysningen|opplysninga|informasjonen|pressemeldingen"
    r"|pressemeldinga|børsmeldingen|kunngjøringen|samtalen|samtala|utdraget|foredraget|talen"
    r"|essayet|podkasten|episoden|videoen|teksten|kronikken|kommentaren|innlegget"
    r"|intervjuet|reportasjen|meldinga|meldingen|anmeldelsen|versjonen|utgaven|utgåva|lederen"
    r"|leiaren|notisen|nyheten|nyheita|tittelen"
    r"|overskriften|overskrifta|ingressen|oppsummeringen|oppsummeringa|sammendraget|samandraget"
    r"|leserinnlegget|lesarinnlegget|lesarbrevet|leserbrevet|stoffet|innholdet|innhaldet"
    r"|oversikten|oversikta)"
    r" (?:er|ble|blei|vart|har|blir|vert|sto|stod|kan|stammer|gir|gjev|inneholder|inneheld"
    r"|inneholdt|inneheldt|uttrykker|uttrykkjer)\b"
)
_EDITED = re.compile(
    r"\b(?:publiser\w*|oppdater\w*|korriger\w*|rett(?:et|a)(?= ?opp|\.|,? kl| den| \d|$| etter)"
    r"|endret(?! seg)|presiser\w*|oversatt|omsett|redigert"
    r"|forkorta|forkortet|generert|kvalitetssikr\w+|utdatert|fleire år|flere år|over (?:ett|eitt"
    r"|to|tre|fire|fem) år"
    r"|automatisk|kunstig|skribenten\w*|forfatteren\w*|forfattaren\w*|innsender\w*|innsendar\w*"
    r"|avisens|avisa s[ií]|egen regning"
    r"|eiga rekning|informasjonspliktig|offentliggjort|distribuert|levert av (?:ntb|npk)"
    r"|lest gjennom|lese gjennom|gjennomgått av|gått gjennom av)\b"
)
_NOTICE_OPENERS = frozenset(
    [
        "denne",
        "dette",
        "denna",
        "heile",
        "hele",
        "i",
        "en",
        "ein",
        "ei",
        "den",
        "vi",
        "avisa",
        "avisen",
        "redaksjonen",
        "det",
        "om",
        "til",
        "ny",
        "feil",
        "notat",
        "rettelse",
        "retting",
        "rettingar",
        "rettelser",
        "presisering",
        "presiseringer",
        "presiseringar",
        "korreksjon",
        "korreksjoner",
        "korreksjonar",
        "beriktigelse",
        "dementi",
        "oppdatering",
        "red",
        "redaksjonell",
        "red.anm",
        "endringslogg",
        "rettet",
        "endring",
        "endringer",
        "åpenhet",
        "transparens",
        "habilitet",
        "interessekonflikt",
        "interessekonflikter",
        "bindinger",
        "bindingar",
        "merknad",
        "artikkelen",
        "saken",
        "saka",
        "opplysningen",
        "opplysninga",
        "informasjonen",
        "pressemeldingen",
        "pressemeldinga",
        "børsmeldingen",
        "kunngjøringen",
        "teksten",
        "kronikken",
        "kommentaren",
        "innlegget",
        "intervjuet",
        "reportasjen",
        "meldinga",
        "meldingen",
        "anmeldelsen",
        "versjonen",
        "utgaven",
        "utgåva",
        "lederen",
        "leiaren",
        "notisen",
        "nyheten",
        "nyheita",
        "tittelen",
        "overskriften",
        "overskrifta",
        "ingressen",
        "oppsummeringen",
        "oppsummeringa",
        "sammendraget",
        "samandraget",
        "leserinnlegget",
        "lesarinnlegget",
        "lesarbrevet",
        "leserbrevet",
        "stoffet",
        "innholdet",
        "innhaldet",
        "oversikten",
        "oversikta",
        "debattinnlegget",
        "gjestekommentaren",
        "nyhetsartikkelen",
        "samtalen",
        "samtala",
        "utdraget",
        "foredraget",
        "talen",
        "essayet",
        "podkasten",
        "episoden",
        "videoen",
        "ntb",
        "npk",
    ]
)
# Of an article in general these are told too; of "this article" only its own paper tells them.
_THIS = ("denne ", "dette ", "denna ", "hele ", "heile ")
_MADE = re.compile(
    r"\b(?:hentet fra|henta fr[aå]|skrevet (?:av|på|i|for)|skrive (?:av|på|i|for)|laget (?:av"
    r"|med|ved)|laga (?:av|med|ved)|produsert (?:av|for|i)"
    r"|trykket|trykt|levert av|feil|mer enn|meir enn|samarbeid med|på vegne av|på vegner av"
    r"|sto i|stod i)\b"
)
_PLACED = re.compile(
    r"(?:først |fyrst |tidligere |tidlegare |opprinnelig |opphavleg )(?:publisert|trykt|trykket"
    r"|på trykk|skrevet|sendt)\b"
)
_CORRECTION = re.compile(
    r"(?:\*+ ?)?(?:rettelse|rettingar?|retting|rettelser|presisering(?:er|ar)?|korreksjon(?:er"
    r"|ar)?|beriktigelse|dementi|oppdatering(?= ?\(?\d| ?\(?kl)"
    r"|red(?:aksjonell)?\.? ?(?:anm(?:erkning)?|merknad|adm)|ny versjon|endringslogg|rettet"
    r"|endring(?:er)?|feil og rettelser|åpenhet|transparens|habilitet"
    r"|interessekonflikt(?:er)?|bindinger|bindingar|merknad|notat fra redaksjonen|om artikkelen"
    r"|om saken|om saka|om teksten|til leserne|redaksjonen gjør oppmerksom på"
    r"|redaksjonen gjer merksam på)"
    r"(?: \(?\d{1,2}\.? ?\w+\.?(?: \d{4})?(?:,? kl\.? ?[\d.:]+)?\)?"
    r"| \(?kl\.? ?[\d.:]+\)?)?(?:\s?:|\.(?= [a-zæøå]))"
    r"|(?:i |en |ein |ei )(?:en |ein |ei |den )?(?:tidligere|tidlegare|første|fyrste"
    r"|opprinnelig\w*|opphavleg\w*) (?:versjon|utgave|utgåve|overskrift|publisering)"
    r"|(?:vi|avisa|avisen|redaksjonen|ntb|npk) (?:(?:retter|rettar)(?= ?:|\.| opp| feil)"
    r"|(?:beklager|beklagar) feil|presiserer ?:|gjør oppmerksom på at)"
    r"|vi (?:oppdaterer|oppdaterar|følger|følgjer) (?:saken|saka|artikkelen|fortløpende|fortløpande"
    r"|med mer|med meir)\b.{0,30}$"
    r"|det (?:sto|stod) (?:først|tidligere|opprinnelig|feilaktig|fyrst|tidlegare) "
)


def is_notice(lower: str) -> bool:
    """Tell whether a block corrects the article or says how it came about."""
    if lower.split(None, 1)[0].strip("*:.,") not in _NOTICE_OPENERS:
        return len(lower) < 160 and _PLACED.match(lower) is not None
    if _CORRECTION.match(lower):
        return True
    head = lower[:260]
    if not _NOTICE.match(lower):
        return False
    return bool(_EDITED.search(head) or (lower.startswith(_THIS) and _MADE.search(head)))
