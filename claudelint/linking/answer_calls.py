"""Calls by what they do with a part of an answer: change its text, parse it, hand it on, or look at its type."""

from __future__ import annotations

TEXT_METHODS = frozenset(
    {"strip", "lower", "upper", "lstrip", "rstrip", "replace", "split", "splitlines", "casefold", "title",
     "removeprefix", "removesuffix", "encode", "format", "partition", "rpartition"}
)  # fmt: skip
TYPE_TESTS = frozenset({"builtins.isinstance", "builtins.hasattr", "builtins.getattr", "builtins.type"})
# callables that hand on what they are given, or the list of it
SAME = frozenset(
    {"asyncio.wait_for", "asyncio.shield", "asyncio.create_task", "asyncio.ensure_future", "asyncio.run",
     "asyncio.gather", "typing.cast", "copy.copy", "copy.deepcopy", "builtins.reversed", "builtins.sorted"}
)  # fmt: skip
SAME_METHODS = frozenset({"create_task", "run_until_complete", "result"})
PARSERS = frozenset(
    {"json.loads", "json.load", "ast.literal_eval", "yaml.safe_load", "yaml.load", "orjson.loads", "ujson.loads",
     "json5.loads", "json_repair.loads", "json_repair.repair_json", "builtins.eval", "builtins.exec",
     "xml.etree.ElementTree.fromstring", "tomllib.loads"}
)  # fmt: skip
PARSING_METHODS = frozenset({"model_validate_json", "parse_raw", "validate_json", "from_json"})
RESPONSE_SELF = frozenset({"parse", "get_final_message", "until_done"})
