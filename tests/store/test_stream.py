"""Looking for octets block by block: as few questions as the octets need."""

from typing import Any

from httpscope.store.row import Place
from httpscope.store.statement import Statement
from httpscope.store.stream import Piece, block_of, pieces


class Blocks:
    """Segments of a stream by block, and the ranges of blocks that were asked for."""

    def __init__(self, segments: dict[int, tuple[int, int]]) -> None:
        self.segments = segments
        self.asked: list[tuple[int, int]] = []

    def __call__(self, _statement: Statement, /, *values: int) -> list[Any]:
        """Give the segments of the blocks that are asked for."""
        first, last, _connection, _direction, start, stop = values
        self.asked.append((first, last))
        return [
            (7, begin, end, b"x" * (end - begin), None)
            for block, (begin, end) in self.segments.items()
            if first <= block <= last and begin < stop and end > start
        ]


def test_one_question_where_the_first_block_has_all() -> None:
    """A request that came in one read costs one question, however long the capture."""
    blocks = Blocks({5: (0, 100)})

    assert list(pieces(blocks, Place(1, 0, 0, 100), 5, 10**9)) == [Piece(7, 0, 100, b"x" * 100, None)]
    assert blocks.asked == [(5, 5)]


def test_twice_as_many_blocks_with_each_question() -> None:
    """What came slowly is found with few questions, which end where the octets end."""
    blocks = Blocks({5: (0, 10), 9: (10, 20), 11: (20, 30)})

    assert [piece.stop for piece in pieces(blocks, Place(1, 0, 5, 25), 5, 1_000)] == [10, 20, 30]
    assert blocks.asked == [(5, 5), (6, 7), (8, 11)]


def test_no_question_beyond_the_last_block_or_for_nothing() -> None:
    """Octets that are not there are looked for to the end of the connection's life, and an empty place not at all."""
    blocks = Blocks({})

    assert list(pieces(blocks, Place(1, 0, 0, 10), 5, 9)) == []
    assert blocks.asked == [(5, 5), (6, 7), (8, 9)]
    assert list(pieces(blocks, Place(1, 0, 10, 10), 5, 9)) == []
    assert len(blocks.asked) == 3


def test_blocks_are_of_a_thousand() -> None:
    """Numbers share a block with about a thousand others."""
    assert (block_of(0), block_of(1_023), block_of(1_024)) == (0, 0, 1)
