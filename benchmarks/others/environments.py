"""An environment of its own for each of the others: none of what they need is needed by this project."""

import shutil
import subprocess
import sys
from pathlib import Path


def made(folder: Path, name: str) -> Path:
    """The programs of the environment `name`, which has what the requirements beside this file say."""
    wanted = Path(__file__).with_name(f"{name}.txt")
    home = folder / name / "environment"
    mark = home / "installed.txt"
    if not mark.exists() or mark.read_text() != wanted.read_text():
        print(f"  {name}: installing", flush=True)
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, home], check=True)
        python = home / "bin" / "python"
        subprocess.run([uv, "pip", "install", "-q", "--system-certs", "--python", python, "-r", wanted], check=True)
        shutil.copyfile(wanted, mark)
    return home / "bin"
