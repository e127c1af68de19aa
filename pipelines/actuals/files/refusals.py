"""Why a whole file cannot be taken."""

SUPPORTED = (
    "支持 .csv、.txt(逗号、制表符、分号分隔；UTF-8、GB18030/GBK、UTF-16 编码)、.xlsx、.xls、.ods、.docx 和网页里的"
    "表格、JSON 和 XML 数据"
)
DAMAGED = ("damaged_file", "工作簿已损坏，不能打开。请在 Excel 中打开并另存为 .xlsx 后重新报送。")
NO_TABLE = ("no_table", "{what}里没有表格，只有文字。请把数据填在表格里，或按模板填写后报送。")


class FileRefusedError(ValueError):
    """The whole file cannot be taken. `reason_code` for programs, the message in Chinese for the bureau."""

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason_code, reason)  # both, so that it can be sent from process to process
        self.reason_code = reason_code

    def __str__(self) -> str:
        return str(self.args[1])


class Counter:
    """What a file has of one kind, counted while it is read, so that a small file never becomes a large table."""

    def __init__(self, most: int, reason_code: str, what: str) -> None:
        self._most, self._reason_code, self._what = most, reason_code, what
        self._count = 0

    def add(self, number: int = 1) -> None:
        """Raises FileRefusedError beyond the most."""
        self._count += number
        limit(self._count, self._most, self._reason_code, self._what)


def limit(count: int, most: int, reason_code: str, what: str) -> None:
    """Raises FileRefusedError if there are more than `most` of `what`."""
    if count > most:
        raise FileRefusedError(reason_code, f"{what}超过上限 {most}。请检查分隔符，删去空行空列，或拆成几个文件报送。")
