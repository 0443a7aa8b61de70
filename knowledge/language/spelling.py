"""Typing as people do it: misspelt words mended, chat shorthand written out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge.language.words import STOP_WORDS, TOKEN, is_common, stem

MIN_LETTERS = 4  # shorter words have too many neighbours
MIN_PART = 2  # letters of each of two words that were typed as one
MAX_LONGER = 12  # words looked at that a shortened one may stand for
MAX_INITIALS = 6  # letters of a name in capitals: each is meant, "CQRS" is no slip of "CORS"
ENDINGS = ("s", "es", "ed", "ing")
LETTERS_PER_SLIP = 4  # one slip is forgiven for each four letters, at least one, at most three

# What words are made with, not typed before by mistake: "downsides", "overheads".
PARTICLES = frozenset("down up out over under in on off by with for after before back".split())

SHORTHAND = {
    "acct": "account", "adn": "and", "appt": "appointment", "b": "be", "bc": "because",
    "bw": "between", "cant": "can not", "couldnt": "could not", "coz": "because", "cud": "could",
    "cuz": "because", "db": "database", "dbs": "databases", "dev": "developer",
    "devs": "developers", "diff": "difference", "diffs": "differences", "doesnt": "does not",
    "dont": "do not", "dunno": "do not know", "eg": "for example", "gimme": "give me",
    "gonna": "going to", "gud": "good", "hav": "have", "hows": "how is", "hw": "how", "im": "i am",
    "info": "information", "isnt": "is not", "kinda": "kind of", "lang": "language",
    "langs": "languages", "lemme": "let me", "msg": "message", "msgs": "messages", "n": "and",
    "nite": "night", "nites": "nights", "pls": "please", "plz": "please", "ppl": "people",
    "prob": "probably", "pw": "password", "pwd": "password", "r": "are", "shouldnt": "should not",
    "shud": "should", "smth": "something", "sth": "something", "taht": "that", "teh": "the",
    "tho": "though", "thru": "through", "thx": "thanks", "tmrw": "tomorrow", "tomoz": "tomorrow",
    "u": "you", "ur": "your", "vs": "versus", "w": "with", "waht": "what", "wanna": "want to",
    "wat": "what", "wats": "what is", "wen": "when", "whats": "what is", "whens": "when is",
    "wheres": "where is", "whos": "who is", "wht": "what", "wich": "which", "wknd": "weekend",
    "wud": "would", "wut": "what", "y": "why", "ya": "you", "yr": "year", "yrs": "years",
}  # fmt: skip


_VOWELS = re.compile(r"[aeiouy]+")
_HOW_TO = re.compile(r"\bhow 2\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)  # no word: it holds a slash


class Speller:
    """Mends words that neither the knowledge nor the language knows."""

    def __init__(self, vocabulary: Iterable[str], *, language: Collection[str]) -> None:
        """Take the words to mend towards and those to leave alone.

        Args:
            vocabulary: lower-case words of the knowledge.
            language: lower-case words of the language, such as the encoder's own vocabulary.
        """
        self._language = language
        self._vocabulary = frozenset(vocabulary) | STOP_WORDS
        self._sorted = sorted(word for word in self._vocabulary if len(word) >= MIN_LETTERS)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted({*self._sorted, *self._forms()}):
            self._by_length[len(word)].append(word)

    def _forms(self) -> Iterator[str]:
        """Yield other forms of the knowledge's words: "hotel" where it has hotels."""
        for word in self._sorted:
            forms = (f"{word}s", *(word.removesuffix(ending) for ending in ENDINGS))
            yield from (f for f in forms if len(f) >= MIN_LETTERS and f in self._language)

    def mend(self, text: str) -> str:
        """Return the text with shorthand written out and slips mended; all else is kept."""
        text = _HOW_TO.sub("how to", _WITHOUT.sub("without", text))
        is_shouted = text.isupper() and " " in text
        parts: list[str] = []
        end = 0
        for match in TOKEN.finditer(text):
            named = _is_inside_name(text, match.start(), match.end())
            named |= _are_initials(match[0]) and not is_shouted
            parts += [text[end : match.start()], match[0] if named else self._word(match[0])]
            end = match.end()
        return "".join([*parts, text[end:]]).strip() or text

    def _word(self, written: str) -> str:
        word = written.lower()
        if word in SHORTHAND and self._is_short(word):
            return SHORTHAND[word]
        if len(word) < MIN_LETTERS or not word.isalpha():
            return written
        if word in self._vocabulary or is_common(word, self._language):
            return written
        parts = self._parted(word)
        are_small = STOP_WORDS.issuperset(parts.split())
        if parts and are_small:  # "buton" is rather "button" than "but on"
            parts = self._nearest(word) or parts
        return self._whole(word) or parts or self._nearest(word) or written

    def _is_short(self, word: str) -> bool:
        """Whether shorthand is meant: the knowledge has it not, or written out as well."""
        unknown = word not in self._vocabulary - STOP_WORDS
        return unknown or SHORTHAND[word] in self._vocabulary - STOP_WORDS

    def _whole(self, word: str) -> str:
        """Return the word that a shortened one begins, if it begins but one: "config"."""
        longer = {stem(w): w for w in self._sorted_from(word) if w.startswith(word)}
        shortest = min(longer, key=len, default="")
        one = longer and all(each.startswith(shortest) for each in longer)
        return longer[shortest] if one else ""

    def _sorted_from(self, word: str) -> list[str]:
        start = bisect_left(self._sorted, word)
        return self._sorted[start : start + MAX_LONGER]

    def _parted(self, word: str) -> str:
        """Return the words that were typed as one, if each is known: "backenddeveloper"."""
        for end in range(len(word) - MIN_PART, MIN_PART - 1, -1):
            first, second = word[:end], word[end:]
            is_whole = first in PARTICLES
            if not is_whole and self._is_known(first) and self._is_known(second):
                return f"{SHORTHAND.get(first, first)} {second}"
        return ""

    def _is_known(self, part: str) -> bool:
        return part in self._vocabulary or part in SHORTHAND

    def _nearest(self, word: str) -> str:
        """Return the known word that is fewest slips away; "" where none is near.

        A word without vowels is one of which they were left out, or initials.
        """
        consonants = "" if _VOWELS.search(word) else word
        allowed = min(3, max(1, len(word) // LETTERS_PER_SLIP))
        best, best_slips = "", allowed + 1
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._by_length[length]:
                if consonants and _VOWELS.sub("", candidate) != consonants:
                    continue
                slips = OSA.distance(word, candidate, score_cutoff=best_slips - 1)
                slips += candidate[0] != word[0]  # the first letter is seldom mistyped
                if slips < best_slips:
                    best, best_slips = candidate, slips
        return best


def _are_initials(word: str) -> bool:
    return word.isupper() and MIN_LETTERS <= len(word) <= MAX_INITIALS


def _is_inside_name(text: str, start: int, end: int) -> bool:
    """Whether a word touches a sign and another word, as the letters of "B-tree" and "R&D" do."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(re.match(r"\w?[^\w\s'’]$", before[-2:]) and before[:1].strip()) or bool(
        re.match(r"[^\w\s?!,;:][\w)]", behind)
    )
