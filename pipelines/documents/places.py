"""Which places a document's title and issuer name: what its numbers are of, told without its folder.

Only names that open a title or an issuer count, in full: 突破菏泽… and …融入省会经济圈 are of whoever issued them.
"""

import re
from collections.abc import Iterable, Iterator

from pipelines.documents.describing import Description
from pipelines.documents.front import fold_closely, front_lines
from pipelines.reference.registry import LONGEST_NAME, Region, Registry

CITED = re.compile(r"(?<!印发)(?<!发布)(?<!转发)(?<!公布)(?<!^)《[^》]*》")  # 贯彻落实《山东省…规划》实施方案
FRONT = 12  # lines in which a body on its own is the issuer
BODY_ALONE = re.compile(r"[\u4e00-\u9fff、]{2,40}(?:部|委|委员会|局|院|厅|政府|办公室)(?:文件)?")
BEGINNINGS = re.compile(r"关于(?:印发|发布|下达|批转|转发|公布)?|[《“”\s]")
BEFORE_PLACE = re.compile(r"^(?:中共|中国共产党|关于|(?:19|20)\d\d年?|的)+")
KINDS_OF_PLACES = {"城区", "郊区", "矿区", "东区", "西区", "新城区", "老城区", "市中区"}  # and names of districts
OF_COUNTRY = re.compile(
    r"中华人民共和国(?!成立)|国务院|中共中央|全国人(?:民代表)?大(?:会)?|全国(?:国民经济|主体功能|国土)|"
    r"国家(?:发展(?:和|与)?改革委|能源局|统计局|卫生健康委|税务总局|市场监督管理总局|林业和草原局|医疗保障局|数据局|知识产权局|民族事务委)|"
    r"(?:工业和信息化|生态环境|住房和城乡建设|交通运输|农业农村|水利|商务|财政|教育|科学技术|科技|自然资源|文化和旅游|民政|"
    r"人力资源(?:和)?社会保障)部(?!门)"
)


def places_named(text: str, description: Description, registry: Registry) -> list[Region]:
    """Regions that the title, the issuer or a public body on a line of its own at the front opens with, each once;
    a name of several (鼓楼区) gives all of them.
    """
    bodies = [line.close for line in front_lines(text)[:FRONT] if BODY_ALONE.fullmatch(line.close)]
    named = [
        region
        for said in (description.title, description.issuer or "", *bodies)
        for piece in BEGINNINGS.split(CITED.sub("", fold_closely(said)))
        for region in _opening(BEFORE_PLACE.sub("", piece), registry)
    ]
    return list({region.code: region for region in named}.values())


def place_beside_folder(named: Iterable[Region], folder: Region, registry: Registry) -> str | None:
    """The places named, where the folder's region is none of them; None where it is one, or nothing is named."""
    others = [registry.label(region) for region in named]
    return "、".join(others) if others and registry.label(folder) not in others else None


def _opening(text: str, registry: Registry) -> Iterator[Region]:
    if OF_COUNTRY.match(text):
        yield from registry.regions_named("全国")
        return
    for length in range(min(len(text), LONGEST_NAME), 1, -1):
        found = registry.regions_named(text[:length])
        if found and text[:length] not in KINDS_OF_PLACES:
            yield from found
            return
