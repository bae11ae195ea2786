"""The rules of the house: layers, no SQL in Python, questions declared and documented, small modules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cspdash import cli
from cspdash.catalogue import questions
from tests.builders import rows, write_street

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "cspdash"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = [REPOSITORY / "app.py", *sorted((REPOSITORY / "pages").glob("*.py"))]
QUESTIONS = questions()
# How a statement begins, and the pairs of words that only a statement holds.
STATEMENT = re.compile(
    r"^\s*(select|insert|create|delete|update|drop|copy|attach|detach|pragma|with\s+\w+\s+as)\s+\S"
    r"(?=[\s\S]*\b(from|into|as|table|set|to|view|macro|select)\b)"
    r"|\bSELECT\b[\s\S]*\bFROM\b|\bINSERT\s+INTO\b|\bDELETE\s+FROM\b|\bCREATE\s+(OR|TEMP|TABLE|VIEW|MACRO)\b"
    r"|\b(GROUP|ORDER)\s+BY\b|\bWHERE\b",
)
TEXTS = (".py", ".sql", ".yaml", ".yml", ".toml", ".md", ".txt", ".css", ".csv", ".cfg", ".ini", ".sh", "")
SKIPPED = {".git", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".venv",
           "__pycache__", "inbox", "raw", "store", "work"}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def texts_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string that is not a docstring, f-strings as their fixed parts joined."""
    docstrings = {
        id(node.body[0].value) for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else " x " for part in node.values]
            yield node.lineno, "".join(map(str, parts))


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_imports_point_one_way() -> None:
    """The contracts of pyproject.toml: layers, and Streamlit only in cspdash/ui."""
    done = run_python("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_pages_hold_no_frames_and_no_sql(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    assert not imported(tree) & {"duckdb", "pandas", "numpy", "sqlite3"}
    assert [text for text in texts_in(tree) if STATEMENT.search(text[1])] == []


def test_no_sql_in_the_package() -> None:
    found = [
        f"{name_of(path)}:{line}: {text[:60]}"
        for path in MODULES
        for line, text in texts_in(ast.parse(path.read_text(encoding="utf-8")))
        if STATEMENT.search(text)
    ]
    assert found == []


def test_the_search_for_sql_knows_sql_when_it_sees_it() -> None:
    """Every statement file of queries/ would be found, were it written in Python."""
    bare = {
        path: re.sub(r"--.*", "", path.read_text(encoding="utf-8")) for path in (REPOSITORY / "queries").glob("*.sql")
    }
    assert bare
    assert [name_of(path) for path, text in bare.items() if not STATEMENT.search(text)] == []
    assert STATEMENT.search("select 1 from x")
    assert not STATEMENT.search("load them, or ask for E01025703")


def test_nothing_but_ui_loads_streamlit() -> None:
    modules = [
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in MODULES
        if not path.is_relative_to(PACKAGE / "ui") and path.name != "__main__.py"
    ]
    assert "cspdash" in modules
    assert len(modules) > 20
    done = run_python(
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "sys.exit('streamlit' in sys.modules)"
    )
    assert done.returncode == 0, done.stderr


def test_a_load_of_police_uk_files_takes_no_heavy_library(tmp_path: Path) -> None:
    """A third of a small load would go into importing what only tables, maps and pages need."""
    write_street(tmp_path / "in", rows(3))
    done = run_python(
        "import os, sys\n"
        f"os.environ['CSPDASH_STORE'] = {str(tmp_path / 'store')!r}\n"
        "from cspdash.cli import main\n"
        f"code = main(['load', {str(tmp_path / 'in')!r}])\n"
        "sys.exit(', '.join({'pandas', 'numpy', 'shapely', 'scipy', 'openpyxl'} & sys.modules.keys()) or code)"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=name_of)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_use_exactly_the_parameters_that_they_declare(name: str) -> None:
    asked = QUESTIONS[name]
    statement = re.sub(r"--.*", "", asked.sql)
    assert {parameter.name for parameter in asked.parameters} == set(re.findall(r"\$(\w+)", statement))


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_say_what_they_are(name: str) -> None:
    asked = QUESTIONS[name]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    assert asked.title
    assert asked.question.endswith("?")
    assert asked.columns
    for parameter in asked.parameters:
        assert (parameter.type == "choice") is bool(parameter.values), parameter.name
        assert parameter.default is None or not parameter.values or parameter.default in parameter.values


@pytest.fixture(scope="module")
def readme() -> str:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_readme_lists_every_question(name: str, readme: str) -> None:
    assert re.search(rf"^\|\s*`{name}`\s*\|", readme, re.MULTILINE), f"README.md has no row for {name}"


def test_the_readme_lists_every_command(readme: str) -> None:
    commands = cli.command_names()
    assert {"load", "query", "status", "sample", "check"} <= set(commands)
    assert [name for name in commands if not re.search(rf"python -m cspdash {name}\b", readme)] == []


def test_the_readme_names_every_setting(readme: str) -> None:
    named = {
        text
        for path in MODULES
        for _, whole in texts_in(ast.parse(path.read_text(encoding="utf-8")))
        for text in re.findall(r"\bCSPDASH_[A-Z]+\b", whole)
    }
    assert "CSPDASH_STORE" in named
    assert sorted(name for name in named if name not in readme) == []


def test_no_file_names_this_machine() -> None:
    """Neither the folder of this copy nor the interpreter's or the user's own folder."""
    here = {str(REPOSITORY), f"{REPOSITORY.parent}/", sys.prefix, str(Path.home())} - {"/", "//"}
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(here)))})")
    found = []
    for path in REPOSITORY.rglob("*"):
        inner = path.relative_to(REPOSITORY).parts
        if path.suffix in TEXTS and not SKIPPED & set(inner) and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{name_of(path)} names {place}" for place in set(pattern.findall(text))]
    assert found == []
