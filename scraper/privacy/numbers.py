"""Numbers that belong to a person: identity documents, payment cards; told from other numbers by their check digits."""

import re

_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
"""What a letter stands for in Taiwan's identity numbers (the order is the administration's, not the alphabet's)."""
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_taiwan_id(text: str) -> bool:
    """Tell whether ``text`` is a national or resident number of Taiwan with the right check digit.

    A letter and nine digits (``A123456789``; 8 or 9 as the first digit: a resident certificate since 2021), or two
    letters and eight digits (a resident certificate before).
    """
    text = text.upper()
    if len(text) != 10 or not text[2:].isdecimal() or text[0] not in _LETTERS:
        return False
    second = _LETTERS[text[1]] % 10 if text[1] in "ABCD" else int(text[1]) if text[1] in "1289" else None
    if second is None:
        return False
    first = _LETTERS[text[0]]
    digits = (first // 10, first % 10, second, *map(int, text[2:]))
    return sum(map(int.__mul__, digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def is_resident_id(text: str) -> bool:
    """Tell whether ``text`` is a Chinese resident number: 17 digits and a check character (GB 11643, ISO 7064)."""
    if len(text) != 18 or not text[:17].isdecimal():
        return False
    rest = sum(map(int.__mul__, map(int, text[:17]), _RESIDENT_WEIGHTS)) % 11
    return "10X98765432"[rest] == text[17].upper()


def is_social_security(text: str) -> bool:
    """Tell whether ``NNN-NN-NNNN`` may be a US social security number: no part of it is all zeros, nor 666 or 9NN."""
    area, group, serial = text.split("-")
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def is_card(digits: str) -> bool:
    """Tell whether ``digits`` is the number of a payment card: 13 to 19 digits, a known issuer, right after Luhn.

    (ISO/IEC 7812-1, annex B.)
    """
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


_AREA = r"\(?0[2-8][0-9]{0,2}\)?"
PHONE = rf"""(?:
      (?:\+|00)?886[-\ ]?(?:\(?0\)?)?[-\ ]?[2-9][0-9]{{0,3}}(?:[-\ ]?[0-9]{{2,4}}){{1,3}}   # Taiwan, from abroad
    | 09[0-9]{{2}}[-\ .]?[0-9]{{3}}[-\ .]?[0-9]{{3}} | 09[0-9]{{2}}[-\ .]?[0-9]{{2}}[-\ .]?[0-9]{{2}}[-\ .]?[0-9]{{2}}
    | {_AREA}[-\ ]{{0,2}}[0-9]{{3,4}}[-\ ]?[0-9]{{3,4}}                                  # Taiwan, landline
    | 080[09][-\ ]?[0-9]{{3}}[-\ ]?[0-9]{{3}}
    | \+[1-9][0-9]{{0,2}}[-\ .]?(?:\([0-9]{{1,4}}\)[-\ .]?)?[0-9]{{1,4}}(?:[-\ .]?[0-9]{{2,4}}){{1,4}}
    | (?:1[-\ .])?\([2-9][0-9]{{2}}\)[-\ .]?[0-9]{{3}}[-\ .][0-9]{{4}}                     # North America
    | (?:1[-.])?[2-9][0-9]{{2}}(?:-[2-9][0-9]{{2}}-|\.[2-9][0-9]{{2}}\.)[0-9]{{4}}
    | 0[12378][0-9]{{1,3}}[\ -][0-9]{{3,4}}[\ -]?[0-9]{{3,4}}                             # Great Britain
    | 1[3-9][0-9]-?[0-9]{{4}}-?[0-9]{{4}}                                              # China, mobile
    )"""
"""How numbers of telephones are written; an expression for `re.X`."""


def same_phone(text: str) -> str:
    """Return the digits of a number as it is dialled within its country: with and without Taiwan's prefix it is one."""
    digits = re.sub("[^0-9]", "", text)
    return (
        "0" + digits.removeprefix("00").removeprefix("886").lstrip("0") if re.match(r"\+?(?:00)?886", text) else digits
    )
