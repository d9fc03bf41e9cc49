"""What a chart promises of its table for spreadsheets."""

from __future__ import annotations

from emomusic.services.analytics.chart import Chart, Row, Series, Shape, Unit, csv_of


def _chart(*rows: Row) -> Chart:
    series = (Series("Listens"), Series("Heard", Unit.HOURS), Series("To the end", Unit.SHARE))
    return Chart("top", "Which songs?", "", Shape.BARS, "Song", series, rows)


def test_the_csv_has_every_row_and_says_what_is_not_a_number_of_things() -> None:
    chart = _chart(Row("Rain", (3, 0.5, 0.25)), Row("Fog", (1, None, None)))
    assert (
        csv_of(chart) == "Song,Listens,Heard (hours),To the end\r\nRain,3,0.5,0.25\r\nFog,1,,\r\n"
    )


def test_a_title_is_no_formula() -> None:
    assert csv_of(_chart(Row("=HYPERLINK(1)", (1, 0, 0)))).splitlines()[1] == (
        "'=HYPERLINK(1),1,0,0"
    )


def test_a_chart_without_rows_has_a_header() -> None:
    assert csv_of(_chart()) == "Song,Listens,Heard (hours),To the end\r\n"
