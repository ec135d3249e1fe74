"""`claudelint models --refresh`: what is asked of the API, and what becomes of its answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from api import LoopbackAPI
from models_command import KEY, OLD, Place, answering

from claudelint.catalog.catalog import load
from claudelint.catalog.refreshed import decode


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project, and a cache folder of the user's."""
    return Place.below(tmp_path)


def entry(model_id: str, **facts: object) -> dict[str, object]:
    """A model as the API lists it."""
    plain = {"type": "model", "id": model_id, "display_name": "A model", "created_at": "2026-11-01T00:00:00Z"}
    return {**plain, "lifecycle": "active", **facts}


def page(*entries: object, **more: object) -> dict[str, object]:
    """A page of the list."""
    return {"data": list(entries), "has_more": False, **more}


KNOWN = entry("claude-opus-5-5")


def test_refresh(place: Place) -> None:
    """All pages are asked for, nothing else is sent, and later runs know what was said, unless isolated."""
    with LoopbackAPI(today=date(2025, 6, 1)) as api:
        served = len({model.id for model in api._service.models.by_id.values()})
        done = place.run("models", "--refresh", **{**api.environment(), "ANTHROPIC_API_KEY": KEY})
        assert done.returncode == 0, done.stderr
        asked = api.requests
    assert {(one.method, one.path, one.sent) for one in asked} == {("GET", "/v1/models", b"")}
    assert {one.headers["authorization"] for one in asked} == {f"Bearer {KEY}"}
    words = done.stderr.decode()
    assert words.startswith(f"The API listed {served} models: 0 new, ")
    assert f"That is kept in {place.kept} and used from now on" in words
    assert KEY not in words + done.stdout.decode() + place.kept.read_text()
    today = date.today()
    assert done.stdout.decode().endswith(f"Catalogue of {load().as_of}, models refreshed on {today}.\n")
    assert b"claude-3-opus-20240229      active " in done.stdout
    assert place.run("check").stdout.count(b"CL401") == 0
    assert place.run("check", "--isolated").stdout.count(b"CL401") == 1
    assert b"was retired" in place.run("explain", "a.py:2", "--isolated").stdout
    assert b"was retired" not in place.run("explain", "a.py:2").stdout
    shown = place.run("check", "--show-settings").stdout.decode()
    assert f"catalogue: of {load().as_of}, models refreshed on {today}\n" in shown
    shown = place.run("check", "--show-settings", "--isolated").stdout.decode()
    assert f"catalogue: of {load().as_of}\n" in shown
    assert place.run("models", "--isolated").stdout.decode().endswith(f"Catalogue of {load().as_of}.\n")
    done = place.run("models", "--reset")
    assert done.stderr.decode() == f"removed {place.kept}\n"
    assert not place.kept.exists()
    assert place.run("check").stdout.count(b"CL401") == 1


def test_the_whole_list_is_asked_for(place: Place, loopback_api: LoopbackAPI) -> None:
    """What does not fit on one page is on the next."""
    done = place.run("models", "--refresh", **loopback_api.environment())
    assert done.stderr.startswith(f"The API listed {len(load().models)} models: 0 new, ".encode())
    first, second = loopback_api.requests
    assert isinstance(first.answer, dict)
    assert second.query["after_id"] == first.answer["last_id"]
    assert len(decode(place.kept.read_bytes()).models) == len(load().models)


def test_a_new_model_is_known_from_then_on(place: Place) -> None:
    """A model on the last page is no unknown one, and nothing but what the API says is known of it."""
    first = page(KNOWN, has_more=True, last_id="claude-opus-5-5")
    with answering(first, page(entry("claude-opus-7", max_tokens=5))) as api:
        done = place.run("models", "--refresh", ANTHROPIC_BASE_URL=api.url, ANTHROPIC_API_KEY=KEY)
        assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(b"The API listed 2 models: 1 new, ")
    assert ["after_id=claude-opus-5-5" in path for _, path, _ in api.asked] == [False, True]
    assert all("retired" in path for _, path, _ in api.asked)
    # what the API does not say of a new model is not known
    row = next(line for line in done.stdout.decode().splitlines() if line.startswith("claude-opus-7"))
    assert row.split() == ["claude-opus-7", "active", "-", "5", "-", "-"]
    (place.project / "a.py").write_text(OLD.replace("claude-3-opus-20240229", "claude-opus-7"))
    assert place.run("check", "--select", "CL403").stdout == b""
    assert place.run("check", "--select", "CL403", "--isolated").stdout.count(b"CL403") == 1


ENDLESS = page(KNOWN, has_more=True, last_id="claude-opus-5-5")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("no JSON", "the API answered something else than a list of models"),
        ({"models": []}, "the API answered something else than a list of models"),
        (page(), "the API lists none of the models that are known, among 0"),
        (page(entry("gpt-9")), "the API lists none of the models that are known, among 1"),
        (page(KNOWN, entry("a\x1b[31m")), "the API's list of models is not of the known form"),
        (page(KNOWN, entry("claude-x", display_name="a\nb")), "is not of the known form"),
        (page(KNOWN, entry("claude-x", lifecycle="asleep")), "is not of the known form"),
        (page(KNOWN, entry("claude-x", max_tokens=-1)), "is not of the known form"),
        (page(KNOWN, entry("claude-x", max_tokens="9")), "something else than a list of models"),
        (ENDLESS, "the API's list of models has no end"),
    ],
)
def test_an_odd_answer_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, answer: object, said: str
) -> None:
    """It is said, with status 2, and the built-in catalogue stays in force."""
    with answering(answer) as api:
        done = place.invoke(
            monkeypatch, "models", "--refresh", ANTHROPIC_BASE_URL=api.url, ANTHROPIC_API_KEY=KEY
        )
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not place.kept.exists()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 503])
def test_an_error_of_the_api(place: Place, status: int) -> None:
    """The status and the words of the API, but never the key, even where the API repeats it."""
    with answering({"error": {"message": f"no {KEY} \x1b[1m" + "x" * 999}}, status=status) as api:
        done = place.run("models", "--refresh", ANTHROPIC_BASE_URL=api.url, ANTHROPIC_API_KEY=KEY)
    words = done.stderr.decode()
    assert done.returncode == 2
    assert words.startswith(f"claudelint: the API answered {status}: ")
    assert "***" in words
    assert KEY not in words
    assert "\x1b" not in words
    assert len(words) < 400
    assert not place.kept.exists()


def test_the_api_is_not_there(place: Place) -> None:
    """A refused connection is an error, not a crash."""
    done = place.run("models", "--refresh", ANTHROPIC_API_KEY=KEY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"claudelint: the API cannot be reached: ")
    assert KEY.encode() not in done.stderr
    assert not place.kept.exists()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "there is no key: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN)"),
        ({"ANTHROPIC_API_KEY": "sk-ant-\u00e4"}, "the key holds characters that no key has"),
        ({"ANTHROPIC_API_KEY": "sk-ant\nx"}, "the key holds characters that no key has"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://[x"}, "ANTHROPIC_BASE_URL is no address"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://x:y"}, "ANTHROPIC_BASE_URL is no address"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "file:///x"}, "ANTHROPIC_BASE_URL is no address"),
    ],
)
def test_what_is_needed(
    place: Place, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    """Without a usable key nothing is asked."""
    done = place.invoke(monkeypatch, "models", "--refresh", **environment)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"claudelint: {said}")


def test_a_token_will_do(place: Place) -> None:
    """ANTHROPIC_AUTH_TOKEN stands in for a key."""
    with answering(page(KNOWN)) as api:
        place.run("models", "--refresh", ANTHROPIC_BASE_URL=api.url, ANTHROPIC_AUTH_TOKEN="token-1")
    assert [headers["Authorization"] for _, _, headers in api.asked] == ["Bearer token-1"]
    assert place.kept.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ImportError('not there')", 'the SDK is needed for that: pip install "claudelint-api[api]"'),
        ("__version__ = '0.125.0'", "anthropic 0.125.0 is too old for that: it takes 2.12 or later"),
    ],
)
def test_without_the_extra(place: Place, tmp_path: Path, text: str, said: str) -> None:
    """Without the SDK, or with an old one, it is said what is missing; the list itself does not need it."""
    (tmp_path / "path" / "anthropic").mkdir(parents=True)
    (tmp_path / "path" / "anthropic" / "__init__.py").write_text(text)
    path = str(tmp_path / "path")
    done = place.run("models", "--refresh", PYTHONPATH=path, ANTHROPIC_API_KEY=KEY)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"claudelint: {said}")
    assert place.run("models", PYTHONPATH=path).returncode == 0


def test_code_of_the_project_is_not_run(place: Place) -> None:
    """A file of the working directory that is called like the SDK is not imported."""
    (place.project / "anthropic.py").write_text("open('ran', 'w')\n")
    (place.project / "httpx2.py").write_text("open('ran', 'w')\n")
    with answering(page(KNOWN)) as api:
        done = place.run("models", "--refresh", ANTHROPIC_BASE_URL=api.url, ANTHROPIC_API_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert not (place.project / "ran").exists()
