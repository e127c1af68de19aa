"""The reasons for which a file or a row is not taken, or is taken with a doubt: code → its name in Chinese.

The sentence that says what to do is made where the fault is found; docs/bureau.md lists them all.
"""

REASONS = {
    # the whole file
    "unsupported_format": "文件格式不支持",
    "unreadable_file": "文件打不开",
    "damaged_file": "工作簿已损坏",
    "file_too_large": "文件过大",
    "damaged_text": "文字损坏",
    "not_text": "不是文字",
    "hostile_xml": "含有危险内容",
    "line_too_long": "一行过长",
    "too_many_columns": "列数过多",
    "too_many_cells": "单元格过多",
    "too_many_rows": "行数过多",
    "too_many_sheets": "工作表过多",
    "too_many_areas": "合并单元格过多",
    "unknown_layout": "认不出版式",
    "unknown_block": "有一块认不出",
    "no_rows": "没有数据行",
    "duplicate_column": "表头重复",
    # a row
    "unread_sheet": "工作表未读取",
    "surplus_cells": "各列错位",
    "missing_indicator": "缺指标",
    "unknown_region": "地区不认识",
    "ambiguous_region": "地区不止一处",
    "region_outside": "不是本地区",
    "missing_period": "缺报告期",
    "unreadable_period": "报告期认不出",
    "period_conflict": "时间不一致",
    "future_period": "时间在将来",
    "merged_value": "数值在合并格里",
    "missing_value": "未填数值",
    "not_a_number": "不是数字",
    "scale_twice": "万、亿重复",
    "missing_unit": "缺单位",
    "unknown_unit": "单位不认识",
    "unit_conflict": "单位不一致",
    "unit_dimension": "单位不能换算",
    "growth_unit": "增速单位不对",
    "negative_value": "不应小于零",
    "share_above_100": "超过百分之百",
    "conflicting_figures": "同一数值不同",
    "duplicate_row": "重复行",
    # a doubt
    "unknown_indicator": "指标未登记",
    "period_not_over": "期末未到",
    "unknown_basis": "口径不认识",
    "estimated_value": "约数",
    "year_to_date_falls": "累计数下降",
    "months_do_not_add_up": "累计与当月不合",
    "power_of_ten": "疑差万、亿",
    # passed over
    "passed_sheet": "没有数的工作表",
}
