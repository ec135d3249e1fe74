"""From what a rule wants changed to edits: commas, layout, comments, imports; from spans and text alone."""

from __future__ import annotations

from claudelint.editing.asynchronous import AsyncClient, make_client_async
from claudelint.editing.awaiting import awaited_call
from claudelint.editing.beta_method import through_beta
from claudelint.editing.betas import without_betas
from claudelint.editing.caching import (
    cache_beginning,
    cache_conversation,
    cache_document,
    in_order,
    move_marker,
    without_markers,
)
from claudelint.editing.changes import Change, Refused
from claudelint.editing.client_options import with_option
from claudelint.editing.collected_stream import text_at_once
from claudelint.editing.collecting import collect_results
from claudelint.editing.displays import as_dict
from claudelint.editing.error_classes import by_class
from claudelint.editing.hoisting import hoist
from claudelint.editing.httpx_objects import of_the_sdk
from claudelint.editing.imports import ensure_import
from claudelint.editing.items import (
    add_argument,
    add_entry,
    change_arguments,
    change_entries,
    change_items,
    remove_argument,
    remove_arguments,
    remove_entries,
    replace_argument_value,
)
from claudelint.editing.literals import rewrite_text_literal
from claudelint.editing.mending import mend
from claudelint.editing.model_needs import effort_accepted, length_accepted, thinking_accepted
from claudelint.editing.model_swap import Swap, plan_replacements, plan_swap
from claudelint.editing.parameters import EFFORTS, Parameters, effort_of
from claudelint.editing.positional import read_by_type
from claudelint.editing.prefill import ends_in_prefill, prefill_of
from claudelint.editing.raw_responses import awaited, by_method
from claudelint.editing.requirements import with_upper_bound
from claudelint.editing.semaphore import behind_semaphore
from claudelint.editing.stable_first import stable_first
from claudelint.editing.text import (
    apply,
    code_lines,
    comments,
    indent_at,
    insert,
    line_end,
    line_start,
    newline_of,
    next_line,
    replace,
    wrap,
)
from claudelint.editing.thinking import effort_for_budget, thinking_off
from claudelint.editing.together import started_together
from claudelint.editing.unused_imports import without_unused_imports

__all__ = [
    "EFFORTS",
    "AsyncClient",
    "Change",
    "Parameters",
    "Refused",
    "Swap",
    "add_argument",
    "add_entry",
    "apply",
    "as_dict",
    "awaited",
    "awaited_call",
    "behind_semaphore",
    "by_class",
    "by_method",
    "cache_beginning",
    "cache_conversation",
    "cache_document",
    "change_arguments",
    "change_entries",
    "change_items",
    "code_lines",
    "collect_results",
    "comments",
    "effort_accepted",
    "effort_for_budget",
    "effort_of",
    "ends_in_prefill",
    "ensure_import",
    "hoist",
    "in_order",
    "indent_at",
    "insert",
    "length_accepted",
    "line_end",
    "line_start",
    "make_client_async",
    "mend",
    "move_marker",
    "newline_of",
    "next_line",
    "of_the_sdk",
    "plan_replacements",
    "plan_swap",
    "prefill_of",
    "read_by_type",
    "remove_argument",
    "remove_arguments",
    "remove_entries",
    "replace",
    "replace_argument_value",
    "rewrite_text_literal",
    "stable_first",
    "started_together",
    "text_at_once",
    "thinking_accepted",
    "thinking_off",
    "through_beta",
    "with_option",
    "with_upper_bound",
    "without_betas",
    "without_markers",
    "without_unused_imports",
    "wrap",
]
