"""Tell bokmål from nynorsk by a vote of function words and endings.

The words below are those that differ between the two and stand in nearly every sentence
(Bokmålsordboka, Nynorskordboka). On whole articles a vote is as good as a trained model, and it
costs nothing to carry.
"""

from newsreader.text.patterns import lazy

_NB = frozenset(
    str.split("""
    ikke jeg en de fra ble blir være vært noe noen hvordan hva hvem hvor hvorfor hvilken hvilke
    hvis sammen mer mye også uten nå hele gjør sier kommer deres henne hun hennes dem selv flere
    gjennom mens disse denne samme hver hverandre både gikk fikk så gjorde ga vet tror mener
    ifølge tidligere videre annet annen kunne kjøre kjørte gi imidlertid derfor trenger forteller
    kaller ønsker mandag tirsdag lørdag søndag uke uken uker morgen selvom bare skjedde norge
    mulig fortsatt senere millioner milliarder syk syke skole skolen vei veien veier hjem hjemme
    hvert hvilket nesten egen egne eget eneste sykehus sykehuset skriver dersom spør mannen
    kvinnen etterforsker mennesker
    """)
)
_NN = frozenset(
    str.split("""
    ikkje eg ein eit eitt dei frå vart vert verte vore vere vorte noko nokon nokre korleis kva
    kven kvar kvifor då saman meir mykje òg utan gjer seier kjem deira ho hennar dykk dykkar sjølv
    fleire medan desse kvarandre same fekk gjekk gav trur meiner ifølgje tidlegare vidare anna
    annan køyre køyrde køyrer gje difor treng fortel kallar ønskjer ynskjer måndag tysdag laurdag
    sundag veke veka veker morgon honom kjend einaste eige eigne fyrst sjå såg noreg seinare
    framleis enno mogleg mogeleg korkje samstundes millionar milliardar berre høyrer høyrde skulen
    skule skular veg vegen heim heime sjuk sjuke sjukehus sjukehuset spør kvart einskild menneske
    folket ligg finst står nokolunde sidan innan åleine dessutan verda sokn røyster røystene
    elevar elevane lærarar ungdomar straum straumen auka auke auke bruke redde kjent etterforskar
    mellom_anna gong gonger gongen
    """)
)
_ONLY_NB = _NB - _NN
_ONLY_NN = _NN - _NB
# Endings that one of the two does not have.
_NN_PART = lazy(
    r"(?:[a-zæøå]{2,}(?:ane|anes|leg|lege|legare|heit|heita|ande|[kg]je|[kg]jer|iar|arar|erar|engd|"
    r"øyrd|ømd)|[a-zæøå]*(?:køyr|høyr|gløym|straum|draum|sjuk|skule|kvifor|meist|røyst)[a-zæøå]*)$"
)
_NB_PART = lazy(
    r"(?:[a-zæøå]{2,}(?:ene|enes|lig|lige|ligere|het|heten|ende|else|elsen|elser|inger|ingen|ere|eren|"
    r"sjoner|tene|sket|elt|ket|get|nes|des)|[a-zæøå]*(?:kjør|hør|strøm|drøm|syk|skole|mest|hv)[a-zæøå]*)$"
)
_WEAK_NN = lazy(r"(?!.*(?:svar|nuar|ruar|klar)$)[a-zæøå]{3,}ar$")
_WEAK_NB = lazy(r"[a-zæøå]{3,}(?:er|en|et)$")
_WORD = lazy(r"(?<![\w@./])[^\W\d_]+(?![\w@/]|\.\w)")
# More words than this do not make the vote any surer.
_ENOUGH = 1500


_CLEAR = 4.0
"""What the other language must have in its favor before a part is taken out of its article: two
function words that the article's own language does not have."""


def detect(text: str) -> str:
    """Return "nn" or "nb"; "nb" where nothing tells them apart."""
    nb, nn = _vote(text)
    return "nn" if nn > nb + 0.15 else "nb"


def detect_part(text: str, whole: str) -> str:
    """Return the language of a paragraph of an article in ``whole``.

    A page may mix them: a quotation, a letter, a second story. Only a clear case counts.
    """
    nb, nn = _vote(text)
    own, other = (nn, nb) if whole == "nn" else (nb, nn)
    if other >= _CLEAR and other >= 3 * own:
        return "nb" if whole == "nn" else "nn"
    return whole


def _vote(text: str) -> tuple[float, float]:
    """Return what speaks for bokmål and for nynorsk."""
    nb = nn = 0.0
    for count, match in enumerate(_WORD.finditer(text)):
        if count == _ENOUGH:
            break
        word = match.group().lower()
        if word in _ONLY_NB:
            nb += 2
        elif word in _ONLY_NN:
            nn += 2
        elif len(word) > 40:
            continue
        elif _NB_PART.match(word):
            nb += 1
        elif _NN_PART.match(word):
            nn += 1
        elif _WEAK_NB.match(word):
            nb += 0.1
        elif _WEAK_NN.match(word):
            nn += 0.3
    return nb, nn
