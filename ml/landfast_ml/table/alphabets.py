"""Which letters languages write besides those of ASCII: no text is of a language that lacks its letters."""

from __future__ import annotations

from collections import Counter

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
