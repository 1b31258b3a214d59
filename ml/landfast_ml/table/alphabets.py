"""Which letters languages write besides those of ASCII, and in which encodings: no text is of a language that lacks
its letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

# In the order of how likely each is in Europe. The first of several that give the same text, or are as good, is taken.
LEGACY: Mapping[str, str] = {
    "cp1252": "windows-1252", "iso8859_15": "iso-8859-15", "cp1250": "windows-1250", "iso8859_2": "iso-8859-2",
    "cp1253": "windows-1253", "iso8859_7": "iso-8859-7", "cp1251": "windows-1251", "iso8859_5": "iso-8859-5",
    "cp1257": "windows-1257", "cp1254": "windows-1254", "cp850": "cp850", "cp852": "cp852", "mac_roman": "macintosh",
    "cp857": "cp857", "cp775": "cp775", "cp866": "cp866", "koi8_r": "koi8-r", "koi8_u": "koi8-u", "cp737": "cp737",
    "cp869": "cp869", "iso8859_3": "iso-8859-3",
}  # fmt: skip
# One language a word, those that share their letters together.
_WRITTEN = """
äöüß éèêëàâäçîïôöùûüÿœæ àèéìíîòóùú áéíñóúü àáâãçéêíóôõúü àçèéíïòóúü éëïöüóáèêûîôâçàä
åäöéüà æøåéèêóòâôäöü áéíóúýðþæöå äöüõšž äöåšžé åäöæøéü
ąćęłńóśźż áčďéěíňóřšťúůýžäöü áäčďéíĺľňóôŕšťúýžěřůö áéíóöőúüű čšžćđ čšž ăâîșțşţé
ąčęėįšųūž āčēģīķļņšūžŗō çğıöşüâîûi̇ ċġħżàèìòù áéíóú çë
άέήίόύώϊϋΐΰαβγδεζηθικλμνξοπρσςτυφχψω
абвгдежзийклмнопрстуфхцчшщъьюяѝё абвгдежзийклмнопрстуфхцчшщъыьэюяё абвгґдеєжзиіїйклмнопрстуфхцчшщьюя
абвгдђежзијклљмнњопрстћуфхцчџшѓѕќѐѝ
"""
_ALPHABETS = tuple(map(frozenset, _WRITTEN.split()))


def strangers(text: str) -> int:
    """Letters that the language which lacks the fewest of them does not write."""
    counts = Counter(character for character in text.casefold() if character > "\x7f" and character.isalpha())
    return min(sum(count for letter, count in counts.items() if letter not in letters) for letters in _ALPHABETS)
