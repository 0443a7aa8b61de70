"""Which strings a reader takes for whole words: the evidence for cutting cells apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Words that stand at the start of a description or in a table's header in any document.
COMMON_WORDS = frozenset(
    """
    a an and the this that these those it its is are was has have can may must should will
    for from to of in on at by with without as or not no yes none all any each every both many
    most more less very only also when where which who what how why used uses use using
    allows allow enables enable provides provide helps help ensures makes make gives stores store
    manages manage handles handle supports runs run creates create offers works work known popular
    widely designed developed built based best good great easy fast slow simple common high low
    medium large small new old one two three free open
    name type kind category description definition meaning purpose function role feature features
    benefit benefits advantage advantages disadvantage disadvantages pros cons example examples
    detail details note notes case cases value values key default level term concept aspect
    tool tools language framework method status code option options result results cost price
    date year time size number unit format source reason comment summary property parameter
    strength strengths weakness weaknesses duration difficulty importance frequency requirement
    """.split()
)

# Names with capitals inside that a reader knows as one word.
COMMON_NAMES = frozenset(
    """
    JavaScript TypeScript CoffeeScript GitHub GitLab BitBucket MongoDB MySQL PostgreSQL MariaDB
    DynamoDB CouchDB CockroachDB InfluxDB SQLite NoSQL NewSQL GraphQL OAuth OpenID OpenAPI DevOps
    DevSecOps GitOps MLOps FastAPI RabbitMQ ActiveMQ ZeroMQ WebSocket WebSockets WebRTC WebAssembly
    IntelliJ PyCharm PhpStorm NumPy PyTorch TensorFlow CircleCI CloudFront CloudWatch
    CloudFormation OpenStack OpenShift BigQuery PowerShell PowerPoint WordPress YouTube LinkedIn
    iPhone iPad iOS macOS eBay PayPal SaaS PaaS IaaS IoT LaTeX FreeBSD OpenSSL HAProxy JUnit
    JetBrains NestJS NodeJS ExpressJS VueJS NextJS SQLAlchemy ASP.NET CakePHP CodeIgniter
    MinIO ClickHouse ElasticSearch OpenSearch McDonald PhD JPEGs APIs URLs IDs
    """.split()
)

MIN_RUN_ON = 4  # characters of a known word inside an unknown one; shorter ones are everywhere
MAX_RUN_ON = 60  # characters of a word that is looked into
_RUN_ON = re.compile(r"[^\W\d_]{7}")
_EDGES = " \t\"'“”‘’«»()[]{}<>,;:.!?…*`"
_WORD_BREAK = re.compile(r"[-–—/&'’.,+]+")
_CLOSED = re.compile(r"(?<=[)\]%+#\"”»✓✗])(?=[^\W_])|(?<=[.!?])(?=[^\W\d_])(?=[A-ZÀ-Þ])")
_OPENED = re.compile(r"(?<=[^\W_])(?=[$€£\"“«✓✗])")
_DIGITS = re.compile(
    r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=\d)(?=(?:19|20)\d\d(?!\d))|(?<=:\d\d)(?=\d)"
)


def capital_joins(text: str) -> list[int]:
    """Return where a capital letter begins a new part: `JavaScript` 4, `SQLStructured` 3.

    A capital after capitals begins a part if a small letter follows that is not a plural's.
    """
    return [i for i in range(1, len(text)) if text[i].isupper() and _begins_part(text, i)]


def _begins_part(text: str, i: int) -> bool:
    if text[i - 1].islower():
        return True
    rest = text[i + 1 : i + 3]
    if (
        not text[i - 1].isupper()
        or rest[:1].isupper()
        or (rest[:1] == "s" and not rest[1:].isalpha())
    ):
        return False
    return rest[:1].isalpha() or text[i] in "AEIO"  # words of one letter, as in `AWSA platform`


def joins(text: str) -> list[int]:
    """Return the places inside words where a table's cell might end and the next one begin."""
    marks = {match.start() for rule in (_CLOSED, _OPENED, _DIGITS) for match in rule.finditer(text)}
    return sorted(marks.union(capital_joins(text)))


def soft_joins(token: str, vocabulary: Vocabulary) -> list[int]:
    """Return where an unknown word goes on without a sign though a known one ends or begins."""
    word = token.strip(_EDGES)
    if vocabulary.plausibility(word) > 0 or len(word) > MAX_RUN_ON:
        return []
    offset = token.index(word)
    found = {i for i in range(2, len(word) - 1) if _parts_capitals(word, i, vocabulary)}
    if _RUN_ON.search(word):
        for start in range(len(word) - MIN_RUN_ON + 1):
            for end in range(start + MIN_RUN_ON, len(word) + 1):
                if vocabulary.knows(word[start:end]):
                    found.update(i for i in (start, end) if _parts_small(word, i))
    return sorted(offset + i for i in found)


def _parts_capitals(word: str, i: int, vocabulary: Vocabulary) -> bool:
    """Say whether a known name such as `AWS` ends or begins inside a run of capitals."""
    if not (word[i - 1].isupper() and word[i].isupper()):
        return False
    return vocabulary.knows(word[:i]) or vocabulary.knows(word[i:])


def _parts_small(word: str, i: int) -> bool:
    return 2 < i < len(word) - 2 and word[i - 1].islower() and word[i].islower()


def _stem(word: str) -> str:
    """Return a word in lower case without its plural ending."""
    word = word.lower()
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


class Vocabulary:
    """The words that stand by themselves in a document, and those that any reader knows."""

    def __init__(self, tokens: Iterable[str] = ()) -> None:
        self._exact = set(COMMON_NAMES)
        self._lower = {name.lower() for name in COMMON_NAMES} | COMMON_WORDS
        self._stems = {_stem(word) for word in self._lower}
        self.plausibility = lru_cache(maxsize=50_000)(self._plausibility)
        self.add(tokens)

    def add(self, tokens: Iterable[str]) -> None:
        """Take more tokens for whole words."""
        for token in tokens:
            word = token.strip(_EDGES)
            parts = {word, *_WORD_BREAK.split(word)}
            self._exact |= parts
            self._lower |= {part.lower() for part in parts}
            self._stems |= {_stem(part) for part in parts}
        self.plausibility.cache_clear()

    def knows(self, word: str) -> bool:
        """Say whether a word stands in the document, or is a common one."""
        return word in self._exact or (word.lower() in self._lower and not _inner_capitals(word))

    def _plausibility(self, token: str) -> float:
        """Return how much a token looks like whole words: 1 known, 0 unknown, below 0 a join."""
        word = token.strip(_EDGES)
        if not word or word in self._exact:
            return 1.0 if word else 0.0
        if not _inner_capitals(word) and word.lower() in self._lower:
            return 0.9
        if not _inner_capitals(word) and _stem(word) in self._stems:
            return 0.7
        if len(word) == 1 and word.isalpha():
            return -1.0
        return self._unknown(word)

    def _unknown(self, word: str) -> float:
        n_marks = len(_CLOSED.findall(word)) + len(_OPENED.findall(word))
        parts = [part for part in _WORD_BREAK.split(word) if len(part) > 1]
        if n_marks == 0 and len(parts) > 1:
            return min(map(self._plausibility, parts))
        return -1.0 * (n_marks + _inner_capitals(word)) - 0.3 * len(_DIGITS.findall(word))


def _inner_capitals(word: str) -> int:
    """Count a word's joins at capitals; one at its very end, as in `PHPA`, does not count."""
    return sum(1 for i in capital_joins(word) if i + 1 < len(word))
