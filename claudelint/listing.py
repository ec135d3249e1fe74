"""What `claudelint models` does: it lists the models of the catalogue, and asks the API for newer facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from claudelint.judging.settings import ConfigError
from claudelint.reporting.output import write_err, write_out
from claudelint.running.refreshing import catalog_in_force, forget, keep

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True)
class ModelsFlags:
    """The flags of `models`, as they were given."""

    output_format: str = "text"
    lifecycle: tuple[str, ...] = ()
    refresh: bool = False
    reset: bool = False
    isolated: bool = False


def models_command(flags: ModelsFlags) -> None:
    """List the models; raises ConfigError."""
    if flags.refresh + flags.reset + flags.isolated > 1:
        raise ConfigError("--refresh, --reset and --isolated contradict each other")
    if flags.reset:
        _reset()
    if flags.refresh:
        _refresh()
    from claudelint.reporting.models import in_order, models_json, models_text

    in_force = catalog_in_force(None, isolated=flags.isolated)
    if in_force.notice is not None:
        write_err(f"note: {in_force.path}: {in_force.notice}\n")
    catalog = in_force.catalog
    wanted = [one for one in catalog.models if not flags.lifecycle or one.lifecycle in flags.lifecycle]
    models = in_order(wanted)
    if flags.output_format == "json":
        write_out(models_json(catalog, models))
    else:
        write_out("".join(models_text(catalog, models)))


def _refresh() -> None:
    from claudelint.catalog.catalog import load
    from claudelint.catalog.refreshed import refreshed
    from claudelint.running.api_client import Api, ApiError

    catalog = load()
    refresh = Api().models(date.today())
    if not any(catalog.find(model.id) for model in refresh.models):
        count = len(refresh.models)
        raise ApiError(f"the API lists none of the models that are known, among {count}; nothing was changed")
    try:
        path = keep(refresh)
    except OSError as error:
        raise ConfigError(f"{error.filename} cannot be written: {error.strerror}") from error
    write_err(
        f"The API listed {len(refresh.models)} models{_changes(catalog, refreshed(catalog, refresh))}.\n"
    )
    write_err(f"That is kept in {path} and used from now on; --reset removes it.\n")


def _changes(before: Catalog, after: Catalog) -> str:
    """How many models are new or other than before, in words."""
    known = {model.id: model for model in before.models}
    new = sum(model.id not in known for model in after.models)
    other = sum(model.id in known and model != known[model.id] for model in after.models)
    return f": {new} new, {other} with other facts than the built-in catalogue"


def _reset() -> None:
    try:
        path = forget()
    except OSError as error:
        raise ConfigError(f"{error.filename} cannot be removed: {error.strerror}") from error
    write_err("nothing was kept\n" if path is None else f"removed {path}\n")
