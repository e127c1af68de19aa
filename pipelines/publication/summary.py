"""A published folder in a few lines, for the end of a run."""

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Summary:
    """Counts over everything published. `figures`: stated by documents; `statuses`: Chinese name → targets; `failed`:
    file → reason, in Chinese."""

    documents_read: int
    targets: int
    targets_to_review: int
    figures: int
    figures_to_review: int
    files_taken: int
    rows_accepted: int
    rows_rejected: int
    statuses: dict[str, int]
    failed_documents: dict[str, str]
    documents_of_other_regions: dict[str, str]
    refused_files: dict[str, str]


def summarise(bi_file: Path) -> Summary:
    """Read published/attainment.duckdb, which no run holds."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:

        def number(sql: str) -> int:
            return int(connection.execute(sql).fetchall()[0][0] or 0)

        def pairs(sql: str) -> dict[str, str]:
            return dict(connection.execute(sql).fetchall())

        return Summary(
            documents_read=number("select count(*) from documents where status = 'read'"),
            targets=number("select count(*) from targets"),
            targets_to_review=number("select count(distinct target_id) from targets_to_review"),
            figures=number("select count(*) from document_figures"),
            figures_to_review=number("select count(distinct figure_id) from figures_to_review"),
            files_taken=number("select count(*) from submissions where status = 'taken'"),
            rows_accepted=number("select sum(rows_accepted) from submissions"),
            rows_rejected=number("select sum(rows_rejected) from submissions"),
            statuses={
                name: int(count)
                for name, count in connection.execute(
                    "select status_name, count(*) from attainment_latest left join statuses using (status)"
                    " group by status_name, severity order by severity nulls last"
                ).fetchall()
            },
            failed_documents=pairs("select source_file, reason from documents where status = 'failed' order by 1"),
            documents_of_other_regions=pairs(
                "select source_file,"
                " '标题和发文机关写的是' || other_region || '，却放在“' || region || '”的文件夹里，请核对。'"
                " from documents where other_region is not null order by 1"
            ),
            refused_files=pairs(
                "select region || '/' || file_name, reason from submissions where status = 'refused' order by 1"
            ),
        )
