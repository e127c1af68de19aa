"""What those that are counted do, or what is done for them, as a noun phrase: 开展试点的城市, 老年人居家服务."""

import re

ACTORS = "县|市|区|村|镇|乡|街道|企业|学校|医院|园区|机构|单位|家庭|农户|社区|部门|合作社|景区|人员|员|人|户|城市|县城"
DOING = "作为|开展|实施|进行|参加|参与|纳入|列入|入选|获得|取得|进入|实行|执行|建有|强化|在[^,]{2,4}开设|成功创建|达到"
ALL = "(?:全部|先行|率先|均|都)?"
TEXT = "\u4e00-\u9fff“”、"
BY_THEM = re.compile(rf"([{TEXT}()]{{1,16}}?)(?:到[{TEXT}]{{1,4}})?{ALL}((?:{DOING})[{TEXT}()]{{2,20}})")
BY_ACTORS = re.compile(
    rf"([{TEXT}()]{{0,14}}?(?:{ACTORS})){ALL}"
    rf"((?:建设运营|建设|建立|设立|配备|引入|引进|建成)[{TEXT}]{{3,20}})"
)
DONE = re.compile(rf"(?:{DOING})[{TEXT}()]{{2,20}}")
FOR_THEM = re.compile(
    rf"([{TEXT}()\d]{{2,24}}?)(?:提供|开展|进行|实施|建设|发放|安装|配备|购买|办理)([{TEXT}]{{2,16}})"
)
TREATED = re.compile(rf"([{TEXT}()\d]{{2,24}}?(?:免费)?(?:接种|体检|筛查)[{TEXT}]{{0,12}})")
WORDS_FOR = ("为", "对", "向", "免费为", "给")


def done_with_them(before: str, behind: str, is_share: bool) -> str:
    """What a number counts whose noun is `behind`, with the words `before` it: 100个城市开展试点 counts 开展试点的城市,
    为2万名老年人提供居家服务 老年人居家服务; '' where those that are counted do nothing."""
    if before in WORDS_FOR:
        done = FOR_THEM.fullmatch(behind)
        if done:
            return f"{done[1]}{done[2]}"
        return behind if TREATED.fullmatch(behind) else ""
    if before and is_share:  # 新建建筑100%实行绿色建筑标准
        return f"{behind}的{before}" if DONE.fullmatch(behind) else ""
    done = None if before else BY_THEM.fullmatch(behind) or BY_ACTORS.fullmatch(behind)
    return f"{done[2]}的{done[1]}" if done else ""
