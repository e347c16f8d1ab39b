"""What is installed is all that is needed: the wheel works in a folder without the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("agent", "catalog", "web")

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not in a repository"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", folder]
    done = subprocess.run([*map(str, build)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def kept(*folders: str) -> set[str]:
    """The files that git knows of, and that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def test_the_wheel_has_every_file_of_the_packages(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        assert kept(*PACKAGES) <= set(wheel.namelist())


def test_what_is_in_the_wheel_is_used_by_it(built: Path) -> None:
    """Data of benches and checks lies in tests/ and scripts/, but for what the commands read."""
    with zipfile.ZipFile(wheel := next(built.glob("*.whl"))) as packed:
        held = {
            i.filename: i.file_size for i in packed.infolist() if ".dist-info/" not in i.filename
        }
        written = [n for n in held if Path(n).suffix in _SAYS]
        said = "\n".join(packed.read(name).decode() for name in written)
    assert {name.partition("/")[0] for name in held} == set(PACKAGES)
    data = [name for name in held if not name.endswith(".py")]
    # By its name, by its stem where the ending is added, or by its folder, a file for a language.
    unnamed = [n for n in data if not any(w in said for w in (Path(n).name, f'"{Path(n).stem}'))]
    assert {str(Path(name).parent) for name in unnamed} <= _BY_FOLDER, unnamed
    assert wheel.stat().st_size < 2_850_000
    large = {name for name, size in held.items() if size > 100_000}
    lists = {f"catalog/{name}" for name in ("concepts.tsv", "cities.tsv", "given_names.txt")}
    assert large == {*lists, "agent/answering/plainly.npz"}


_SAYS = (".py", ".html", ".css", ".js", ".jinja", ".toml", ".csv")
_BY_FOLDER = {"agent/check/questions", "agent/check/reading", "catalog/sources"}


def test_a_server_loads_nothing_of_benches_and_checks() -> None:
    told = "import sys, web.commands.serve, web.server, web.application; "
    told += "print([m for m in sys.modules if m.startswith(('web.bench', 'agent.check'))])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_sdist_has_every_file(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    assert kept() <= held


@pytest.mark.slow
def test_the_wheel_alone_reads_a_catalog_and_answers(built: Path, tmp_path: Path) -> None:
    installed, shop = tmp_path / "installed", tmp_path / "shop"
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    shop.mkdir()
    (shop / "products.csv").write_text("sku,title,price\nL1,Lamp,19.90\nT1,Tent,99.00\n")

    def tresen(*arguments: str) -> str:
        run = [sys.executable, "-c", "from web.cli import main; main()", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(installed)}
        done = subprocess.run(run, cwd=shop, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = [sys.executable, "-c", "import agent, catalog, web; print(web.__file__)"]
    found = subprocess.run(
        where, cwd=shop, env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True
    )
    assert str(installed) in found.stdout.decode()
    assert "handoffs" in tresen("--help")
    tresen("init", "--name", "Kontor", "--url", "https://kontor.example", "--languages", "en",
           "--currency", "EUR", "--email", "a@kontor.example")  # fmt: skip
    assert "2 products" in tresen("ingest", "products.csv")
    told = json.loads(tresen("chat", "--json", "--once", "How much is the lamp?"))
    assert "€19.90" in told["reply"]
