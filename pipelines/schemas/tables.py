"""The one list of tables: which the warehouse holds, and which of them are published."""

from pipelines.schemas.actuals import Actuals, Figures, RejectedRows, Submissions
from pipelines.schemas.attainment import (
    Attainment,
    Comparisons,
    CountedActuals,
    FlowTotals,
    Judgements,
    NeededFigures,
    Observations,
    PathMilestones,
    Projections,
    Standings,
    TargetFigures,
    TargetTerms,
)
from pipelines.schemas.documents import Documents
from pipelines.schemas.figures import DocumentFigures, ExtractedFigures, FiguresToReview, FigureVintages
from pipelines.schemas.publication import DataDictionary, Publication
from pipelines.schemas.reference import IndicatorLinks, Indicators, Regions, SourceRanks, Statuses, StatusRules, Units
from pipelines.schemas.targets import (
    Corrections,
    ExtractedTargets,
    Milestones,
    TargetConflicts,
    TargetPaths,
    Targets,
    TargetsToReview,
    TargetUnits,
)

REFERENCE = (Regions, Units, StatusRules, Statuses, SourceRanks, Corrections)  # read from data/reference
PUBLISHED_ONLY = (Publication, DataDictionary)  # made at publication, in no warehouse
MODELS = (
    Regions,
    Units,
    Indicators,
    StatusRules,
    Statuses,
    SourceRanks,
    Corrections,
    Documents,
    Targets,
    TargetUnits,
    TargetsToReview,
    Milestones,
    DocumentFigures,
    FiguresToReview,
    FigureVintages,
    Submissions,
    RejectedRows,
    Figures,
    IndicatorLinks,
    Actuals,
    Attainment,
    TargetPaths,
    TargetConflicts,
    CountedActuals,
    TargetTerms,
    TargetFigures,
    FlowTotals,
    PathMilestones,
    Comparisons,
    Observations,
    Standings,
    Judgements,
    Projections,
    NeededFigures,
    ExtractedTargets,
    ExtractedFigures,
)
TABLES = {model.table(): model for model in MODELS}
KEPT = (Submissions, RejectedRows, Figures)  # with the days on which files were received: what no run can make again
# Of a kept table, a column's name in an earlier version → its name now. A name that left without a word here would take
# the column's values with it.
RENAMED: dict[tuple[str, str], str] = {}
PUBLISHED = tuple(
    model.table()
    for model in (
        Documents,
        Targets,
        TargetUnits,
        TargetsToReview,
        Milestones,
        DocumentFigures,
        FiguresToReview,
        Indicators,
        Regions,
        Units,
        Statuses,
        StatusRules,
        Submissions,
        RejectedRows,
        Actuals,
        Attainment,
        TargetPaths,
        TargetConflicts,
        NeededFigures,
    )
)
