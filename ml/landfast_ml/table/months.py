"""Names of months and weekdays, whole and cut short, in the languages of European offices."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

# A month begins at each line that is not indented, January first; with the forms that stand behind a day. Not Croatian:
# its listopad is October, and November in Polish and Czech.
_NAMES = """
january jan januar jänner januari janvier janv enero ene gennaio gen styczeń stycznia sty janeiro leden ledna
 tammikuu tammikuuta ianuarie január januára januarja januarij jaanuar ιανουάριος ιανουαρίου ιαν януари ян sausio
 janvāris
february feb februar feber februari février fevrier févr fevr febrero febbraio luty lutego lut fevereiro fev únor února
 helmikuu helmikuuta februarie február februára februarja veebruar φεβρουάριος φεβρουαρίου φεβ февруари февр vasario
 februāris
march mar märz maerz mär mrz maart mrt mars marzo marzec marca março březen března
 marts maaliskuu maaliskuuta martie marec március märts μάρτιος μαρτίου μαρ март kovo
april apr avril avr abril abr aprile kwiecień kwietnia kwi duben dubna
 huhtikuu huhtikuuta aprilie apríl apríla aprila április aprill απρίλιος απριλίου απρ април апр balandžio aprīlis
may mai mei mayo maggio mag maj maja maio květen května
 toukokuu toukokuuta máj mája május μάιος μαΐου μαϊου μαι май gegužės maijs
june jun juni juin junio giugno giu czerwiec czerwca cze junho červen června
 kesäkuu kesäkuuta iunie jún júna junij junija június juuni ιούνιος ιουνίου ιουν юни birželio jūnijs
july jul juli juillet juil julio luglio lug lipiec lipca lip julho červenec července
 heinäkuu heinäkuuta iulie júl júla julij julija július juuli ιούλιος ιουλίου ιουλ юли liepos jūlijs
august aug augustus augusti août aout agosto ago sierpień sierpnia sie srpen srpna
 elokuu elokuuta augusta avgust avgusta augusztus αύγουστος αυγούστου αυγ август авг rugpjūčio augusts
september sep sept septembre septiembre settembre set wrzesień września wrz setembro září
 syyskuu syyskuuta septembrie septembra szeptember σεπτέμβριος σεπτεμβρίου σεπ септември септ rugsėjo septembris
october oct oktober okt octobre octubre ottobre ott październik października paź outubro out říjen října
 lokakuu lokakuuta octombrie október októbra oktobra oktoober οκτώβριος οκτωβρίου οκτ октомври окт spalio oktobris
november nov novembre noviembre novembro listopad listopada lis
 listopadu marraskuu marraskuuta noiembrie novembra νοέμβριος νοεμβρίου νοε ноември ноем lapkričio novembris
december dec dezember dez décembre décem déc decembre diciembre dic dicembre grudzień grudnia gru dezembro prosinec
 prosince joulukuu joulukuuta decembrie decembra desember detsember δεκέμβριος δεκεμβρίου δεκ декември дек gruodžio
 decembris
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
    lines = _NAMES.strip().replace("\n ", " ").splitlines()
    return MappingProxyType({name.casefold(): number for number, line in enumerate(lines, 1) for name in line.split()})


def without_weekday(text: str) -> str:
    """`Mo, 06.06.2023` gives `06.06.2023`; empty if no weekday stands in front."""
    word, _, rest = text.partition(" ")
    return rest.lstrip() if word.rstrip(".,").casefold() in _weekdays() else ""


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(_WEEKDAYS.split())
