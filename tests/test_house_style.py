"""What STYLE and ARCHITECTURE ask of every file, checked for all parts at once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("planner", "ui", "resources")
LONGEST_FILE = 350
BROAD = {"Exception", "BaseException"}
NAMELESS = {
    "utils",
    "util",
    "utilities",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "misc",
    "shared",
    "base",
}

# The workers' boundary, the exception hooks and the command line's last line: only there is any exception at all taken.
MAY_CATCH_ANYTHING = {
    "ui/engine_runner.py", "ui/preview_thread.py", "ui/store_thread.py", "ui/problems.py", "planner/cli/app.py",
}  # fmt: skip

# Modules of planner without a test file of their own, and where they are tested instead.
TESTED_ELSEWHERE: dict[str, str] = {}


def _modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _named(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def _is_register(path: Path) -> bool:
    """Whether a package's `__init__` holds no function of its own: docstring, imports, names in order."""
    return path.name == "__init__.py" and not any(
        isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(path.read_text(encoding="utf-8")).body
    )


def _test_of(module: str) -> str:
    """Where the test of that module lies: `planner/models/cost.py` in `tests/planner/models/test_cost.py`."""
    path = Path(module)
    if path.name == "__init__.py":
        return (Path("tests") / path.parent.parent / f"test_{path.parent.name}.py").as_posix()
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


def _catches_anything(handler: ast.ExceptHandler) -> bool:
    """Whether a handler names nothing, Exception or BaseException, alone or in a tuple."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in caught)


def _places_that_catch_anything(text: str) -> list[int]:
    """Line numbers of handlers that catch any exception and do not raise it again as their last word."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler) and _catches_anything(node)
        if not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]


def _exceptions_without_reason(text: str) -> list[int]:
    """Line numbers of noqa and type: ignore comments that lack a code or, after it, a reason."""
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        for found in re.finditer(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)$", line)
        if not re.match(r"(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[a-z, -]+\])\s+#\s*\w", found["rest"])
    ]


def test_there_is_source_to_check() -> None:
    assert len(_modules(*SOURCES)) > 20


@pytest.mark.parametrize("name", _named(_modules(*SOURCES, "tests", "packaging")))
def test_a_module_is_named_after_an_idea(name: str) -> None:
    assert not NAMELESS.intersection(Path(name).with_suffix("").as_posix().split("/")), "a shared function has a floor"


@pytest.mark.parametrize("name", _named(_modules(*SOURCES)))
def test_a_file_is_one_idea_long(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines: split it along its ideas"


@pytest.mark.parametrize("name", _named(_modules("planner", "resources")))
def test_a_module_has_its_test(name: str) -> None:
    if _is_register(ROOT / name) or name in TESTED_ELSEWHERE:
        return
    assert (ROOT / _test_of(name)).is_file(), f"expected {_test_of(name)}"


def test_the_list_of_modules_tested_elsewhere_is_true() -> None:
    assert [name for name in TESTED_ELSEWHERE if not (ROOT / name).is_file() or (ROOT / _test_of(name)).is_file()] == []
    assert [test for test in TESTED_ELSEWHERE.values() if not (ROOT / test).is_file()] == []


@pytest.mark.parametrize("name", _named(_modules(*SOURCES)))
def test_no_exception_is_swallowed_unnamed(name: str) -> None:
    if name not in MAY_CATCH_ANYTHING:
        assert _places_that_catch_anything((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", _named(_modules(*SOURCES, "tests", "packaging")))
def test_every_lint_exception_has_code_and_reason(name: str) -> None:
    assert _exceptions_without_reason((ROOT / name).read_text(encoding="utf-8")) == []


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would shadow PyPI's packaging and break pytest"


def test_the_bootstrap_stays_small_and_alone() -> None:
    text = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert not imported & {"planner", "ui", "resources"}
    ast.parse(text, feature_version=(3, 8))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("try:\n    f()\nexcept Exception:\n    pass", [3]),
        ("try:\n    f()\nexcept:\n    pass", [3]),
        ("try:\n    f()\nexcept (ValueError, BaseException):\n    pass", [3]),
        ("try:\n    f()\nexcept (ValueError, OSError):\n    pass", []),
        ("try:\n    f()\nexcept BaseException:\n    g()\n    raise", []),
    ],
)
def test_broad_handlers_are_found(text: str, lines: list[int]) -> None:
    assert _places_that_catch_anything(text) == lines


# The marker is put together here so that this file does not trip over its own examples.
@pytest.mark.parametrize(
    ("comment", "lines"),
    [
        ("no" + "qa", [1]),
        ("no" + "qa: E501", [1]),
        ("no" + "qa: E501  # a table of hashes", []),
        ("type" + ": ignore", [1]),
        ("type" + ": ignore[misc]", [1]),
        ("type" + ": ignore[misc, arg-type]  # the stub is wrong", []),
    ],
)
def test_reasonless_lint_exceptions_are_found(comment: str, lines: list[int]) -> None:
    assert _exceptions_without_reason(f"x = 1  # {comment}") == lines
