"""Typing as people do it: misspelt words mended, chat shorthand written out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from knowledge.language.words import STOP_WORDS, TOKEN, is_common, stem

MIN_LETTERS = 4  # shorter words have too many neighbours
MIN_JOINED = 3  # letters of each of two words that are written as one
MIN_PART = 2  # letters of each of two words that were typed as one
MAX_LONGER = 12  # words looked at that a shortened one may stand for
MAX_INITIALS = 6  # letters of a name in capitals: each is meant, "CQRS" is no slip of "CORS"
ENDINGS = ("s", "es", "ed", "ing")
LETTERS_PER_SLIP = 4  # one slip is forgiven for each four letters, at least one, at most three
MOVED = 2  # a letter moved is one taken and one put

# What words are made with, not typed before by mistake: "downsides", "overheads".
PARTICLES = frozenset("down up out over under in on off by with for after before back".split())

SHORTHAND = {
    "abt": "about", "acct": "account", "adn": "and", "any1": "anyone", "appt": "appointment",
    "arent": "are not", "b": "be", "b4": "before", "bc": "because", "bw": "between",
    "cant": "can not", "couldnt": "could not", "coz": "because", "cud": "could", "cuz": "because",
    "dat": "that", "db": "database", "dbs": "databases", "dev": "developer", "devs": "developers",
    "didnt": "did not", "diff": "difference", "diffs": "differences", "doesnt": "does not",
    "dont": "do not", "dunno": "do not know", "eg": "for example", "enuf": "enough",
    "every1": "everyone", "evry": "every", "fe": "frontend", "gimme": "give me",
    "gonna": "going to", "gotta": "have to", "gr8": "great", "gud": "good", "hasnt": "has not",
    "hav": "have", "havent": "have not", "hows": "how is", "hw": "how", "im": "i am",
    "info": "information", "isnt": "is not", "jr": "junior", "jst": "just", "kinda": "kind of",
    "kno": "know", "l8r": "later", "lang": "language", "langs": "languages", "lemme": "let me",
    "msg": "message", "msgs": "messages", "n": "and", "nd": "and", "nite": "night",
    "nites": "nights", "pls": "please", "plz": "please", "ppl": "people", "prob": "probably",
    "pw": "password", "pwd": "password", "r": "are", "rly": "really", "shouldnt": "should not",
    "shud": "should", "smth": "something", "some1": "someone", "sr": "senior", "sth": "something",
    "sum1": "someone", "taht": "that", "teh": "the", "thats": "that is", "theres": "there is",
    "tho": "though", "thru": "through", "thx": "thanks", "tmrw": "tomorrow", "tomoz": "tomorrow",
    "tryna": "trying to", "u": "you", "ur": "your", "vs": "versus", "w": "with", "waht": "what",
    "wanna": "want to", "wasnt": "was not", "wat": "what", "wats": "what is", "wen": "when",
    "whats": "what is", "whens": "when is", "wheres": "where is", "whos": "who is", "wht": "what",
    "wich": "which", "wknd": "weekend", "wont": "will not", "wouldnt": "would not",
    "wts": "what is", "wud": "would", "wut": "what", "wuts": "what is", "y": "why", "ya": "you",
    "yr": "year", "yrs": "years",
}  # fmt: skip


_VOWELS = re.compile(r"[aeiouy]+")
# What is no word, or one only where it stands: signs and digits, a letter between two words.
_SPELT = (
    (r"\bw/o\b", "without"),
    (r"(?<=\w) n (?=[a-z])", " and "),
    (r"(?<=\bhow )2\b", "to"),
    (
        r"(?<=\w )2(?= (?:be|become|build|do|find|get|go|have|kno|know|learn|lern|make|see|start"
        r"|use|work|write)\b)",
        "to",
    ),
    (
        r"\b(apply|bad|better|deal|easy|good|great|gud|important|looking|needed|ok|okay|point|prep"
        r"|prepare|ready|stands?|tips|use|used|useful|wait) 4(?=\s|\W*$)",
        r"\1 for",
    ),
    (r"\b(diffs?|differences?|relation|choose|link) btw\b", r"\1 between"),
)
_MEANT = tuple((re.compile(said, re.IGNORECASE), meant) for said, meant in _SPELT)


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
        self._sounds = defaultdict(list, {n: [*map(_sound, w)] for n, w in self._by_length.items()})

    def _forms(self) -> Iterator[str]:
        """Yield other forms of the knowledge's words: "hotel" where it has hotels."""
        for word in self._sorted:
            forms = (f"{word}s", *(word.removesuffix(ending) for ending in ENDINGS))
            yield from (f for f in forms if len(f) >= MIN_LETTERS and f in self._language)

    def mend(self, text: str) -> str:
        """Return the text with shorthand written out and slips mended; all else is kept."""
        for said, meant in _MEANT:
            text = said.sub(meant, text)
        is_shouted = text.isupper() and " " in text
        parts: list[str] = []
        end = 0
        found = list(TOKEN.finditer(text))
        for match, following in zip_longest(found, found[1:]):
            if match.start() < end:
                continue
            if following and (whole := self._joined(text, match, following)):
                parts += [text[end : match.start()], whole]
                end = following.end()
                continue
            named = _is_inside_name(text, match.start(), match.end())
            named |= _are_initials(match[0]) and not is_shouted
            parts += [text[end : match.start()], match[0] if named else self._word(match[0])]
            end = match.end()
        return "".join([*parts, text[end:]]).strip() or text

    def _joined(self, text: str, first: re.Match[str], second: re.Match[str]) -> str:
        """Return two words as the one that the knowledge writes: "back-end" and "back end"."""
        one, two = first[0].lower(), second[0].lower()
        is_near = text[first.end() : second.start()] in (" ", "-")
        if not is_near or min(len(one), len(two)) < MIN_JOINED or {one, two} & STOP_WORDS:
            return ""
        return one + two if one + two in self._vocabulary else ""

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
        found: list[tuple[int, int, float, str]] = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate, distance in self._within(max(allowed, MOVED), word, length):
                if consonants and _VOWELS.sub("", candidate) != consonants:
                    continue
                slips = _slips(word, candidate, distance)
                if slips <= allowed:
                    found.append((slips, *_unlike(word, candidate), candidate))
        return min(found)[-1] if found else ""

    def _within(self, distance: int, word: str, length: int) -> Iterator[tuple[str, int]]:
        """Yield the words of a length that sound within a distance of a word, with theirs."""
        near = process.extract(
            _sound(word),
            self._sounds[length],
            scorer=OSA.distance,
            score_cutoff=distance,
            limit=None,
        )
        yield from ((self._by_length[length][place], found) for _, found, place in near)


def _sound(word: str) -> str:
    return word.replace("ph", "f")


def _slips(word: str, candidate: str, distance: int) -> int:
    """Return by how many slips a word was made of another, whose sounds are so far away."""
    slips = distance or 1  # they may sound the same
    if distance == MOVED and sorted(word) == sorted(candidate):
        slips = 1  # one letter in the wrong place: "phyton"
    return slips + (candidate[0] != word[0])  # the first letter is seldom mistyped


def _unlike(word: str, candidate: str) -> tuple[int, float]:
    """Return how unlike two words are written: "difrence" is "difference" before "defence"."""
    return OSA.distance(word, candidate), -JaroWinkler.similarity(word, candidate)


def _are_initials(word: str) -> bool:
    return word.isupper() and MIN_LETTERS <= len(word) <= MAX_INITIALS


def _is_inside_name(text: str, start: int, end: int) -> bool:
    """Whether a word touches a sign and another word, as the letters of "B-tree" and "R&D" do."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(re.match(r"\w?[^\w\s'’]$", before[-2:]) and before[:1].strip()) or bool(
        re.match(r"[^\w\s?!,;:][\w)]", behind)
    )
