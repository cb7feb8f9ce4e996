import json
import re
from typing import Any

import pytest

from tests.config.processes import PRODUCTION, PROJECT, run

SHOW = "import json, config.settings as s; print(json.dumps({k: v for k, v in vars(s).items() if k in %r}))"


def settings_of(*names: str, **environment: str) -> Any:
    shown = run("-c", SHOW % (names,), **(PRODUCTION | environment))
    assert shown.stderr == ""
    return json.loads(shown.stdout)


def test_every_variable_is_in_the_example_and_the_reverse() -> None:
    asked = r'(?:env\.\w+|required|environ\.get)\("([A-Z_]+)"'
    code = [path.read_text() for path in (PROJECT / "config").glob("*.py") if path.name != "demo.py"]

    documented = re.findall(r"^#? ?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(documented) == sorted({name for text in code for name in re.findall(asked, text)})


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("program", [("manage.py", "migrate"), ("-m", "gunicorn", "--config", "config/gunicorn.py")])
def test_a_production_start_says_what_it_misses(name: str, program: tuple[str, ...]) -> None:
    start = run(*program, **(PRODUCTION | {name: "", "BIND": "127.0.0.1:0"}))

    assert start.returncode != 0
    assert f"{name} is not set: " in start.stderr
    assert "Traceback" not in start.stderr


@pytest.mark.parametrize(
    "url",
    ["nonsense", "sqlite:///lectern.db", "mysql://u:secret@h/n", "postgres://u:secret@h:99999/n", "postgres://h:x/n"],
)
def test_a_wrong_database_url_is_one_sentence_without_its_password(url: str) -> None:
    start = run("manage.py", "migrate", **(PRODUCTION | {"DATABASE_URL": url}))

    sentence = "DATABASE_URL is no address of a PostgreSQL server: write postgres://USER:PASSWORD@HOST:PORT/NAME.\n"
    assert (start.returncode, start.stdout, start.stderr) == (1, "", sentence)


@pytest.mark.parametrize("command", [("migrate",), ("import_content", "demo"), ("load_demo",), ("runserver", "0")])
def test_a_server_that_is_away_is_one_sentence(command: tuple[str, ...]) -> None:
    start = run("manage.py", *command, **PRODUCTION)

    assert start.returncode == 1
    assert start.stderr.startswith("The database does not answer (")
    assert start.stderr.endswith("start it or correct DATABASE_URL.\n")
    assert start.stderr.count("\n") == 1
    assert "secret" not in start.stderr


def test_production_is_https_alone() -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")

    assert list(settings_of(*names).values()) == [True, 31_536_000, True, "__Host-session"]
    assert list(settings_of(*names, HTTPS="false").values()) == [False, 0, False, "session"]


def test_the_proxys_header_is_believed_only_when_named() -> None:
    name = "SECURE_PROXY_SSL_HEADER"

    assert settings_of(name) == {}
    assert settings_of(name, PROXY_HTTPS_HEADER="X-Forwarded-Proto") == {name: ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_a_server_that_does_not_answer_holds_no_worker() -> None:
    database = settings_of("DATABASES", DATABASE_URL="postgres://u:p@h/n?sslmode=require")["DATABASES"]["default"]

    assert database["OPTIONS"] == {"connect_timeout": 2, "sslmode": "require"}
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


@pytest.mark.parametrize("url", ["nonsense", PRODUCTION["DATABASE_URL"]])
def test_tests_without_a_database_say_so_once(url: str) -> None:
    tests = run("-m", "pytest", "-p", "no:cacheprovider", "tests/talks", DATABASE_URL=url)

    said = tests.stdout + tests.stderr
    assert tests.returncode != 0
    assert said.count("DATABASE_URL") == 1
    assert "Traceback" not in said
    assert "secret" not in said
