"""What a bureau's files have on record, as far as a file that takes figures back meets it."""

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from pipelines.attainment.chain import in_place_of_stored
from pipelines.reference.indicators import link_figures, list_indicators
from pipelines.reference.linking import Linker
from pipelines.schemas.actuals import Figures
from pipelines.schemas.reference import IndicatorLinks, Indicators
from pipelines.storage.warehouse import Warehouse, read_sql, read_step

AFTER_ALL = datetime.fromisoformat("9999-12-31")
LONGEST_WORDS = 30  # characters of a source or a cell that a reason quotes

# Each withdrawal is a submission of its own, received after all others, so that `superseded_by` names it.
EARLIER = {
    "withdrawals": "select * from withdrawals_frame",
    "figures": f"""
        select earlier.*
        from {{stored}}.figures as earlier
        inner join {{stored}}.submissions on earlier.submission_id = submissions.submission_id
        where submissions.received_at < $before
            and (earlier.region_code, earlier.period_start, earlier.period_end) in (
                select (region_code, period_start::date, period_end::date) from withdrawals
            )
        union all by name
        select {", ".join(Figures.names())} from (
            select
                * replace (
                    withdrawal_id as submission_id,
                    period_start::date as period_start,
                    period_end::date as period_end,
                    null::double as value
                )
            from withdrawals
        )""",
}
LINKED = {
    "submissions": """
        select submission_id, received_at from {stored}.submissions
        union all
        select withdrawal_id, $then from withdrawals""",
    "indicator_links": """
        select * from {stored}.indicator_links
        where indicator_text not in (select indicator_text from links_frame)
        union all by name
        select * from links_frame""",
    "indicators": "select * from indicators_frame",
}


class RecordUnreadableError(RuntimeError):
    """The tables of earlier files could not be read."""


@dataclass(frozen=True)
class Record:
    """The figures of earlier files, in the warehouse or as they were published."""

    warehouse: Warehouse
    linker: Linker

    def find_taken_back(self, submission_id: str, withdrawals: pd.DataFrame) -> pd.DataFrame:
        """What rows of a submission (of sql/rows/withdrawals.sql) take back, as sql/record/taken_back.sql gives it.

        What counts is what stood before the submission, also where rows of it are on record already. Which figure a
        row takes back is decided by the SELECT of `actuals`, as for every correction. Nothing is written.

        Raises RecordUnreadableError.
        """
        connection = self.warehouse.connection
        same = {"submission_id": submission_id}
        received = self.warehouse.select(
            "select received_at from submissions where submission_id = $submission_id and rows_accepted > 0", **same
        )
        given = {"then": AFTER_ALL, "before": next(iter(received["received_at"]), AFTER_ALL)}
        indicators = list_indicators(self.linker.registered, pd.DataFrame(columns=["indicator_id"]))
        actuals = {"actuals": read_step("actuals")}
        connection.register("withdrawals_frame", withdrawals)
        connection.register("indicators_frame", Indicators.conform(indicators))
        try:
            with in_place_of_stored(connection, EARLIER, **given):
                links = link_figures(self._names(), self.linker)
                connection.register("links_frame", IndicatorLinks.conform(links))
                with in_place_of_stored(connection, LINKED | actuals, **given):
                    return self.warehouse.select(
                        read_sql("record", "taken_back"), then=AFTER_ALL, longest=LONGEST_WORDS
                    )
        except duckdb.Error as error:  # nothing of the file's, and so no reason to refuse it
            raise RecordUnreadableError("What is on record could not be read, so the file waits.") from error
        finally:
            for frame in ("withdrawals_frame", "indicators_frame", "links_frame"):
                connection.unregister(frame)

    def find_doubts(self, submission_id: str, figures: pd.DataFrame, jump_tolerance: float) -> pd.DataFrame:
        """What is odd about accepted figures (of sql/rows/to_compare_with_record.sql) beside what other files had on
        record when attainment was last computed, as sql/record/doubts.sql gives it.

        Raises RecordUnreadableError.
        """
        connection = self.warehouse.connection
        connection.register("accepted_frame", figures)
        try:
            return self.warehouse.select(
                read_sql("record", "doubts"),
                submission_id=submission_id,
                jump_tolerance=jump_tolerance,
                longest=LONGEST_WORDS,
            )
        except duckdb.Error as error:
            raise RecordUnreadableError("What is on record could not be read, so the file waits.") from error
        finally:
            connection.unregister("accepted_frame")

    def _names(self) -> list[str]:
        """Of the figures, to be linked by what is known now. In what was published they are ids, and linked already."""
        names = self.warehouse.select(
            "select distinct indicator_text from figures"
            " where indicator_text not in"
            " (select indicator_text from indicator_links where indicator_text = indicator_id)"
        )
        return list(names["indicator_text"])
