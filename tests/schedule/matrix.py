"""What an HTML table's cells cover, reckoned as browsers do it."""

from collections.abc import Sequence


def matrix_of(rows: Sequence[Sequence[tuple[int, int, str]]], width: int) -> list[list[str]]:
    """Return the names in a table by row and column, from each row's cells as (rowspan, colspan, name).

    Fails where cells overlap or reach out of the table, where a part is covered by none, and where a row or a column
    has no cell of its own: HTML calls each of these a table model error.
    """
    matrix: list[list[str | None]] = [[None] * width for _ in rows]
    starts = set()
    for number, cells in enumerate(rows):
        assert cells, f"row {number} has no cell of its own"
        column = 0
        for rowspan, colspan, name in cells:
            while column < width and matrix[number][column] is not None:
                column += 1
            assert rowspan >= 1
            assert colspan >= 1
            assert number + rowspan <= len(rows), f"{name} reaches below the table"
            assert column + colspan <= width, f"{name} reaches beside the table"
            starts.add(column)
            for row in matrix[number : number + rowspan]:
                assert row[column : column + colspan] == [None] * colspan, f"{name} overlaps another cell"
                row[column : column + colspan] = [name] * colspan
    assert starts == set(range(width)), "a column has no cell of its own"
    filled = [[name for name in row if name is not None] for row in matrix]
    assert [len(row) for row in filled] == [width] * len(rows), "a part of the table is covered by no cell"
    return filled
