"""Interleavings are told apart by what happened alone, and kept from one run to the next."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tests.model.interleavings import Kept, digest
from tests.model.machine import LandingModel
from tests.model.world import small_world

ONE, OTHER, THIRD = ("0123456789abcdef" * 2, "fedcba9876543210" * 2, "00112233445566ff" * 2)


def test_random_names_do_not_tell_interleavings_apart() -> None:
    assert digest([f"begin {ONE}", f"begin {OTHER}"]) == digest([f"begin {THIRD}", f"begin {ONE}"])


def test_what_happens_to_which_name_tells_interleavings_apart() -> None:
    begins = [f"begin {ONE}", f"begin {OTHER}"]
    digests = {
        digest([*begins, f"delete {ONE}"]),
        digest([*begins, f"delete {OTHER}"]),
        digest([f"delete {ONE}", *begins]),
        digest([*begins, f"delete {ONE} twice"]),
    }
    assert len(digests) == 4


def _trace() -> list[str]:
    class Model(LandingModel):
        seen: ClassVar[set[str]] = set()

    with small_world():
        model = Model()
        model.begin((7, 3, 2, 1))
        model.turn(("writer", 1, 15, "later_too", 4, True))
        model.turn(("midnight", 2, 15, "done_unheard", 7, False))
        model.turn(("records", 0, 15, None, 3, False))
        model.teardown()
    assert model.seen == {digest(model.store.trace)}
    return model.store.trace


def test_the_same_turns_are_the_same_interleaving() -> None:
    assert _trace() == _trace()


def test_interleavings_are_kept_after_a_kill_amid_writing_them(tmp_path: Path) -> None:
    Kept(tmp_path, "code").add({"a", "b"}, 1.5)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes() + b'\n{"seconds":2,"se')
    Kept(tmp_path, "code").add({"a", "b", "c"}, 2.0)
    kept = Kept(tmp_path, "code")
    assert (kept.seen, kept.seconds) == ({"a", "b", "c"}, 3.5)


def test_interleavings_of_other_code_are_dropped(tmp_path: Path) -> None:
    Kept(tmp_path, "code").add({"a"}, 1.0)
    assert Kept(tmp_path, "changed").seen == set()
    assert Kept(tmp_path, "code").seen == set()
