"""Names of months, whole and cut short, in the languages of European offices."""

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


def month_number(name: str) -> int:
    """1 to 12 of a name in any of the languages, whatever its case; 0 of any other word."""
    return _numbers().get(name.casefold(), 0)


@cache
def _numbers() -> MappingProxyType[str, int]:
    lines = _NAMES.strip().splitlines()
    return MappingProxyType({name: number for number, line in enumerate(lines, 1) for name in line.split()})
