"""Words that people and programs write for yes and no, where there is no value, and before a sum."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# (yes, no), in lower case: what European offices write, and programs.
_PAIRS = (
    "true false|yes no|y n|t f|on off|ja nein|j n|wahr falsch|oui non|o n|vrai faux|si no|sì no|s n|vero falso|sí no|"
    "verdadero falso|sim não|sim nao|tak nie|t n|prawda fałsz|ja nee|waar onwaar|ja nej|j n|kyllä ei|k e|ano ne|a n|"
    "áno nie|da ne|da nu|igen nem|i n|igaz hamis|ναι όχι|ναι οχι|да не|да нет|так ні|taip ne|jā nē|jah ei|iva le|"
    "tá níl|ja nei|já nei|jo nee|evet hayır|evet hayir|"
    # As spreadsheets show TRUE and FALSE, and programs of statistics.
    "sant falskt|sand falsk|sann usann|tosi epätosi|pravda nepravda|verdadeiro falso|adevărat fals|doğru yanlış|"
    "doğru yanliş|истина ложь|tõene väär|.true. .false.|.t. .f."
)
PAIRS: tuple[tuple[str, str], ...] = tuple((pair.split()[0], pair.split()[1]) for pair in _PAIRS.split("|"))

# What ticks a row where the others are blank: crosses, and any word for yes.
_TICKS = frozenset(
    {*"x*+\u2713\u2714\u2611\u2717\u2718\u2612\u00d7\u25cf\u2022", "[x]", "(x)", *(true for true, _ in PAIRS)}
)

_WITHOUT_DOUBT = """
k.a.|k. a.|keine angabe|n/a|n. a.|n.a.|#n/a|#n/v|#nv|#na|#n/d|null|nan|<na>|\\n|n.v.|n. v.|n/v|nicht verfügbar|n.d.|n/d
n.b.
b.d.|b/d|brak danych|s/d|non disponible|not available|n.c.|n. c.|keine daten|ohne angabe|o.a.|o. a.|non renseigné
non communiqué|non disponibile|no disponible|sin datos|sem dados|geen gegevens|nincs adat|neuvedeno|neuvedené|neudáno
uppgift saknas|ikke oplyst|ikke oppgitt|ei tietoa|andmed puuduvad|nav datu|nėra duomenų|няма данни|nema podataka
ni podatka|fără date|χωρίς στοιχεία|(null)|[null]|?|:|-|--|---|\u2013|\u2014|.|..|...
"""
_ELSE = """
na|none|nil|nd|unbekannt|unknown|leer|fehlt|missing|inconnu|sconosciuto|desconocido|nieznane|onbekend
desconhecido|ukendt|ukjent|okänd|okänt|tuntematon|neznámé|neznámý|ismeretlen|nepoznato|neznano|necunoscut|неизвестно
άγνωστο|nežinoma|nezināms|teadmata|n.v.t.|nvt|nicht zutreffend|entfällt|not applicable|non applicable|no aplica
non applicabile|nie dotyczy|ej tillämpligt|ikke relevant|#wert!|#value!
#div/0!|#bezug!|#ref!|#name?|#zahl!|#num!|x|*|/|\u2026|nat|inf|-inf|infinity|0000-00-00|00.00.0000|00/00/0000
0000-00-00 00:00:00|00.00.0000 00:00:00|00000000|(leer)|(blank)|(empty)|(vide)|(vuoto)|<null>|<leer>|<empty>
unbek.|brak|nieznany|s.d.|n.r.|leeg|s/i|nezadáno|nezadané|n.n.|n.s.|vide|vuoto|vacío|vazio|prázdné|puste|tyhjä|tom
#null!|#spill!|#calc!|#überlauf!|#n/d!|#i/t|#saknas!|#n/b|#puuttuu!|#hiányzik|#není_k_dispozici|#yok|#н/д
#¡div/0!|#¡ref!|#¡valor!|#¡num!|#¿nombre?|#valeur!|#nom?|#nombre!|#nul!|#valore!|#rif!|#nome?|#valor!|#núm!
#waarde!|#verw!|#naam?|#getal!|#deel/0!|#arg!|#adr!|#nazwa?|#liczba!|#dziel/0!|#värdefel!|#referens!|#namn?
#ogiltigt!|#division/0!|#skärning!|#værdi!|#reference!|#navn?|#verdi!|#arvo!|#viittaus!|#nimi?|#luku!|#jako/0!
#hodnota!|#odkaz!|#název?|#číslo!|#dělení_nulou!|#érték!|#hiv!|#név?|#szám!|#zéróosztó!|#değer!|#başv!|#ad?|#sayi!
#sayı!|#знач!|#ссылка!|#дел/0!|#имя?|#число!
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(word for line in words.split("\n") for word in line.split("|") if word)


# Stand for no value wherever they are found.
UNMISTAKABLE = _set(_WITHOUT_DOUBT)
# Stand for no value among numbers, days, or yes and no; among texts they are words (Namibia, no insurance, not known).
AMONG_TYPED = UNMISTAKABLE | _set(_ELSE)
# As spreadsheets and ledgers write it before a sum. A longer text that begins so may be anybody's name.
SUMS = _set("""
summe|gesamt|gesamtsumme|gesamtergebnis|insgesamt|endsumme|total|totals|grand total|sum|overall total
total général|total general|ensemble|totale|totale generale|totale complessivo|somma|suma|suma total
suma końcowa|razem|ogółem|łącznie|totaal|eindtotaal|totaal generaal|totalt|totalsumma|totalsum|hovedtotal|i alt
summa|yhteensä|kaikki yhteensä|celkem|celkový součet|součet|spolu|celkový súčet|összesen|végösszeg|total geral
soma|σύνολο|γενικό άθροισμα|общо|сума|ukupno|skupaj|kokku|kopā|iš viso|toplam|genel toplam
""")
# What adds up a part of the rows may stand in many of them, and averages are no rows either.
PARTIAL_SUMS = _set("""
zwischensumme|teilsumme|subtotal|sub-total|sub total|sous-total|sous total|subtotale|totale parziale|tussentotaal
subtotaal|suma częściowa|suma pośrednia|delsumma|delsum|subtotalt|välisumma|mezisoučet|medzisúčet|részösszeg
ara toplam|μερικό σύνολο|междинна сума|međuzbroj|vmesna vsota|vahesumma|starpsumma|tarpinė suma
""")
_AVERAGES = _set("""
mittelwert|durchschnitt|durchschnittswert|average|moyenne|promedio|gemiddelde|średnia|medelvärde|gennemsnit
gjennomsnitt|keskiarvo|průměr|priemer|átlag|μέσος όρος|povprečje
""")
# Numbers that stand for no value where nothing near them occurs.
SENTINELS = frozenset({-9, -99, -999, -9999, -99999, -999999, 999, 9999, 99999, 999999, 9999999})


def truth_words(values: Iterable[str], *, numbers: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The pair of words that all values are of, whatever their case; None if there is none. `numbers`: 1 and 0, too."""
    found = {value.casefold() for value in values}
    if numbers and found and (found <= {"1", "0"} or found <= {"1.0", "0.0"}):
        return ("1", "1.0"), ("0", "0.0")
    if not found or len(found) > 2:
        return None
    for true, false in PAIRS:
        if found == {true, false}:
            return (true,), (false,)
    return next((((true,), (false,)) for true, false in PAIRS if len(true) > 1 and found <= {true, false}), None)


def marker_words(values: Iterable[str]) -> tuple[str, ...]:
    """The one word by which a column ticks rows, leaving the others blank; empty if it holds anything else."""
    found = {value.casefold() for value in values}
    return tuple(found) if len(found) == 1 and found <= _TICKS else ()


def sum_of(text: str) -> str:
    """What a row does that begins with this word: `adds up the others`; empty if it is a row as others."""
    word = _bare_word(text)
    if word in SUMS:
        return "adds up the others"
    return "adds up some of the others" if word in PARTIAL_SUMS else "averages the others" if word in _AVERAGES else ""


def _bare_word(text: str) -> str:
    """`* Summe 2024 (40):` gives `summe`."""
    return re.sub(r"[\s:]*(?:\(.*\)|[\d./]+)?$", "", text.strip("*: =-")).strip("*: =-").casefold()


def missing_words(values: Collection[str], typed: bool) -> tuple[str, ...]:
    """Those that stand for no value, as they are written."""
    known = AMONG_TYPED if typed else UNMISTAKABLE
    return tuple(sorted(value for value in values if value.casefold() in known))
