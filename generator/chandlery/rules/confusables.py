"""Which texts look alike: Unicode's confusable letters, and what cannot be seen at all."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# Letters of the scripts that lend themselves to it, by the ASCII letter or digit that each looks
# like: from the confusables of UTS 39, Unicode 15.1.  Left out is what NFKC makes ASCII by itself.
_LOOKS_LIKE: Final[dict[str, str]] = {
    "2": "ƧϨᒿꙄꝚ",
    "3": "ƷȜЗӠⳌꝪꞫ",
    "4": "Ꮞ",
    "5": "Ƽ",
    "6": "бᏮⳒ",
    "8": "Ȣȣ",
    "9": "ⳊꝮ",
    "A": "ΑАᎪᗅꓮ",
    "a": "ɑαа",
    "B": "ΒВᏴᗷꓐꞴ",
    "b": "ƄЬᏏᑲᖯ",
    "C": "СᏟⲤꓚ",
    "c": "сᴄⲥꮯ",
    "D": "Ꭰᗞᗪꓓ",
    "d": "ԁᏧᑯꓒ",
    "E": "ΕЕᎬꓰ",
    "e": "еҽꬲ",
    "F": "ϜᖴꓝꞘ",
    "f": "քẝꞙꬵ",
    "G": "ԌᏀᏳꓖ",
    "g": "ƍɡցᶃ",
    "H": "ΗНᎻᕼⲎꓧ",
    "h": "һհᏂ",
    "i": "ıɩɪιіӏᎥꙇꭵ",
    "J": "ͿЈᎫᒍꓙꞲ",
    "j": "ϳј",
    "K": "ΚКᏦⲔꓗ",
    "L": "ᏞᒪⳐꓡ",
    "l": "ƖǀΙІӀⲒꓲ",
    "M": "ΜϺМᎷᗰⲘꓟ",
    "N": "ΝⲚꓠ",
    "n": "ոռ",
    "O": "ΟОՕⲞꓳ",
    "o": "οσоօᴏᴑⲟꬽ",
    "P": "ΡРᏢᑭⲢꓑ",
    "p": "ρрⲣ",
    "q": "ԛգզ",
    "R": "ƦᎡᏒᖇꓣ",
    "r": "гᴦⲅꭇꭈꮁ",
    "S": "ЅՏᏕᏚꓢ",
    "s": "ƽѕꜱꮪ",
    "T": "ΤТᎢⲦꓔ",
    "U": "Սᑌꓴ",
    "u": "ʋυսᴜꞟꭎꭒ",
    "V": "ѴᏙᐯꓦ",
    "v": "νѵᴠꮩ",
    "W": "ԜᎳᏔꓪ",
    "w": "ɯѡԝաᴡꮃ",
    "X": "ΧХⲬꓫꞳ",
    "x": "хᕁᕽ",
    "Y": "ΥУҮᎩᎽⲨꓬ",
    "y": "ɣʏγуүᶌỿꭚ",
    "Z": "ΖᏃꓜ𐋵",
    "z": "ᴢꮓ",
}
_LATIN: Final = {ord(letter): plain for plain, letters in _LOOKS_LIKE.items() for letter in letters}
# What ASCII itself has of them, once capitals are gone.
_ASCII: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l"})

# Controls of direction, and what takes no room: default-ignorable characters without the variation
# selectors, which emoji and ideographs need, and the blank of Braille.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_WORD = re.compile(r"[^\W\d_]+")


def skeleton(text: str) -> str:
    """What a text comes to for somebody who reads in haste: equal for texts that look alike.

    Letters, digits and marks alone are left, without capitals; a text without any stays as it is.
    A key, and nothing to show.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_LATIN)
    plain = seen.casefold().translate(_ASCII)
    kept = "".join(char for char in plain if unicodedata.category(char)[0] in "LMN")
    return kept.replace("rn", "m").replace("vv", "w") or text


def unseen(text: str) -> str | None:
    """The first character of a text that shows nothing or turns the direction, or `None`.

    Joiners may stand where a script needs them: between letters without capitals, and in emoji.
    """
    if text.isascii():
        return None
    for match in _UNSEEN.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if match[0] not in _JOINERS or not (_joins(before) and _joins(after)):
            return match[0]
    return None


def _joins(char: str) -> bool:
    """Whether a joiner beside this character can mean anything."""
    return not char.isascii() and char.lower() == char.upper()


def foreign(text: str) -> Iterator[tuple[str, str]]:
    """Words that have Latin letters and one of another script that looks Latin, with that one."""
    if text.isascii():
        return
    for word in _WORD.findall(text):
        strange = [char for char in word if ord(char) in _LATIN and not _is_latin(char)]
        if strange and any(map(_is_latin, word)):
            yield word, strange[0]


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN ")


def named(char: str) -> str:
    """A character as Unicode calls it: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"
