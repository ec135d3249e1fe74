"""What keeps the list that a request sends, and what is done to its beginning."""

from __future__ import annotations

import pytest
from harness import requests_of

LOOP = """
import anthropic
from collections import deque
client = anthropic.Anthropic()
N = 8
def cut(given): return given[-N:]
def same(given): return [one for one in given]
def work(task, given, n):
    messages = [{"role": "user", "content": task}]
    for turn in range(30):
        FIRST
        message = client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=SENT)
        messages.append({"role": "assistant", "content": message.content})
        LAST
"""

# code at the beginning of a turn, what is sent, code at its end; the kinds of edits, None where nothing is kept
CASES = {
    "only added to": ("pass", "messages", "pass", []),
    "a window at the call": ("pass", "messages[-10:]", "pass", ["cut"]),
    "a window of a constant": ("pass", "messages[-N:]", "pass", ["cut"]),
    "a window from a number": ("pass", "messages[len(messages) - N:]", "pass", ["cut"]),
    "a window by a variable": ("sent = messages[-10:]", "sent", "pass", ["cut"]),
    "a window in its place": ("pass", "messages", "messages = messages[-10:]", ["cut"]),
    "a window into the list": ("pass", "messages", "messages[:] = messages[-10:]", ["cut"]),
    "a window by a function": ("pass", "cut(messages)", "pass", ["cut"]),
    "by a function in its place": ("messages = cut(messages)", "messages", "pass", ["cut"]),
    "the first and a window": ("pass", "[messages[0], *messages[-4:]]", "pass", ["cut"]),
    "a sum with a window": ("pass", "messages[:1] + messages[-4:]", "pass", ["cut"]),
    "on a condition": ("pass", "messages", "if given: messages = messages[-10:]", ["cut"]),
    "the first taken off": ("messages.pop(0)", "messages", "pass", ["cut"]),
    "the first deleted": ("del messages[0]", "messages", "pass", ["cut"]),
    "some of the first deleted": ("del messages[:2]", "messages", "pass", ["cut"]),
    "from a place on, in its place": ("pass", "messages", "messages = messages[2:]", ["cut"]),
    "a copy from a place on": ("pass", "messages[1:]", "pass", []),
    "from an unknown place on": ("pass", "messages[n:]", "pass", []),
    "the newest alone": ("pass", "messages[-1:]", "pass", None),
    "all": ("pass", "messages[:]", "pass", []),
    "a copy": ("pass", "list(messages)", "pass", []),
    "a copy by a function": ("pass", "same(messages)", "pass", []),
    "the last taken off": ("messages.pop()", "messages", "pass", []),
    "the last deleted": ("del messages[-1]", "messages", "pass", []),
    "the end cut off": ("pass", "messages", "messages = messages[:-1]", []),
    "put in front": ("messages.insert(0, given)", "messages", "pass", ["inserted"]),
    "the first of a copy": ("sent = list(messages); sent.pop(0)", "sent", "pass", []),
    "the first of a copy deleted": ("sent = list(messages); del sent[0]", "sent", "pass", []),
    "a copy shortened": ("sent = list(messages)\n        while len(sent) > 9: sent.pop(0)", "sent", "pass",
                         ["cut"]),
    "put before the last": ("messages.insert(-1, given)", "messages", "pass", []),
    "the first written anew": ('messages[0] = given', "messages", "pass", ["written"]),
    "what the first says": ('messages[0]["content"] = given', "messages", "pass", ["written"]),
    "a marker on the first": ('messages[0]["cache_control"] = given', "messages", "pass", []),
    "the last written anew": ('messages[-1]["content"] = given', "messages", "pass", []),
    "older ones written anew": (
        'for old in messages[:-4]: old["content"] = ""', "messages", "pass", ["written"],
    ),
    "all written anew": ('for old in messages: old["content"] = ""', "messages", "pass", []),
    "a list of its own": ('messages = [{"role": "user", "content": given}]', "messages", "pass", None),
    "another list": ("pass", "given", "pass", None),
}  # fmt: skip


@pytest.mark.parametrize(("first", "sent", "last", "edits"), CASES.values(), ids=CASES)
def test_a_list_that_a_loop_carries(first: str, sent: str, last: str, edits: list[str] | None) -> None:
    """What takes from its beginning is an edit, what takes from its end is none."""
    code = LOOP.replace("FIRST", first).replace("SENT", sent).replace("LAST", last)
    with requests_of(code) as requests:
        kept = requests[0].kept_lists
        assert [[edit.kind for edit in one.edits] for one in kept] == ([] if edits is None else [edits])
        assert all(one.additions for one in kept)


KEPT = """
import anthropic
from collections import deque
client = anthropic.Anthropic()
HISTORY, TABLE = [], {}
class Other:
    def __init__(self):
        self.kept = []
    def add(self, one):
        self.kept.append(one)
    def cut(self):
        self.kept = self.kept[-9:]
class Chat:
    def __init__(self, first):
        self.kept, self.table = [], {}
        self.kept.append(first)
        self.kept.pop(0)
        self.long = deque(maxlen=9)
        self.other = Other()
    def say(self, words, key):
        BEFORE
        message = client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=SENT)
        ADDED({"role": "assistant", "content": message.content})
"""

# code before the request, what is sent, what adds the answer; the edits
PLACES = {
    "an attribute": ("pass", "self.kept", "self.kept.append", []),
    "a window of it": ("pass", "self.kept[-9:]", "self.kept.append", ["cut"]),
    "cut in its place": ("self.kept = self.kept[-9:]", "self.kept", "self.kept.append", ["cut"]),
    "shortened": ("while len(self.kept) > 9: self.kept.pop(0)", "self.kept", "self.kept.append", ["cut"]),
    "by a name": ("kept = self.kept", "kept[-9:]", "kept.append", ["cut"]),
    "for each key": ("kept = self.table[key]", "kept[-9:]", "kept.append", ["cut"]),
    "looked up": ("kept = self.table.setdefault(key, [])", "kept", "kept.append", []),
    "at its key": ("pass", "self.table[key][-9:]", "self.table[key].append", ["cut"]),
    "another object": ("pass", "self.other.kept", "self.other.add", ["cut"]),
    "a deque that drops items": ("pass", "list(self.long)", "self.long.append", ["cut"]),
    "the module": ("pass", "HISTORY[-9:]", "HISTORY.append", ["cut"]),
    "the module's dict": ("kept = TABLE[key]", "kept", "kept.append", []),
}


@pytest.mark.parametrize(("before", "sent", "added", "edits"), PLACES.values(), ids=PLACES)
def test_a_list_that_outlives_the_call(before: str, sent: str, added: str, edits: list[str]) -> None:
    """An object or the module keeps it, by itself or for each key."""
    with requests_of(
        KEPT.replace("BEFORE", before).replace("SENT", sent).replace("ADDED", added)
    ) as requests:
        (kept,) = requests[0].kept_lists
        assert kept.loop == -1
        assert [edit.kind for edit in kept.edits] == edits
        assert len(kept.additions) == 1


def test_a_list_that_is_passed_in_is_not_kept() -> None:
    """Who holds it is out of sight."""
    code = KEPT.replace("BEFORE", "pass").replace("SENT", "words[-9:]").replace("ADDED", "words.append")
    with requests_of(code) as requests:
        assert requests[0].kept_lists == ()


BEGUN = """
import anthropic
client = anthropic.Anthropic()
class Chat:
    def __init__(self):
        self.kept = []
    def reset(self):
        self.kept = []
    def say(self, words):
        BEFORE
        for turn in range(9):
            WITHIN
            message = client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=self.kept)
            self.kept.append({"role": "assistant", "content": message.content})
"""


@pytest.mark.parametrize(
    ("before", "within", "carried_by"),
    [
        ("pass", "pass", ["object"]),
        ("self.kept = [words]", "pass", ["loop"]),
        ("self.reset()", "pass", ["loop"]),
        ("if words: self.kept = [words]", "pass", ["object"]),
        ("if words: self.reset()", "pass", ["object"]),
        ("pass", "self.kept = [words]", []),
    ],
)
def test_a_list_that_a_method_begins_anew(before: str, within: str, carried_by: list[str]) -> None:
    """It is carried by the loop behind that, and not from one call of the method to the next."""
    with requests_of(BEGUN.replace("BEFORE", before).replace("WITHIN", within)) as requests:
        kept = requests[0].kept_lists
        assert ["object" if one.loop < 0 else "loop" for one in kept] == carried_by


def test_what_is_added_to_a_copy_is_not_kept() -> None:
    """A list that begins with what an object keeps is carried by its loop, and not by the object."""
    code = """
        import anthropic
        client = anthropic.Anthropic()
        class Chat:
            def __init__(self):
                self.kept = []
            def note(self, words):
                self.kept.append({"role": "user", "content": words})
                self.kept = self.kept[-9:]
            def work(self, words):
                messages = [{"role": one["role"], "content": one["content"]} for one in self.kept]
                messages.append({"role": "user", "content": words})
                for turn in range(9):
                    message = client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=messages)
                    messages.append({"role": "assistant", "content": message.content})
    """
    with requests_of(code) as requests:
        by_loop, by_object = requests[0].kept_lists
        assert (len(by_loop.additions), by_loop.loop >= 0) == (1, True)
        assert (len(by_object.additions), by_object.loop) == (1, -1)
        assert requests[0].prefix_changes == ()
