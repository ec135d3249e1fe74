"""Errors as the API answers them: a status, a type and a message."""

from __future__ import annotations

STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
}


class Refused(Exception):
    """A request that is answered with an error; `kind` is one of STATUS, `code` says more than it."""

    def __init__(self, message: str, kind: str = "invalid_request_error", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.code = code

    @property
    def status(self) -> int:
        """The HTTP status of the kind."""
        return STATUS[self.kind]

    def as_json(self, request_id: str) -> dict[str, object]:
        """The body of the answer, which is also the data of an `error` event."""
        details = {} if self.code is None else {"details": {"error_code": self.code}}
        return {
            "type": "error",
            "error": {"type": self.kind, "message": self.message, **details},
            "request_id": request_id,
        }
