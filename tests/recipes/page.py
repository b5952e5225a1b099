"""The blocks of docs/recipes.md, and running one as its reader would: in an empty folder, with an address and a token."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import DOCS

PAGE = DOCS / "recipes.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = {"python": [sys.executable, "-c"], "sh": ["sh", "-euc"]}
# On a machine that sends everything through a proxy, not what stays on it.
DIRECT = {"NO_PROXY": "*", "no_proxy": "*"}
# The programs that are installed beside Python, as in an activated environment.
BESIDE = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def sections() -> dict[str, list[tuple[str, str]]]:
    """The blocks, as (language, text), under each heading."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(), flags=re.MULTILINE)
    return {heading: BLOCK.findall(text) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def recipe(heading: str, language: str) -> str:
    (text,) = [text for written_in, text in sections()[heading] if written_in == language]
    return text


class Kitchen:
    """A folder in which recipes are run, one after another, with the address and the token that they ask for."""

    def __init__(self, folder, address, token):
        self.folder, self.address, self.token = folder, address, token

    def run(self, heading, language):
        """What the recipe prints; fails when it does."""
        done = subprocess.run(
            [*COMMANDS[language], recipe(heading, language)],
            cwd=self.folder,
            env=os.environ | DIRECT | BESIDE | {"OKOCE": self.address, "TOKEN": self.token},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
