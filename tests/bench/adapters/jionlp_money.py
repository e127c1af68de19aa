"""JioNLP's extractor of sums of money, the only quantity with a unit that it finds in running text."""

import jionlp
from clock import Found, answer


def find(text: str) -> list[Found]:
    money = jionlp.ner.extract_money(text, with_parsing=True)
    return [(*found["offset"], found["detail"]["case"]) for found in money]


answer(find)
