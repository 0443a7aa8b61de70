"""What may go wrong on the way to the provider and back."""

from __future__ import annotations


class OidcError(Exception):
    """Nobody is signed in; the message is a sentence for the person.

    Attributes:
        status: of the response.
    """

    def __init__(self, sentence: str, *, status: int = 403) -> None:
        super().__init__(sentence)
        self.status = status


class ProviderError(OidcError):
    """The provider cannot be reached, or answers what cannot be used."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, status=502)
