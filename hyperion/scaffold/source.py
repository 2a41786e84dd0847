"""A new source as files: its names follow from one word, its text from templates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from hyperion.context import UserError

FORMATS = {"jsonl": "jsonl.zst", "parquet": "parquet"}
# Longer names would push generated lines beyond what the linters allow.
_LONGEST_NAME = 24
_NAME = re.compile(r"[a-z]+(_[a-z]+)*s")
_AREA = re.compile(r"[a-z]+")
_RECORD = re.compile(r"[a-z]+(_[a-z]+)*")
# The templates are SQL and YAML in which dbt's own {{ }} and {% %} have to stay.
_TEMPLATES = Environment(
    loader=PackageLoader("hyperion.scaffold"),
    block_start_string="[%",
    block_end_string="%]",
    variable_start_string="[[",
    variable_end_string="]]",
    comment_start_string="[#",
    comment_end_string="#]",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 # nothing here is shown by a browser
)


@dataclass(frozen=True)
class NewSource:
    """What a source is called.

    Attributes:
        name: Plural of what its records are, such as `reviews`.
        area: Subject area, which is the folder of its staging models and their group.
        record: What one record is, such as `review`.
        format: How its topic lands, one of `FORMATS`.
    """

    name: str
    area: str
    record: str
    format: str

    @classmethod
    def named(cls, name: str, area: str | None, record: str | None, style: str) -> "NewSource":
        """Return a source whose names keep the project's conventions.

        Raises:
            UserError: A name does not; the message says what would.
        """
        _require(
            bool(_NAME.fullmatch(name)),
            f"{name!r} cannot name a source: use the plural of what its records are, in lower-case"
            " words joined by _, such as reviews or ticket_sales",
        )
        _require(
            not name.endswith("dead_letters"),
            f"{name!r} cannot name a source: every topic's records that break their contract land"
            " under a name that ends so",
        )
        area = area if area is not None else name
        _require(
            bool(_AREA.fullmatch(area)),
            f"{area!r} cannot name an area: say one lower-case word, such as --area audience",
        )
        record = record if record is not None else name.removesuffix("s")
        _require(
            bool(_RECORD.fullmatch(record)) and record != name,
            f"{record!r} cannot name one of {name}: say it with lower-case words joined by _,"
            " such as --record review",
        )
        for each in (name, area, record):
            _require(
                len(each) <= _LONGEST_NAME, f"{each!r} is longer than {_LONGEST_NAME} characters"
            )
        return cls(name, area, record, FORMATS[style])

    @property
    def topic(self) -> str:
        """The topic in Kafka."""
        return f"raw-{self.name.replace('_', '-')}"

    @property
    def model(self) -> str:
        """The staging model."""
        return f"stg_{self.area}__{self.name}"

    def files(self, root: Path) -> Iterator[tuple[Path, str]]:
        """Yield path below the project's folder and text of every file.

        Args:
            root: The project's folder: an area that it has already keeps its group.
        """
        alone = self.area == self.name
        folder = self.area if alone else f"{self.area}/{self.name}"
        prefix = f"_{self.area}__" if alone else f"_{self.area}__{self.name}__"
        staging = f"models/staging/{folder}"
        balance = f"assert_landed_{self.name}_are_staged_or_withdrawn"
        documents = f"data/{self.topic.removeprefix('raw-')}"
        templates = {
            f"ingestion/contracts/{self.topic}.yml": "contract.yml",
            f"{documents}/README.md": "documents.md",
            f"{documents}/examples.json": "documents.json",
            f"{staging}/{prefix}sources.yml": "sources.yml",
            f"{staging}/{prefix}models.yml": "models.yml",
            f"{staging}/{prefix}unit_tests.yml": "unit_tests.yml",
            f"{staging}/{self.model}.sql": "staging.sql",
            f"tests/singular/staging/{folder}/{balance}.sql": "singular_test.sql",
        }
        group = f"models/staging/{self.area}/_{self.area}__groups.yml"
        if not (root / group).exists():
            templates[group] = "groups.yml"
        for path, template in sorted(templates.items()):
            yield Path(path), self._text(template)

    def _text(self, template: str) -> str:
        return _TEMPLATES.get_template(f"{template}.j2").render(
            name=self.name,
            area=self.area,
            record=self.record.replace("_", " "),
            key=f"{self.record}_slug",
            topic=self.topic,
            table=self.topic.replace("-", "_"),
            model=self.model,
            documents=self.topic.removeprefix("raw-"),
            format=self.format,
            is_text=self.format == FORMATS["jsonl"],
        )


def write(source: NewSource, root: Path) -> list[Path]:
    """Write the files of a new source, all or none.

    Args:
        source: The source.
        root: The project's folder.

    Returns:
        The files, relative to it.

    Raises:
        UserError: One of them is there already; nothing was written.
    """
    files = list(source.files(root))
    there = [str(path) for path, _ in files if (root / path).exists()]
    _require(not there, f"nothing was written, since there is already: {', '.join(there)}")
    for path, text in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("x", encoding="utf-8") as file:
            file.write(text)
    return [path for path, _ in files]


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise UserError(message)
