"""Templates to responses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response


class Pages:
    """Templates to responses."""

    def __init__(self, title: str) -> None:
        self._templates = Environment(
            loader=PackageLoader("connectors.staff"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._templates.globals["title"] = title
        self._templates.filters["address"] = lambda text: quote(text, safe="")

    def show(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        """Show the page of that name."""
        values = {"session": None, "root": request.scope.get("root_path", ""), **values}
        return HTMLResponse(self._templates.get_template(name).render(values), status)


def to(request: Request, path: str) -> RedirectResponse:
    """Lead to another page of the console."""
    return RedirectResponse(request.scope.get("root_path", "") + path, 303)
