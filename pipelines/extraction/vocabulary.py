"""The words of government Chinese that rules look for, grouped by what they do in a sentence. Data only.

Words that name a unit, a region, an indicator or an agency are reference data and stand in data/reference.
"""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def in_order(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What stands before a number and says how it binds.
COMPARATORS_BEFORE: dict[str, str] = {
    **dict.fromkeys(
        words(
            """
            不少于 不低于 不小于 不得少于 不得低于 不能低于 不应少于 不应低于 不应小于 不宜低于 不宜小于 至少 最少 最低
            ≥ >= 不短于 至少有 确保有 力争有 不得小于 不能少于 不能小于 不可低于
            """
        ),
        "at_least",
    ),
    **dict.fromkeys(
        words("超过 突破 超 过 逾 大于 高于 多于 优于 越过 跨越 >"),
        "above",
    ),
    **dict.fromkeys(
        words(
            """
            不超过 不高于 不大于 不多于 不超 不得超过 不得高于 不应超过 不应高于 不应大于 不宜超过 不宜高于 不宜大于
            最多 至多 ≤ <= 不能超过 不能高于 不能大于 不能多于 不可超过 不可高于
            """
        ),
        "at_most",
    ),
    **dict.fromkeys(
        words("低于 小于 少于 <"),
        "below",
    ),
    **dict.fromkeys(
        words("约 大约 约为 近 接近 将近 大概"),
        "about",
    ),
}

# What stands behind it.
COMPARATORS_AFTER: dict[str, str] = {
    **dict.fromkeys(
        words("以上 及以上 之上 或以上"),
        "at_least",
    ),
    **dict.fromkeys(
        words("以内 以下 及以下 之内 之下"),
        "at_most",
    ),
    **dict.fromkeys(
        words("左右 上下"),
        "about",
    ),
}

# Between numeral and unit: 3900多个.
MORE_THAN = in_order(
    """
    多 余
    """
)

# The thing measured stands before these, the number behind.
LEVEL_VERBS = words(
    """
    达到 达 达到了 为 是 到 至 稳定在 保持在 维持在 控制在 稳定 保持 约达 提高到 提高至 提升到 提升至 增加到 增加至
    增长到 增长至 上升到 上升至 增至 升至 扩大到 扩大至 发展到 发展至 扩展到 恢复到 提至 扩面到 推进到 拓展到 延长到
    延长至 下降到 下降至 降到 降至 降低到 降低至 减少到 减少至 减至 压减到 压减至 压缩到 压缩至 缩短到 缩短至 缩小到
    缩小至 降为 压降至 压降到 精简至 控制到 实现 完成 突破 超过 跨上 迈上 迈过 跃上 站上 冲刺 冲击 力争达到 合计达到
    总数达到 有 跃升至 高达 定为 定在 确定为 设定为
    """
)

# Those of them that make the number a ceiling, whatever is measured.
FALLING_TO = words(
    """
    控制在 控制到 下降到 下降至 降到 降至 降低到 降低至 降为 减少到 减少至 减至 压减到 压减至 压缩到 压缩至 压降到
    压降至 缩短到 缩短至 缩小到 缩小至 精简至
    """
)

# A change against a baseline, if % or 百分点 follows.
RISES = words(
    """
    增长 提高 提升 增加 上升 增 扩大 翻 增产 增收 回升 增幅 增速 增长率 涨幅 增长速度 上涨 递增
    """
)
FALLS = words(
    """
    下降 降低 减少 压减 缩减 压缩 缩短 降 降幅 回落 下降率 削减 递减 压降 减 减产 减收 下滑
    """
)

# Nouns that say the same: 研发经费增幅10%.
RISING_NOUNS = in_order(
    """
    增幅 增速 增长率 涨幅 增长速度 增长
    """
)
FALLING_NOUNS = in_order(
    """
    降幅 下降率 下降幅度 降低率 削减率
    """
)

# Verbs that end with a thing done: what they count is a target.
FINISHING_VERBS = words(
    """
    新建成 打通 共建 设置 提供 改善 硬化 提升改造 招引落地 完成 建成 新增 新建 新(改)建 新改建 新改扩建 新(改、扩)建
    新(改扩)建 改建 扩建 改扩建 实施 组织实施 滚动实施 开工 新开工 开工建设 新开工建设 建设 建立 设立 布局 新布局
    打造 创建 培育 新培育 培植 培强 引进 新引进 招引 引育 引入 吸引 集聚 新集聚 聚集 汇聚 举办 承办 开展 组织 认定
    评选 遴选 评定 选树 命名 选拔 选派 推荐 淘汰 关停 关闭 封停 治理 整治 修复 改造 新改造 提升 改造提升 新建提升
    新改造提升 新建改造 更新 更新改造 优化提升 推出 开通 新开通 投用 投运 启用 投产 新开 开辟 加密 开行 发放 发行
    开放 争创 争取 创成 获批 申报 入库 新入库 入选 纳入 列入 获得 取得 培训 培养 帮扶 救助 服务 安置 转移 吸纳 带动
    招聘 招收 招募 签约 落地 储备 生产 供应 投放 种植 栽植 造林 绿化 退出 压减 压减退出 削减 拆除 清理 化解 处置
    盘活 收储 出让 筹集 新筹集 放映 演出 制定 修订 制修订 出台 发布 编制 孵化 转化 引进转化 募集 融资 达成 增设 增加
    净增 新认定 新创建 新设 新设立 新发展 发展 壮大 开发 统筹开发 归集 回收 处理 收集 疏浚 铺设 敷设 架设 安装 配备
    配置 购置 采购 推广 推广应用 应用 挂牌 新挂牌 上市 新上市 升级 建好 建设完成 建成投用 建成投产 建成运营 建成投运
    落实 办理 实现 扩面 新吸纳 新招引 新签约 新落地 新投产 新纳入 整合建立 吸引集聚 评选认定 育成 植树 补贴 资助
    普查 检查 抽检 监测 筛查 体检 流转 托管 保障 解决 接待 输送 交付 竣工 柔性引进 搭建 构建 组建 创作 出版 推介
    征集 评审 配建 增补 补充 恢复 新恢复 复垦 迁建 续建 新拓展 拓展 授权 登记 创办 兴办 领办 选聘 引聚 遴选打造
    建成开放 建成使用 通车 贯通 新签 选育 引种 放流 增殖放流 抚育 改良 启动 启动建设 启动实施 重点培育 重点打造
    重点建设 重点实施 完善 优化 新发 发展壮大 培育壮大 扶持 拿下 拨付 减免 减税 撬动 关闭退出 清理整治 搬迁改造 安排
    取消 下放 建设改造 整治修复 营造修复 营造
    筹建 惠及 让利 压采 降低 减少 分流 整合 重组 改制 嫁接 嫁接改造 新开辟 新栽 新植 新修 新造 新种 新添 栽种 补栽
    改造升级 升级改造 新发放 选择 形成 维修 维修改造 提质改造 提质升级 康复救助
    选取 选定 补充更新 维护更新 补充维护更新 规范提升 巩固提升
    """
)

# Those that are verbs wherever they stand before a noun. Others make nouns too: 上市企业, 培训基地, 改造工程.
CORE_VERBS = words(
    """
    新建成 打通 共建 设置 提升改造 招引落地 新增 新建 建成 完成 建设 创建 培育 打造 实施 开工 引进 招引 举办 开展
    建立 设立 争创 新开工 新培育 新引进 新改建 新(改)建 新(改、扩)建 新改扩建 改扩建 开工建设 新认定 新创建 遴选
    评选 认定 选树 淘汰 关停 封停 引育 组织 承办 推出 开通 新开通 筹集 新筹集 集聚 新集聚 培植 扩建 改建 净增 组建
    搭建 构建 增设 新增加 新设立 吸引 引聚 达成 签约 新签约 新建提升 改造提升 拆除 新建改造 申报 获批 编制 制定 修订
    """
)

# Verbs of one or two characters that stand right before a number: 各建1处.
SHORT_VERBS = words(
    """
    建 设 建有 各建 新设 办 拥有 设有 配 增 育 引
    """
)

# Verbs that go on with what there is already.
SOFT_VERBS = words(
    """
    提出 坚持 加快 推动 推进 支持 抓好 做好 抓实 强化 健全 发挥 发挥好 聚焦 围绕 统筹 落实好 提速 办好 深化 用好 依托
    立足 加强 继续 鼓励 引导 保持 巩固 指导 督促 维护 促进 助推 有序推进 统筹推进 稳步推进 加快推进 深入推进
    全面推进 扎实推进 持续推进 大力推进 积极推进 全力推进 运行好 管好 建强 做强 做大 做优 擦亮 讲好 协调 加大 扩大
    联合 联动 对接 关注 严格 确定 参与 覆盖 重点抓好 抓紧 盯紧 跟踪 服务好 保障好 谋划 推广好 加力 压实 明确 面向
    利用 盘活好 瞄准 会同 调度
    """
)

# Behind the thing counted: N家企业通过…, N个项目开工.
FINISHING_PREDICATES = in_order(
    """
    投产 达效 建成 完成 开工 竣工 通车 投用 投运 启用 并网 达到 达标 纳入 列入 获批 获得 入选 入库 通过 升级 转型
    创建 创成 落地 上市 挂牌 建有 实现 取得 晋升 进入 跻身 提供 应用 改造 入园 上云 认定 交付 运营 招收 签约 覆盖
    脱贫 摘帽 退出 开放 建立 批复
    """
)

# A commitment to try.
STRIVING = in_order(
    """
    力争 争取 争创 努力 力求
    """
)

# Words of manner and scope around a verb; they carry nothing for the indicator.
MANNER = words(
    """
    积极 大力 深入 持续 继续 进一步 切实 着力 稳步 有序 扎实 加快 加大 全力 努力 力争 争取 力求 确保 保证 保障 推动
    推进 促进 逐步 累计 合计 总计 共 共计 总共 分别 每年 全年 全部 均 都 我市 全市 全省 我省 全县 我县 全区 我区
    本市 本省 全州 全域 各地 并 同时 其中 同步 另 也 还 将 至少 不断 滚动 梯次 分批 有效 坚决 主动 带动 实现 明显
    显著 大幅 率先 尽快 加速 提速 预计 目标为 年内 当年 届时 让 的 了 首批 建议 拟 力争实现 确保实现 使 把 再 共同
    联合 严控 超额 要再 要把 还将 还要 将再 拟再 再次
    """
)

# The same where a verb follows; else they belong to a noun: 高标准农田, 重点项目, 创新平台.
MANNER_BEFORE_VERB = words(
    """
    全面 统筹 重点 高标准 高质量 高水平 科学 合理 基本 成功 平均 年均 组织 严格 集中 加强 强化 引导 鼓励 支持 总体
    整体 稳定 保持 创新 探索 广泛 规范 控制 计划 规划 新 又 各 要 和 及 以及 与 且 对 在 到 至 从 按 按照 以 于 由
    已 再 自主 联合 优先 常态化 高效 精准 市场化
    """
)

# Words of manner right before a number.
BEFORE_NUMBER = words(
    """
    累计 力争 争取 分别 共 共计 合计 总计 至少 均 全部 再 各 年均 每年 又 也 都 仅 始终 每人每月 每人每年 每人 每月
    每亩 每户 预期 计划 同口径 可比口径 原则上 继续 总体 基本 平均 全年 年度 同比 按
    全市 全省 全县 全区 我市 我省 我县 我区 年产
    预计 应 应当 须 要 最高 每个 每座 每处 拟 将 还将 也将 拟按 一般 实际 名义 回升并 提升并 增长并 提高并 逐步
    首次 历史性 已 初步
    """
)

# Verbs between a thing and its number that say only that it comes to be: 装机新增2000万千瓦.
LIGHT_VERBS = words(
    """
    新增 增加 净增 新建 完成 建成 建设 完成建设 开通 新开通 共 新开工 安排 交付
    """
)

# Words behind a number that name nothing: 稳定在110亿斤水平.
NO_NOUN = words(
    """
    水平 目标 任务 大关 标准 关口 规模 台阶 的目标 的水平 指标 考核 等 要求 任务目标 目标任务 时 新台阶 大台阶 新关口
    新水平 安排 考虑 把握 预期 的速度 速度 的增速 区间 行列 的预期目标 预期目标 的要求 的任务
    """
)

# Nouns that say what is measured of a thing named before: alone they are not understandable.
DEPENDENT_NOUNS = in_order(
    """
    到位资金 投资 投资额 总投资 年度投资 投资总额 产值 总产值 年产值 营业收入 主营业务收入 销售收入 产业规模 收入
    年营业收入 利润 税收 面积 总面积 规模 总规模 交易规模 交易额 成交额 金额 总额 总量 数量 总数 占比 比例 比重
    覆盖率 普及率 普惠率 合格率 达标率 利用率 处理率 完成率 使用率 额度 长度 总长度 治理长度 里程 总里程 产量 总产量
    产能 年产能 发电量 年发电量 装机 装机容量 装机规模 增加值 床位 认证面积 建筑面积 资金 人数 户数 容量 能力 增速
    增幅 经费 人次 从业人员 入库 进出口额 出口额 创建率 治理率 建成率 入园率 满意度 满意率 知晓率 参与率 就业率
    日处理能力 年处理能力 覆盖面 资产总额 利润总额 总长 年度计划投资 计划投资 营收 年营收 处理能力 起数 死亡人数 库容
    """
)

# What these nouns measure is a level, with whatever verb they stand.
LEVEL_NOUNS = in_order(
    """
    率 占比 比例 比重 总量 产值 收入 总额 规模 水平 资金 投资 面积 里程 额 产量 增加值 总产 余额 度 密度 强度 浓度
    寿命 年限 时间 能力 容量 产能 拥有量 用量 用水量 排放量 保有量 利用量 总值 指数 天数 装机 库容 总数 数量 人口
    能耗 水耗 电耗 人数 总规模 单产 效率 系数 供应量 消费量 发电量 储备 综合产能 均值 时限 存栏 出栏
    """
)

# A clause with one of these reports what is.
PAST_WORDS = in_order(
    """
    已经 已达 已有 已建 已完成 截至 截止 目前 现有 过去 去年 近三年 近五年 近年来 上年末 以来 已累计 曾 原有
    已发布 已出台 已印发 已制定 已开展 已实施 已纳入 已培育 已设立 已安排 现已 仅为 仅占 上年完成 上年实现
    五年间 三年间 五年来 三年来
    """
)

# What these pay is an instrument, no target.
SUBSIDY_WORDS = in_order(
    """
    补助 奖补 补贴 奖励 资助 扶持 贴息 奖金 给予 每人发放 助学金 返还 最高
    """
)

# Units of specifications.
TECHNICAL_UNITS = words(
    """
    英寸 千伏 伏 kV KV nm 纳米 mm 毫米 兆赫 赫兹 位 比特 核 寸 ℃ 度角 线 代 号 级 轴 马力 标准 米高 K G M Mbps Gbps
    兆
    """
)

# Units of time: promised only where they are to be reached or kept below.
DURATIONS = words(
    """
    年 个月 月 天 日 小时 分钟 周 周岁 岁 个工作日 工作日 学时 课时 秒
    """
)

# After a number they name divisions that exist: 其他6市.
ADMINISTRATIVE = words(
    """
    市 县 区 镇 村 省 国 州 县区 县市区 乡镇 街道
    """
)

# Units that need no reference data: they count, or they are what they are called.
MEASURE_WORDS = in_order(
    """
    个 家 座 处 项 条 所 户 人 名 位 台 套 辆 只 头 件 场 次 批 篇 部 间 栋 幢 种 类 支 片 块 口 眼 株 棵 艘 架 列
    班 对 张 门 本 册 期 宗 例 笔 单 份 款 起 组 人次 项次 场(次) 家(次) 家次 人(次) 台套 台(套) 套(台) 标台 公里
    千米 米 车公里 平方米 平方公里 平方千米 平米 ㎡ 立方米 公顷 亩 吨 千克 公斤 斤 克 吨标准煤 吨标煤
    标准立方米 千瓦 千瓦时 兆瓦 兆瓦时 吉瓦 MW GW kWh 度 元 美元 欧元 人民币 % ‰ 百分点 个百分点 户次 车次 架次 列次
    标箱 标准箱 TEU PFLOPS P 床 席 名次 岗 人年 户家庭 册次 场次 课时 学时 学位 个工作日 工作日 小时
    分钟 年 个月 天 岁 周岁 个小时 微克/立方米 毫克/升 毫米 吨/日 吨/天 立方米/日 立方米/天 元/人 千克/亩 公斤/亩 枚
    颗 发 粒 羽 尾 匹 杆 根 扇 束 站 点 厅 店 团队 班级 自然村 行政村 机架 标准机架 泊位 车位 床位 分 平方 立方 蒸吨
    吨公里 客位 载重吨 标准床位 箱
    """
)

# Units that count finished things.
COUNTS = words(
    """
    个 家 座 处 项 条 所 户 人 名 位 台 套 辆 只 头 件 场 次 批 篇 部 间 栋 幢 种 类 支 片 块 口 眼 株 棵 艘 架 列
    班 对 张 门 本 册 期 宗 例 笔 单 份 款 起 组 人次 项次 场(次) 家(次) 家次 人(次) 台套 台(套) 标台 场次 户次 枚 颗 发
    站 点 厅 店 团队 箱 泊位 车位
    """
)

# Words of form: behind them a phrase goes on.
PREPOSITIONS = in_order(
    """
    的 和 及 与 或 比 较 在 对 将 把 为 到 至 由 从 并 以 于
    """
)

# Before a rate these are part of what is measured: 新建厂房屋顶光伏覆盖率.
ATTRIBUTIVE_VERBS = in_order(
    """
    新建 新增 新改扩建 新(改、扩)建 新改建 改建 扩建 改扩建 更新 新开工 新投产
    """
)
RATE_NOUNS = in_order(
    """
    率 比例 比重 占比 年限 效率 系数 (PUE) PUE (PUE)值 PUE值 强度 浓度 水平 指数
    """
)

# One word for several things, each of which 分别 gives its number.
COLLECTIVES = {
    "城乡": ("城镇", "农村"),
    "一二三产业": ("第一产业", "第二产业", "第三产业"),
    "一二三产": ("第一产业", "第二产业", "第三产业"),
    "一、二、三产业": ("第一产业", "第二产业", "第三产业"),
    "一、二、三产": ("第一产业", "第二产业", "第三产业"),
    "三次产业": ("第一产业", "第二产业", "第三产业"),
    "三次产": ("第一产业", "第二产业", "第三产业"),
    "二三产业": ("第二产业", "第三产业"),
    "二三产": ("第二产业", "第三产业"),
    "二、三产业": ("第二产业", "第三产业"),
    "一二产业": ("第一产业", "第二产业"),
    "客货运": ("客运", "货运"),
    "男女": ("男性", "女性"),
}

# These begin with a character that makes a noun of a verb (开发商), and are words of their own: 打造商圈, 培育业态.
BEGUN_WITH_TAIL = words(
    """
    商圈 商场 商品 商标 商户 商贸 商业 商务 商会 业态 业务 业主 员工 力量 权益 板块 器材 器械
    """
)
