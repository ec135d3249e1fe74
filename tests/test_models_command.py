"""`claudelint models`: the table and the JSON, and what was kept of what the API said."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from models_command import Place

from claudelint.catalog.catalog import load
from claudelint.catalog.models import ModelFacts
from claudelint.catalog.refreshed import ListedModel, Refresh, decode, encode, refreshed
from claudelint.running.user_cache import user_cache_folder


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project, and a cache folder of the user's."""
    return Place.below(tmp_path)


# the list


def test_the_table(place: Place) -> None:
    """Every model has a line; the columns stand below each other, within 80 columns."""
    done = place.run("models")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert max(map(len, lines)) <= 80
    rows = {line.split()[0]: line for line in lines if line.startswith("claude-") and "lifecycle" not in line}
    assert rows.keys() == {model.id for model in load().models}
    assert rows["claude-opus-5-5"].split() == ["claude-opus-5-5", "active", "1M", "128k", "512", "4/20"]
    assert rows["claude-3-opus-20240229"].split()[1:3] == ["retired", "2026-01-05"]
    head = next(line for line in lines if line.startswith("opus "))
    for word, cell in (("window", "1M"), ("output", "128k"), ("cache", "512"), ("in/out $", "4/20")):
        assert head.index(word) + len(word) == rows["claude-opus-5-5"].index(f" {cell}") + len(f" {cell}"), (
            word
        )
    assert "* claude-haiku-5-5: 0.5/2.5 above 100,000 tokens of prompt." in lines
    assert lines[-1] == f"Catalogue of {load().as_of}."


def test_the_lines_of_models_stand_together(place: Place) -> None:
    """Each line of models has one part."""
    lines = place.run("models").stdout.decode().splitlines()
    heads = [line.split()[0] for line in lines if line.endswith("in/out $")]
    assert sorted(heads) == sorted({model.line for model in load().models})


def test_json_has_every_fact(place: Place) -> None:
    """All keys of the catalogue, with null for what is not known, sources and the date."""
    told = json.loads(place.run("models", "--output-format", "json").stdout)
    assert (told["as_of"], told["refreshed_on"]) == (str(load().as_of), None)
    assert {tuple(model) for model in told["models"]} == {ModelFacts.__struct_fields__}
    facts = {model.id: model for model in load().models}
    for model in told["models"]:
        assert msgspec.convert(model, ModelFacts) == facts[model["id"]]
        assert model["sources"]


def test_only_some_stages(place: Place) -> None:
    """`--lifecycle` may be given several times."""
    done = place.run(
        "models", "--output-format", "json", "--lifecycle", "active", "--lifecycle", "deprecated"
    )
    stages = {model["lifecycle"] for model in json.loads(done.stdout)["models"]}
    assert stages >= {"active"}
    assert stages <= {"active", "deprecated"}


# what was kept

GOOD = Refresh(date.today(), (ListedModel("claude-3-opus-20240229", "Claude Opus 3", "active"),))


def text_of(refresh: Refresh, **changes: object) -> str:
    """What is kept, with other values."""
    return json.dumps({**json.loads(encode(refresh)), **changes})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not what `claudelint models --refresh` writes"),
        ("[1, 2", "is not what `claudelint models --refresh` writes"),
        (text_of(GOOD, format=2), "is not what `claudelint models --refresh` writes"),
        (text_of(GOOD, models=[]), "is not what `claudelint models --refresh` writes"),
        (text_of(GOOD, price=1), "is not what `claudelint models --refresh` writes"),
        (text_of(GOOD, models=[{"id": "a b"}]), "is not what `claudelint models --refresh` writes"),
        (text_of(GOOD, fetched_on=str(date.today() + timedelta(9))), "which is to come"),
        (" " * 5_000_001, "is no file of claudelint's, or too large"),
    ],
    ids=["empty", "broken", "format", "no models", "other key", "no id", "to come", "large"],
)
def test_a_file_that_cannot_be_right_is_passed_over(
    place: Place, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """It is said once, the built-in catalogue is used, and the status is that of the findings."""
    place.kept.write_text(text)
    done = place.invoke(monkeypatch, "check", "--select", "CL401")
    assert (done.exit_code, done.stdout.count("CL401")) == (1, 1)
    notes = [line for line in done.stderr.splitlines() if line.startswith("note: ")]
    assert len(notes) == 1
    assert notes[0].startswith(f"note: {place.kept}: ")
    assert said in notes[0]
    assert notes[0].endswith("the built-in catalogue is used")
    for arguments in (("models",), ("check", "--show-settings"), ("explain", "a.py:2")):
        assert said in place.invoke(monkeypatch, *arguments).stderr, arguments
    for flag in ("--quiet", "--isolated"):
        assert "note" not in place.invoke(monkeypatch, "check", flag).stderr


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_file_is_not_read(place: Place, tmp_path: Path, kind: str) -> None:
    """A link to a good file, a folder and a pipe are passed over, and nothing waits for them."""
    (tmp_path / "good.json").write_bytes(encode(GOOD))
    make = {
        "link": lambda: place.kept.symlink_to(tmp_path / "good.json"),
        "folder": place.kept.mkdir,
        "pipe": lambda: os.mkfifo(place.kept),
    }
    make[kind]()
    done = place.run("check", "--select", "CL401")
    assert done.stdout.count(b"CL401") == 1
    assert b"the built-in catalogue is used" in done.stderr


def test_files_without_claude_do_not_ask_for_it(place: Place) -> None:
    """A run that needs no catalogue does not look at what was kept."""
    place.kept.write_text("broken")
    (place.project / "a.py").write_text("print(1)\n")
    assert b"note" not in place.run("check").stderr


def test_an_older_refresh_than_the_catalogue_is_void(place: Place) -> None:
    """A newer release of claudelint knows more than what was asked before it."""
    place.kept.write_text(text_of(GOOD, fetched_on=str(load().as_of - timedelta(1))))
    done = place.run("check", "--select", "CL401")
    assert (done.stdout.count(b"CL401"), b"note" in done.stderr) == (1, False)


# how facts change

DAY = date(2026, 12, 1)


def changed(listed: ListedModel, today: date = DAY) -> ModelFacts:
    """A model of the catalogue by what the API said on a day."""
    catalog = refreshed(load(today), Refresh(DAY, (listed,)))
    model = catalog.find(listed.id)
    assert model is not None
    return model


def listed(model_id: str, lifecycle: str = "active", **facts: object) -> ListedModel:
    """A model as the API lists it."""
    return msgspec.convert({"id": model_id, "name": "A model", "lifecycle": lifecycle, **facts}, ListedModel)


def test_what_the_api_says_replaces_what_was_known() -> None:
    """Stage, dates and sizes; all else stays."""
    before = load(DAY).find("claude-opus-5-5")
    facts = {
        "deprecated_on": "2026-11-30",
        "retires_on": "2027-01-02",
        "context_window": 5,
        "max_output_tokens": 6,
    }
    after = changed(listed("claude-opus-5-5", "deprecated", **facts))
    assert before is not None
    assert after.is_deprecated
    assert (after.deprecated_on, after.retires_on) == (date(2026, 11, 30), date(2027, 1, 2))
    assert (after.context_window, after.max_output_tokens) == (5, 6)
    assert (after.price, after.name, after.aliases) == (before.price, before.name, before.aliases)
    assert changed(listed("claude-opus-5-5", "deprecated", **facts), date(2027, 1, 2)).is_retired


def test_what_the_api_does_not_say_stays() -> None:
    """Sizes stay; a model that is served and superseded stays so; an announcement that was taken back is void."""
    legacy = changed(listed("claude-opus-5"))
    assert (legacy.lifecycle, legacy.context_window) == ("legacy", 1_000_000)
    assert changed(listed("claude-opus-5", "retired")).is_retired
    revived = changed(listed("claude-sonnet-4-5-20250929"))
    assert (revived.lifecycle, revived.retires_on, revived.deprecated_on) == ("active", None, None)


def test_an_overdue_retirement_has_not_come_to_pass() -> None:
    """A model that the API served after its day is deprecated, whatever the calendar says."""
    overdue = listed("claude-sonnet-4-5-20250929", "deprecated", retires_on="2026-11-30")
    assert changed(overdue, date(2027, 6, 1)).is_deprecated


def test_an_alias_in_the_list_is_its_model() -> None:
    """What is listed by an alias changes the model of that alias."""
    assert changed(listed("claude-sonnet-4-5", "retired")).id == "claude-sonnet-4-5-20250929"
    assert changed(listed("claude-sonnet-4-5", "retired")).is_retired


def test_a_new_model_is_found() -> None:
    """By its id; only ids of Claude models are taken."""
    catalog = refreshed(load(DAY), Refresh(DAY, (listed("claude-opus-7", line="opus"), listed("gpt-9"))))
    new = catalog.find("claude-opus-7")
    assert new is not None
    assert (new.line, new.price, new.thinking_types) == ("opus", None, None)
    assert new.sources == (f"the API's list of models, {DAY}",)
    assert catalog.find("gpt-9") is None
    assert (catalog.as_of, catalog.refreshed_on) == (load().as_of, DAY)


def test_what_is_kept_is_read_again() -> None:
    """Encoding and decoding give the same."""
    assert decode(encode(GOOD)) == GOOD


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CLAUDELINT_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x"}, "/c"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/claudelint"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h/.cache/claudelint"),
        ({"HOME": "/h"}, "/h/.cache/claudelint"),
    ],
)
def test_where_it_is_kept(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    """In the folder that is given, else in that of the platform."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("CLAUDELINT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert str(user_cache_folder()) == expected
