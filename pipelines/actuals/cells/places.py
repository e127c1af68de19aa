"""Words that stand where a region's name would, and mean no region: a sum of several, or a part that is no division.

Which division a name means is decided in reference/registry.py, and asked first: 浦东新区 and 晋城市城区 are some.
"""

import re
from collections.abc import Iterable

from pipelines.extraction.folding import fold

LONGEST = 60  # characters; nothing longer names a place
SUM = re.compile(r"合计|总计|小计|合\s+计|总\s+计")
OWN = re.compile(r"[全本我][省市县区旗州盟国]")  # the folder's own region
ZONES = (
    r"高新(?:技术)?(?:产业)?(?:开发)?区|经开区|(?:经济)?(?:技术)?开发区|新区|保税(?:港)?区|综保区|度假区|示范区|园区|"
    r"工业园|产业园|科技园|管理区|功能区|试验区|自贸区|市辖区|[省市县区州]本级|本级|[省市县州]直属?|直管区|市区|"
    r"(?:主|中心)?城区|郊区|核心区"
)
PART = re.compile(rf"(?:.*\s)?(?!(?:国家|[省市县])级)[\u4e00-\u9fff]{{0,6}}(?:{ZONES})(?:管委会)?")


def join_places(names: Iterable[str]) -> str:
    """The whole place that cells beside each other name, the coarser first: 江苏省 徐州市 鼓楼区. A name in Latin
    letters beside a Chinese one says the same again."""
    said = list(dict.fromkeys(filter(None, names)))
    return " ".join([name for name in said if not name.isascii()] or said)


def is_sum(name: str) -> bool:
    """Whether the words stand for several places together: 合计."""
    return SUM.fullmatch(name.strip()) is not None


def is_own(name: str) -> bool:
    """Whether the words mean the region whose file it is: 全市, 本省."""
    return OWN.fullmatch(name.strip()) is not None


def is_part(name: str) -> bool:
    """Whether the words end with a zone or a seat of government, which is never the whole: 高新区, 市辖区, 市本级."""
    return len(name) <= LONGEST and PART.fullmatch(fold(name).strip()) is not None
