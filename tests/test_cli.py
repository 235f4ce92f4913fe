"""The command line as a newcomer meets it: empty folders, wrong words, folders that cannot be written, full disks."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hostile import GOOD, NOW, digests, lay

FAST = {"briefgen.yaml": GOOD["briefgen.yaml"]}


def run(root: Path, *args: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The command as it is run by hand, with its output."""
    command = [sys.executable, "-m", "briefgen", *args]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120, **more)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "demo"
    lay(root, GOOD)
    return root


@pytest.mark.parametrize("args", [("build",), ("list", "briefs"), ("serve",)])
def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path, args: tuple[str, ...]) -> None:
    done = run(tmp_path, *args)

    assert done.returncode == 2
    assert "begin one with: briefgen init DIR" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_from_nothing_to_a_site(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "demo").returncode == 0
    root = tmp_path / "demo"
    with (root / "briefgen.yaml").open("a", encoding="utf-8") as file:
        file.write("search: {full: false}\n")
    made = run(root, "new", "brief", "Talks: a second round", "--now", NOW)
    assert made.stdout == "content/briefs/2024/2024-09-01-talks-a-second-round.md\n"
    done = run(root, "build", "--drafts", "--now", NOW)

    assert done.returncode == 0, done.stderr
    assert (root / "site/2024/09/talks-a-second-round/index.html").is_file()
    assert re.search(r"^\d+ briefs?, \d+ entities, .* pages$", done.stdout, re.MULTILINE)
    assert run(root, "clean").returncode == 0
    assert not (root / ".briefgen").exists()
    assert (root / made.stdout.strip()).is_file()


@pytest.mark.parametrize(("args", "code", "words"), [
    (("frobnicate",), 2, "No such command 'frobnicate'"),
    (("build", "--fores"), 2, "--force"),
    (("list", "nothing"), 2, "'briefs', 'entities'"),
    (("build", "-j", "0"), 2, "0 is not in the range x>=1"),
    (("-C", "nowhere", "build"), 2, "there is no folder nowhere"),
    (("-c", "nothing.yaml", "build"), 2, "there is no settings file nothing.yaml"),
    (("build", "--now", "yesterday"), 2, "--now: a date is written out"),
    (("build", "--base-url", "ftp://x"), 2, "is not an absolute http(s) URL"),
    (("build", "--base-url", "javascript:alert(1)"), 2, "is not an absolute http(s) URL"),
    (("build", "-o", "."), 2, "holds the site's sources"),
    (("build", "-o", "content/x"), 2, "not for output"),
    (("render", "nothing.md"), 2, "No such file"),
    (("new", "brief", ""), 2, "a name needs letters"),
    (("new", "thing", "x"), 2, "'thing' is not one of"),
    (("init", "content"), 0, ""),
    (("serve", "-p", "99999"), 2, "99999 is not in the range"),
])  # fmt: skip
def test_wrong_usage_is_told(site: Path, args: tuple[str, ...], code: int, words: str) -> None:
    before = digests(site, "content")
    done = run(site, *args)

    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr
    assert before.items() <= digests(site, "content").items()


def test_settings_are_shown_with_their_lines(site: Path) -> None:
    (site / "briefgen.yaml").write_text("title: T\ntimezone: Europe/Belrin\n", encoding="utf-8")
    done = run(site, "build")

    assert done.returncode == 2
    assert done.stderr == (
        "error[M10]: there is no time zone Europe/Belrin\n --> briefgen.yaml:2:11\n2 | timezone: Europe/Belrin\n"
        "  |           ^^^^^^^^^^^^^\n  hint: did you mean Europe/Berlin?\n\n"
        "Nothing was done: briefgen.yaml has to be mended first.\n"
    )


def test_errors_of_content(site: Path) -> None:
    """Exit 1, findings on standard error, counts at the end, nothing on standard output."""
    (site / "content/briefs/t.md").write_text("---\ntitle: T\ndate: 2024-01-02\n---\n[[nobody]]\n", encoding="utf-8")
    done = run(site, "build", "--now", NOW)

    assert (done.returncode, done.stdout) == (1, "")
    assert "error[R01]: nothing is called 'nobody'" in done.stderr
    assert done.stderr.endswith("Nothing was published: 1 error. The site that was there is untouched.\n")
    assert not (site / "site").exists()
    quiet = run(site, "-q", "build", "--now", NOW)
    assert (quiet.returncode, "[R01]" in quiet.stderr) == (1, True)


@pytest.mark.parametrize(("environment", "args", "coloured"), [
    ({}, (), False),
    ({"CLICOLOR_FORCE": "1"}, (), True),
    ({"CLICOLOR_FORCE": "0"}, (), False),
    ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, (), False),
    ({"NO_COLOR": "1"}, ("--color",), True),
    ({"CLICOLOR_FORCE": "1"}, ("--no-color",), False),
])  # fmt: skip
def test_colour_in_pipes(site: Path, environment: dict[str, str], args: tuple[str, ...], coloured: bool) -> None:
    (site / "content/briefs/t.md").write_text("---\ntitle: T\n", encoding="utf-8")
    done = run(site, *args, "build", env={**os.environ, **environment})

    assert ("\x1b[" in done.stderr) == coloured


@pytest.mark.parametrize(("term", "coloured"), [("xterm-256color", True), ("dumb", False)])
def test_colour_on_a_terminal(site: Path, term: str, coloured: bool) -> None:
    (site / "content/briefs/t.md").write_text("---\ntitle: T\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "briefgen", "build"]
    with subprocess.Popen(command, cwd=site, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": term}) as process:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 65536):
                shown += data
        except OSError:  # Linux says so when the other end is closed
            pass
        assert process.wait(timeout=60) == 1
    os.close(ours)
    assert (b"\x1b[31;1m" in shown) == coloured
    assert (b"\x1b" in shown) == coloured


def test_a_pipe_gets_a_line_for_each_phase_and_no_control(site: Path) -> None:
    done = run(site, "build", "--now", NOW)

    assert re.fullmatch(r"2 files read\n\d+ pages and files made\n", done.stderr)
    assert run(site, "-q", "build", "--force", "--now", NOW).stderr == ""


def test_a_reader_that_goes_away_does_no_harm(site: Path) -> None:
    run(site, "build", "--now", NOW)
    command = f"'{sys.executable}' -m briefgen list briefs --format json | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=site, capture_output=True, text=True, check=False)

    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("name", ["build", "render", "list", "clean", "init", "new", "serve"])
def test_every_command_has_an_example(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, name, "--help")

    assert done.returncode == 0
    assert re.search(rf"Examples?:\n +(echo .* \| )?briefgen {name}", done.stdout)


def test_render_passes_over_front_matter(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("---\ntitle: T\n---\nHello *you*.\n\n::: asid\n:::\n", encoding="utf-8")
    done = run(tmp_path, "render", "t.md")

    assert (done.returncode, "<p>Hello <em>you</em>.</p>" in done.stdout) == (1, True)
    assert "title" not in done.stdout
    assert " --> -:6:1" in done.stderr


def test_a_folder_that_cannot_be_written() -> None:
    """One line that names the folder, exit 3, the site as it was."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "demo"
        lay(root, GOOD)
        run(root, "build", "--now", NOW)
        published = digests(root, "site")
        lay(root, {"content/briefs/t.md": "---\ntitle: T\ndate: 2024-01-02\n---\nText.\n"})
        code = (
            "import os, sys, briefgen.build, briefgen.making, briefgen.tools.again; from briefgen.cli import main\n"
            "if os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
            f"sys.exit(main(['-C', {str(root)!r}, 'build', '--now', {NOW!r}, '-j', '1']))"
        )
        Path(name).chmod(0o755)
        for folder in (root, root / "site"):
            folder.chmod(0o555)
        try:
            command = [sys.executable, "-c", code]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        finally:
            for folder in (root, root / "site"):
                folder.chmod(0o755)
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr
        assert "ermission denied" in done.stderr
        assert digests(root, "site") == published


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="mounting takes rights")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of 1 MiB: one line, exit 3, the old site stays, nothing is left over, and room is all that it takes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        root = disk / "demo"
        lay(root, GOOD)
        assert run(root, "build", "--now", NOW).returncode == 0
        published = digests(root, "site")
        text = f"---\ntitle: T\ndate: 2024-01-02\n---\n{'word ' * 400}\n"
        lay(root, {f"content/briefs/n{number}.md": text for number in range(60)})
        before = digests(root, "content")
        done = run(root, "build", "--now", NOW)
        assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
        assert "No space left on device" in done.stderr
        assert digests(root, "site") == published
        assert digests(root, "content") == before
        assert [path.name for path in root.iterdir() if "briefgen-" in path.name] == []
        for number in range(60):
            (root / f"content/briefs/n{number}.md").unlink()
        assert run(root, "build", "--now", NOW).returncode == 0
        assert digests(root, "site") == published
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def test_files_are_parsed_before_what_makes_pages_is_loaded() -> None:
    """What starts the others first is light: the rest is loaded while they work."""
    code = "import sys, briefgen.build; print({'jinja2', 'babel', 'PIL', 'briefgen.making'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
