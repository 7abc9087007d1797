"""The first commands of somebody new, as processes: init, then check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "csmail"]


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CSMAIL_", "SUPPORT_"))}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, cwd=at, env=environment, check=False
    )


def test_init_writes_a_desk_and_says_what_comes_next(tmp_path: Path) -> None:
    done = run("init", "desk", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "desk" / "rules.yaml").is_file()
    assert (tmp_path / "desk" / "templates" / "acknowledgement.id.txt").is_file()
    assert "csmail check" in done.stdout


def test_init_a_second_time_changes_nothing_and_says_so(tmp_path: Path) -> None:
    assert run("init", at=tmp_path).returncode == 0
    (tmp_path / "rules.yaml").write_text("mine", encoding="utf-8")
    done = run("init", at=tmp_path)
    assert done.returncode == 2
    assert "rules.yaml" in done.stderr
    assert "there already" in done.stderr
    assert (tmp_path / "rules.yaml").read_text(encoding="utf-8") == "mine"


def test_init_with_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run("init", "desk", "--dry-run", "--json", at=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["dry_run"] is True
    assert "desk/rules.yaml" in document["written"]
    assert not (tmp_path / "desk").exists()


def test_what_init_wrote_is_without_fault_as_it_is(tmp_path: Path) -> None:
    run("init", at=tmp_path)
    done = run("check", "--offline", at=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert run("rules", "check", at=tmp_path).returncode == 0
    assert run("templates", "check", at=tmp_path).returncode == 0


def test_check_without_a_password_ends_with_the_code_for_logins(tmp_path: Path) -> None:
    run("init", at=tmp_path)
    done = run("check", "--json", at=tmp_path)
    document = json.loads(done.stdout)
    assert done.returncode == document["exit_code"] == 77
    assert any("SUPPORT_PASSWORD" in finding["words"] for finding in document["findings"])


def test_check_without_a_configuration_says_where_it_looked(tmp_path: Path) -> None:
    done = run("check", at=tmp_path)
    assert done.returncode == 78
    assert "csmail init" in done.stderr


def test_the_documents_have_a_schema(tmp_path: Path) -> None:
    for command in ("demo", "init", "check"):
        done = run("schema", command, at=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "schema_version" in json.loads(done.stdout)["properties"]
