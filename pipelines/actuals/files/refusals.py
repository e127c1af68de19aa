"""Why a whole file cannot be taken."""

SUPPORTED = (
    "支持 .csv、.txt(逗号、制表符、分号分隔；UTF-8、GB18030/GBK、UTF-16 编码)、.xlsx、.xls 和存成 .xls 的网页、XML 表格"
)


class FileRefusedError(ValueError):
    """The whole file cannot be taken. `reason_code` for programs, the message in Chinese for the bureau."""

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code


def limit(count: int, most: int, reason_code: str, what: str) -> None:
    """Raises FileRefusedError if there are more than `most` of `what`."""
    if count > most:
        raise FileRefusedError(reason_code, f"{what}超过上限 {most}。请检查分隔符，删去空行空列，或拆成几个文件报送。")
