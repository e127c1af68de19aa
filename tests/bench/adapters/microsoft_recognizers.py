"""Microsoft Recognizers-Text, Chinese: currency, dimension and percentage. Temperatures and ages, of which plans hold
none, are left out in its favour: they cost half its time and find nothing.
"""

import re

from clock import Found, answer
from recognizers_number import NumberRecognizer
from recognizers_number_with_unit import NumberWithUnitRecognizer
from recognizers_text import Culture

with_unit = NumberWithUnitRecognizer(Culture.Chinese)
MODELS = (
    with_unit.get_currency_model(),
    with_unit.get_dimension_model(),
    NumberRecognizer(Culture.Chinese).get_percentage_model(),
)
UNIT = re.compile(r"[^\d.,\s].*", re.DOTALL)


def find(text: str) -> list[Found]:
    results = [result for model in MODELS for result in model.parse(text)]
    return [(r.start, r.end + 1, unit[0] if (unit := UNIT.search(r.text)) else "") for r in results]


answer(find)
