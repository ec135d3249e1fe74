"""Expressions that read the whole of something of any length: a file, an upload, a page, a document, a query's rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.command_lines import is_option
from claudelint.linking.names import Names
from claudelint.linking.terms import Term, parameter
from claudelint.linking.turns import exits_of
from claudelint.linking.value_kinds import Known, known_text
from claudelint.linking.values import Values
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Call,
    CallOf,
    Const,
    Element,
    Expr,
    Item,
    Local,
    Opaque,
    Param,
    Ref,
    Text,
)

FILE, UPLOAD, PAGE, DOCUMENT, ROWS = "a file", "an upload", "a page", "a document", "a query's rows"
PIPED = "what is piped in"

_OPENING = frozenset({"builtins.open", "io.open", "codecs.open", "aiofiles.open", "gzip.open"})
_READING = frozenset({"read", "readlines", "getvalue", "read_text"})
_UPLOADERS = frozenset({"streamlit.file_uploader", "streamlit.sidebar.file_uploader"})
_FETCHING = frozenset({"requests.get", "httpx.get", "urllib.request.urlopen", "curl_cffi.requests.get"})
_SESSIONS = frozenset(
    {"requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession"}
)
_BODY = frozenset({"text", "content"})
# what opens a document of several pages, and methods of a page
_OPENING_DOCUMENTS = frozenset(
    {
        "pypdf.PdfReader",
        "PyPDF2.PdfReader",
        "PyPDF2.PdfFileReader",
        "pdfplumber.open",
        "fitz.open",
        "pymupdf.open",
    }
)
_PAGE_TEXT = frozenset({"extract_text", "get_text", "extractText", "getText"})
_WHOLE_DOCUMENTS = frozenset(
    {"pdfminer.high_level.extract_text", "docx2txt.process", "pymupdf4llm.to_markdown", "textract.process"}
)
_LIMITED_SQL = re.compile(
    r"\b(?:limit|top|fetch\s+(?:first|next)|count|sum|avg|min|max|sqlite_master|information_schema|pg_catalog)\b",
    re.IGNORECASE,
)
_MOST_PARTS = 100


@dataclass(frozen=True)
class WholeText:
    """What is read whole: of what kind, where, and what it is read from, such as the file or its path."""

    kind: str
    place: Span
    held: tuple[Term, ...]


class WholeTexts:
    """Recognises what reads the whole of something that the program's author cannot know the length of."""

    def __init__(self, names: Names, values: Values) -> None:
        self.names = names
        self.values = values

    def of(self, term: Term) -> WholeText | None:
        """What an expression reads, itself and not by a name."""
        expr = term.expr
        if isinstance(expr, Attr) and expr.name in _BODY:
            return self._fetched(term, term.at(expr.value))
        if isinstance(expr, (Item, Element)):
            return self._row(term)
        if not isinstance(expr, CallOf):
            return None
        call = term.module.calls[expr.call]
        name = self.names.qualified(term.at(call.function))
        if name in _WHOLE_DOCUMENTS and call.arguments:
            return self._if_given(DOCUMENT, term, term.at(call.arguments[0].value))
        if not isinstance(call.function, Attr):
            return None
        method, held = call.function.name, term.at(call.function.value)
        if method == "fetchall" and not call.arguments:
            return self._rows(term, call, held)
        if method in _PAGE_TEXT:
            return self._page_of_document(term, held)
        if method == "text" and not call.arguments:
            return self._fetched(term, held)
        if method in _READING and not any(one.name is None for one in call.arguments):
            return self._read(term, method, held)
        return None

    # files and uploads

    def _read(self, term: Term, method: str, held: Term) -> WholeText | None:
        if self._is_upload(held):
            return WholeText(UPLOAD, term.span, (held,))
        if self.names.qualified(held) == "sys.stdin":
            return WholeText(PIPED, term.span, (held,))
        for origin in self.names.origins(held):
            if not isinstance(origin.expr, CallOf):
                continue
            call = origin.module.calls[origin.expr.call]
            name = self.names.qualified(origin.at(call.function))
            if name == "urllib.request.urlopen":
                return self._page(term, origin, call)
            if call.arguments and name in _OPENING:
                return self._if_given(FILE, term, origin.at(call.arguments[0].value))
            if name is None and isinstance(call.function, Attr) and call.function.name == "open":
                return self._if_given(FILE, term, origin.at(call.function.value))
        if method == "read_text":
            return self._if_given(FILE, term, held)
        return None

    def _is_upload(self, held: Term) -> bool:
        """Whether an object holds an upload: by its annotation, the widget or the request that it comes from."""
        if isinstance(held.expr, Attr) and held.expr.name in ("file", "stream"):
            return self._is_upload(held.at(held.expr.value))
        for origin in (held, *self.names.origins(held)):
            expr = origin.expr
            annotation = self.names.annotation_of(origin)
            if isinstance(expr, Param):
                declared = parameter(origin.module.scopes[expr.scope], expr.name)
                if declared is not None and declared.annotation is not None:
                    annotation = Term(origin.module, declared.annotation)
            if annotation is not None and _last(self.names.qualified(annotation)) == "UploadFile":
                return True
            if (
                isinstance(expr, Item)
                and self.names.qualified(origin.at(expr.value)) == "flask.request.files"
            ):
                return True
            if isinstance(expr, CallOf):
                function = origin.module.calls[expr.call].function
                if self.names.qualified(origin.at(function)) in (*_UPLOADERS, "flask.request.files.get"):
                    return True
        return False

    # pages

    def _fetched(self, term: Term, response: Term) -> WholeText | None:
        for origin in self.names.origins(response):
            if not isinstance(origin.expr, CallOf):
                continue
            call = origin.module.calls[origin.expr.call]
            name = self.names.qualified(origin.at(call.function))
            if name in _FETCHING or (name is None and self._is_get_of_session(origin, call)):
                return self._page(term, origin, call)
        return None

    def _is_get_of_session(self, term: Term, call: Call) -> bool:
        if not isinstance(call.function, Attr) or call.function.name != "get":
            return False
        makers = (
            one.module.calls[one.expr.call]
            for one in self.names.origins(term.at(call.function.value))
            if isinstance(one.expr, CallOf)
        )
        return any(self.names.call_name(term.module, maker) in _SESSIONS for maker in makers)

    def _page(self, term: Term, fetching: Term, call: Call) -> WholeText | None:
        """A page whose address is not a constant: of one that is, the author knows the length."""
        address = call.arguments[0].value if call.arguments else None
        if address is None or isinstance(self.values.of(fetching.at(address)), Known):
            return None
        return WholeText(PAGE, term.span, (fetching,))

    # documents

    def _page_of_document(self, term: Term, page: Term) -> WholeText | None:
        """The text of every page: of one that a loop over all pages of a document is at."""
        for origin in self.names.origins(page):
            expr = origin.expr
            if not isinstance(expr, Element) or any(exits_of(origin.module, expr.statement)):
                continue
            pages = expr.iterable
            if isinstance(pages, CallOf) and origin.module.calls[pages.call].arguments:
                called = origin.module.calls[pages.call]
                if self.names.qualified(origin.at(called.function)) == "builtins.enumerate":
                    pages = called.arguments[0].value
            document = origin.at(pages.value if isinstance(pages, Attr) and pages.name == "pages" else pages)
            for opened in self.names.origins(document):
                if isinstance(opened.expr, CallOf):
                    call = opened.module.calls[opened.expr.call]
                    name = self.names.qualified(opened.at(call.function))
                    if name in _OPENING_DOCUMENTS and call.arguments:
                        return self._if_given(DOCUMENT, term, opened.at(call.arguments[0].value))
        return None

    # queries

    def _row(self, term: Term) -> WholeText | None:
        """A row, or a column of one, that a loop over all rows is at."""
        expr = term.expr
        if isinstance(expr, Item):
            if isinstance(expr.index, Opaque):
                return None
            origins = self.names.origins(term.at(expr.value))
            found = (self._row(one) for one in origins if isinstance(one.expr, Element))
            return next((one for one in found if one is not None), None)
        assert isinstance(expr, Element)
        for origin in self.names.origins(term.at(expr.iterable)):
            if isinstance(origin.expr, CallOf):
                whole = self.of(origin)
                if whole is not None and whole.kind == ROWS:
                    return whole
        return None

    def _rows(self, term: Term, call: Call, cursor: Term) -> WholeText | None:
        statement = self._executed(term, call, cursor)
        text = "" if statement is None else known_text(self.values.of(statement))
        if "select" not in text.lower() or _LIMITED_SQL.search(text):
            return None
        return WholeText(ROWS, term.span, (cursor,))

    def _executed(self, term: Term, fetch: Call, cursor: Term) -> Term | None:
        """The SQL that a cursor was last given: in the same chain of calls, or before in the same function."""
        if isinstance(cursor.expr, CallOf):
            inner = cursor.module.calls[cursor.expr.call]
            return _sql(cursor, inner)
        found: Term | None = None
        for one in term.module.calls:
            if one.scope == fetch.scope and one.start < fetch.start and isinstance(one.function, Attr):
                if one.function.name == "execute" and reads_same(one.function.value, cursor.expr):
                    found = _sql(term, one)
        return found

    # whose it is

    def _if_given(self, kind: str, term: Term, path: Term) -> WholeText | None:
        """A file whose name comes from outside: of one that the program names, the author knows the length."""
        if self._is_upload(path):
            return WholeText(UPLOAD, term.span, (path,))
        return WholeText(kind, term.span, (path,)) if self._comes_from_outside(path) else None

    def _comes_from_outside(self, term: Term) -> bool:
        """Whether nothing that a path is made of is named by the program or its environment."""
        pending, seen = [term], set[tuple[int, int]]()
        while pending:
            for origin in self.names.origins(pending.pop()):
                if (id(origin.expr), id(origin.context)) in seen:
                    continue
                seen.add((id(origin.expr), id(origin.context)))
                if self._is_own(origin) or len(seen) > _MOST_PARTS:
                    return False
                if not self._is_given(origin):
                    pending.extend(origin.at(one) for one in children(origin.module, origin.expr))
        return True

    def _is_own(self, origin: Term) -> bool:
        """Whether a part of a path is the program's, or of the environment that it is set up in."""
        expr = origin.expr
        if isinstance(expr, Const):
            return isinstance(expr.value, str)
        if isinstance(expr, Ref):
            return expr.name == "__file__"
        if isinstance(expr, CallOf):
            name = self.names.qualified(origin.at(origin.module.calls[expr.call].function)) or ""
            return name.startswith(("os.getenv", "os.environ"))
        return isinstance(expr, Text) and any(isinstance(one, str) and one for one in expr.parts)

    def _is_given(self, origin: Term) -> bool:
        """Whether a part of a path is what a person types."""
        expr = origin.expr
        if isinstance(expr, Attr):
            return is_option(self.names, self.names.origins(origin.at(expr.value)))
        if isinstance(expr, Item):
            return self.names.qualified(origin.at(expr.value)) == "sys.argv"
        if isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            return self.names.qualified(origin.at(call.function)) == "builtins.input"
        return False


def _last(name: str | None) -> str:
    return (name or "").rpartition(".")[2]


def _sql(term: Term, call: Call) -> Term | None:
    is_execute = isinstance(call.function, Attr) and call.function.name == "execute"
    return term.at(call.arguments[0].value) if is_execute and call.arguments else None


def reads_same(one: Expr, other: Expr) -> bool:
    """Whether two expressions read the same name or attribute."""
    if isinstance(one, (Local, Ref)) and isinstance(other, (Local, Ref)):
        return one.name == other.name
    if isinstance(one, Attr) and isinstance(other, Attr):
        return one.name == other.name and reads_same(one.value, other.value)
    return False
