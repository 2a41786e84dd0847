"""The checks before a commit are those of the recipe, so that both say the same."""

import re

import yaml

from compose.config import PROJECT_ROOT

# Too slow for every commit; the recipe itself runs before a push.
BEFORE_A_PUSH_ALONE = "pytest"


def commands_of_check() -> list[str]:
    """Give the commands of `make check`, without the files that they are given."""
    makefile = (PROJECT_ROOT / "Makefile").read_text()
    (recipe,) = re.findall(r"^check:.*\n((?:\t.*\n)+)", makefile, re.M)
    lines = recipe.replace("$(VENV)", ".venv").replace("$(HYPERION)", ".venv/bin/hyperion")
    commands = []
    for line in lines.splitlines():
        line = re.sub(r"\$\$\(.*\)", "", line)
        words = [word for word in line.split() if not (PROJECT_ROOT / word).is_dir()]
        commands.append(" ".join(words))
    return commands


def test_hooks_before_a_commit_run_what_the_recipe_runs() -> None:
    config = yaml.safe_load((PROJECT_ROOT / ".pre-commit-config.yaml").read_text())
    entries = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    wanted = [each for each in commands_of_check() if BEFORE_A_PUSH_ALONE not in each]
    assert len(wanted) > 5
    assert sorted(entries) == sorted([*wanted, "make check"])
