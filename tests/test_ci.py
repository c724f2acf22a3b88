"""The tool in other people's automation: pre-commit, the GitHub action, the workflow of a first project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "action.yml"
PAGE = next((ROOT / "seeds").glob("000*.txt"))
CLEAN = sorted((ROOT / "tests" / "clean").glob("*.txt"))


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, str]:
    """The environment of a runner, with this checkout's command on its path and a home of its own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "chongpai"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m pipeline "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return os.environ | {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "home" / ".cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "CI": "true",
    }


def git(folder: Path, *arguments: str, env: dict[str, str]) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, env=env, check=True, capture_output=True)


def commit(folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Commit all there is, through the hooks that pre-commit has installed."""
    git(folder, "add", "-A", env=env)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    return subprocess.run(
        ["git", *who, "commit", "-m", "Texts"],
        cwd=folder,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )


def install_hooks(folder: Path, env: dict[str, str], *, language: str = "system") -> None:
    """Install our hooks as they are declared, but for the installing of the command itself."""
    hooks = [hook | {"language": language} for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=folder, env=env, check=True, capture_output=True
    )


def test_pre_commit_takes_the_hooks_as_they_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", HOOKS], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_commit_is_repaired_checked_and_then_taken(tmp_path: Path, tools: dict[str, str]) -> None:
    project = tmp_path / "project"
    (project / "texts").mkdir(parents=True)
    shutil.copy(PAGE, project / "texts" / "page.txt")
    for path in CLEAN:
        shutil.copy(path, project / "texts")
    (project / "requirements.txt").write_text("flask\n", encoding="utf-8")
    git(project, "init", "-q", env=tools)
    install_hooks(project, tools)

    first = commit(project, tools)
    assert first.returncode != 0
    assert "texts/page.txt: repaired" in first.stderr + first.stdout
    changed = subprocess.run(
        ["git", "diff", "--name-only"], cwd=project, env=tools, capture_output=True, text=True, check=True
    )
    assert changed.stdout == "texts/page.txt\n"
    second = commit(project, tools)
    assert second.returncode == 0, second.stdout + second.stderr


def test_a_stale_file_stops_a_commit(tmp_path: Path, tools: dict[str, str]) -> None:
    git(tmp_path, "init", "-q", "project", env=tools)
    project = tmp_path / "project"
    normalized = subprocess.run(
        ["chongpai", "normalize", PAGE, "--to", "txt"], env=tools, capture_output=True, check=True
    )
    (project / "page.txt").write_bytes(normalized.stdout)
    subprocess.run(["chongpai", "normalize", "page.txt", "-o", "page.md"], cwd=project, env=tools, check=True)
    install_hooks(project, tools)
    assert commit(project, tools).returncode == 0
    text = (project / "page.md").read_text(encoding="utf-8")
    (project / "page.md").write_text(text.rstrip("\n") + "多了一句。\n", encoding="utf-8")
    stopped = commit(project, tools)
    assert stopped.returncode != 0
    assert "error: source/changed: not what its source becomes" in stopped.stdout + stopped.stderr


@pytest.mark.parametrize("schema", ["vendor.github-actions"])
def test_the_action_is_what_its_schema_says(schema: str) -> None:
    assert validate(schema, ACTION) == ""


def validate(schema: str, path: Path) -> str:
    """Check a file against one of the schemas that check-jsonschema carries; empty when all is well."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode else ""


def test_the_schema_can_refuse(tmp_path: Path) -> None:
    bad = tmp_path / "action.yml"
    bad.write_text("name: a\nruns: {using: composite}\n", encoding="utf-8")
    assert "is a required property" in validate("vendor.github-actions", bad)


def run_steps(
    steps: list[dict[str, Any]], folder: Path, env: dict[str, str], values: dict[str, str]
) -> tuple[str, int]:
    """Run the shell steps as a runner does: its expressions filled in, bash -e, until one fails."""
    said = ""
    for step in steps:
        if "run" not in step:
            continue
        own = {key: fill(value, values) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", fill(step["run"], values)],
            cwd=folder,
            env=env | own,
            capture_output=True,
            text=True,
            check=False,
        )
        said += done.stdout + done.stderr
        if done.returncode:
            return said, done.returncode
    return said, 0


def fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"${{{{ {name} }}}}", value)
    assert "${{" not in text
    return text


def read_action(**inputs: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Give the action's steps, and what its expressions stand for with these inputs."""
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    values = {name.replace("_", "-"): value for name, value in inputs.items()}
    said = {name: values.pop(name, str(entry["default"])) for name, entry in action["inputs"].items()}
    assert not values
    return action["runs"]["steps"], {f"inputs.{name}": value for name, value in said.items()}


@pytest.fixture
def job(tmp_path: Path, tools: dict[str, str]) -> Path:
    """A workspace with one text, where a job runs."""
    tools["GITHUB_OUTPUT"] = str(tmp_path / "output")
    folder = tmp_path / "workspace"
    (folder / "texts").mkdir(parents=True)
    shutil.copy(PAGE, folder / "texts" / "page.txt")
    return folder


def test_the_action_checks_and_builds(job: Path, tools: dict[str, str], tmp_path: Path) -> None:
    steps, values = read_action(formats="docx md", editions="zh-Hans zh-Hant-TW")
    values |= {"github.action_path": str(ROOT), "runner.temp": str(tmp_path)}
    said, code = run_steps(steps, job, tools, values)
    assert code == 0, said
    books = tmp_path / "chongpai-books"
    assert Path(tools["GITHUB_OUTPUT"]).read_text(encoding="utf-8") == f"folder={books}\n"
    assert sorted(path.name for path in books.iterdir()) == [
        "index.html",
        "manifest.json",
        *(f"page.{edition}.{format}" for edition in ("zh-Hans", "zh-Hant-TW") for format in ("docx", "md")),
    ]


def test_the_action_fails_with_an_annotation(job: Path, tools: dict[str, str], tmp_path: Path) -> None:
    steps, values = read_action(fail_on="note")
    values |= {"github.action_path": str(ROOT), "runner.temp": str(tmp_path)}
    said, code = run_steps(steps, job, tools, values)
    assert code == 1
    assert "::notice file=texts/page.txt,line=" in said
    assert not (tmp_path / "chongpai-books").exists()


def test_inputs_are_data(job: Path, tools: dict[str, str], tmp_path: Path) -> None:
    trap = f'texts"; touch {tmp_path}/trap; "$(touch {tmp_path}/trap)\n`touch {tmp_path}/trap`'
    steps, values = read_action(sources=trap, formats="md")
    values |= {"github.action_path": str(ROOT), "runner.temp": str(tmp_path)}
    said, code = run_steps(steps, job, tools, values)
    assert code == 1, said
    assert not (tmp_path / "trap").exists()
    assert json.loads((job / "pipeline.yaml").read_text(encoding="utf-8"))["sources"] == trap.split("\n")


def test_a_project_with_a_workflow_makes_its_books(tmp_path: Path, tools: dict[str, str]) -> None:
    project = tmp_path / "project"
    begun = subprocess.run(
        ["chongpai", "init", "--ci", project], env=tools, capture_output=True, text=True, check=True
    )
    workflow = project / ".github" / "workflows" / "books.yml"
    assert begun.stdout.splitlines()[0] == f"wrote {workflow}"
    assert begun.stdout.splitlines()[-1] == "next: push it to GitHub"
    assert validate("vendor.github-workflows", workflow) == ""
    steps = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]["books"]["steps"]
    ours = [step for step in steps if step.get("name") in ("Check", "Build")]
    assert len(ours) == 2
    said, code = run_steps(ours, project, tools | {"RUNNER_TEMP": str(tmp_path)}, {})
    assert code == 0, said
    assert {path.suffix for path in (tmp_path / "books").iterdir()} >= {".pdf", ".epub", ".docx"}


def test_a_workflow_is_added_to_a_project_that_is_there(tmp_path: Path, tools: dict[str, str]) -> None:
    (tmp_path / "pipeline.yaml").write_text("sources: texts\n", encoding="utf-8")
    (tmp_path / "texts").mkdir()
    for code in (0, 5):
        done = subprocess.run(
            ["chongpai", "init", "--ci"], cwd=tmp_path, env=tools, capture_output=True, check=False
        )
        assert done.returncode == code
    assert (tmp_path / "pipeline.yaml").read_text(encoding="utf-8") == "sources: texts\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("ch", ["check"]), ("check --fail", ["--fail-on"]), ("normalize --in", ["--in-place"])],
)
def test_bash_completes(tools: dict[str, str], words: str, expected: list[str]) -> None:
    script = """
    source <(chongpai completion bash)
    COMP_WORDS=(chongpai "$@") COMP_CWORD=$#
    $(complete -p chongpai | sed "s/.*-F \\([^ ]*\\).*/\\1/")
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words.split()], env=tools, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == expected, done.stderr


def test_zsh_has_its_completions_in_its_language(tools: dict[str, str]) -> None:
    command = ["chongpai", "completion", "zsh", "--lang", "zh"]
    done = subprocess.run(command, env=tools, capture_output=True, check=True)
    assert b"--fail-on" in done.stdout
    assert "显示文件会如何改动".encode() in done.stdout
