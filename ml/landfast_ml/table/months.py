"""Names of months and weekdays, whole and cut short, in the languages of European offices."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

# One line a month, January first; forms of Polish and Czech that stand behind a day are among them.
_NAMES = """
january jan januar jänner januari janvier janv enero ene gennaio gen styczeń stycznia sty janeiro leden ledna
february feb februar feber februari février fevrier févr fevr febrero febbraio luty lutego lut fevereiro fev únor února
march mar märz maerz mär mrz maart mrt mars marzo marzec marca março březen března
april apr avril avr abril abr aprile kwiecień kwietnia kwi duben dubna
may mai mei mayo maggio mag maj maja maio květen května
june jun juni juin junio giugno giu czerwiec czerwca cze junho červen června
july jul juli juillet juil julio luglio lug lipiec lipca lip julho červenec července
august aug augustus augusti août aout agosto ago sierpień sierpnia sie srpen srpna
september sep sept septembre septiembre settembre set wrzesień września wrz setembro září
october oct oktober okt octobre octubre ottobre ott październik października paź outubro out říjen října
november nov novembre noviembre novembro listopad listopada lis
december dec dezember dez décembre décem déc decembre diciembre dic dicembre grudzień grudnia gru dezembro prosinec
"""
# One line a language, Monday first.
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
lunedì martedì mercoledì giovedì venerdì sabato domenica lun mar mer gio ven sab dom
lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo
poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob nd niedz
mandag tirsdag onsdag torsdag fredag lørdag søndag man tir ons tor fre lør søn
måndag tisdag lördag söndag mån tis lör sön
pondělí úterý středa čtvrtek pátek neděle po út st čt pá ne
"""


def month_number(name: str) -> int:
    """1 to 12 of a name in any of the languages, whatever its case; 0 of any other word."""
    return _numbers().get(name.casefold(), 0)


@cache
def _numbers() -> MappingProxyType[str, int]:
    lines = _NAMES.strip().splitlines()
    return MappingProxyType({name: number for number, line in enumerate(lines, 1) for name in line.split()})


def without_weekday(text: str) -> str:
    """`Mo, 06.06.2023` gives `06.06.2023`; empty if no weekday stands in front."""
    word, _, rest = text.partition(" ")
    return rest.lstrip() if word.rstrip(".,").casefold() in _weekdays() else ""


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(_WEEKDAYS.split())
