-- No number of a document is both a target and a reported figure.
select
    document_figures.figure_id,
    targets.target_id,
    document_figures.quote
from document_figures
inner join targets
    on document_figures.document_id = targets.document_id
    and document_figures.value_start < targets.value_end
    and targets.value_start < document_figures.value_end
