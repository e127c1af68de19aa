"""Why a document could not be read, in words for the person who dropped it. Every reason stands here."""

from pipelines.storage.reading_process import ReadingStoppedError

REASONS = {
    "archive": "这是压缩包或其他打包文件，不是文档：请解压后把里面的文件放入文件夹。",
    "broke_reader": "读取程序在这份文件上中断，文件可能已损坏：请用 Word、WPS 或浏览器打开，另存为 .docx 或 .txt。",
    "damaged_archive": "网页存档已损坏，无法读取：请在浏览器中打开原网页，另存为“网页，仅 HTML”。",
    "damaged_docx": "Word 文件已损坏或不完整，无法打开：请用 Word 或 WPS 打开原件，重新另存为 .docx。",
    "damaged_html": "网页结构已损坏（嵌套过深），无法完整读取：请在浏览器中打开后复制正文，另存为 .docx 或 .txt。",
    "damaged_ofd": "OFD 文件已损坏或不完整，无法打开：请重新下载，或导出为 .docx 或带文字层的 .pdf。",
    "damaged_office": "Word、WPS 或 RTF 文件无法打开（可能已损坏或设有密码）：请用 Word 或 WPS 另存为 .docx。",
    "damaged_pdf": "PDF 文件已损坏或不完整，无法打开：请重新下载或重新导出。",
    "damaged_scan": "图片无法识别（可能已损坏，或内存不足）：请换用原始电子文件。",
    "empty": "文件里没有文字：请检查文件是否下载完整。",
    "encrypted_ofd": "OFD 文件已加密：请取消加密后重新保存，或导出为 .docx。",
    "encrypted_office": "文件设有密码，无法打开：请取消密码后另存为 .docx。",
    "encrypted_pdf": "PDF 设有打开密码：请取消密码后重新保存。",
    "image": "这是图片，没有文字：请换用原始电子文件，或装文字识别：pip install 'duibiao[ocr]'。",
    "missing": "文件打不开（{detail}）：请检查文件是否还在、是否允许读取。",
    "mojibake": "文字是乱码（曾用错误的编码转存过）：请从原始文件重新保存为 UTF-8 编码。",
    "no_office": "这是 .doc、WPS 或 RTF 文件，要有 LibreOffice 才能读：请另存为 .docx，或在本机安装 LibreOffice。",
    "not_text": "既不是文本，也不是可识别的文档：请另存为 .docx、.pdf 或 UTF-8 编码的 .txt。",
    "other_office": "这是{detail}，不是 Word 文档：请把正文另存为 .docx。",
    "scanned_pdf": "扫描件：{detail}没有文字层。请换用原始电子文件，或装文字识别：pip install 'duibiao[ocr]'。",
    "slow_office": "Word、WPS 或 RTF 文件过于复杂，{detail}内未能打开：请用 Word 或 WPS 另存为 .docx。",
    "slow_scan": "图片过多，{detail}内未能识别完：请换用原始电子文件，或拆分后再放入。",
    "too_large": "文件过大（{detail}）：请拆分后再放入。",
    "too_many_pages": "PDF 共 {detail} 页，超过上限：请拆分后再放入。",
    "too_many_parts": "网页存档里的部分超过 {detail} 个，不像一个网页：请在浏览器中打开原网页，另存为“网页，仅 HTML”。",
    "too_much_markup": "{detail}：请用 Word、WPS 或浏览器打开，把正文另存为 .docx 或 .txt。",
    "too_much_memory": "读完这份文件要用的内存超过上限 {detail}：请拆分，或把正文另存为 .docx 或 .txt。",
    "too_many_numbers": "文件里的数超过 {detail} 个，不像规划：请拆分后再放入。",
    "too_slow": "读完这份文件要用的时间超过上限 {detail}：请拆分，或把正文另存为 .docx 或 .txt。",
    "unknown_encoding": "编码无法识别（不是 UTF-8、GB18030 或 UTF-16）：请用记事本打开，另存为 UTF-8 编码。",
    "unmapped_pdf": "文件的字体没有文字对照表，复制出来是乱码：请用原始电子文件重新导出，或另存为 .docx。",
    "unread": "程序没能读完这份文件（{detail}，详见日志）：请用 Word、WPS 或浏览器打开，另存为 .docx 或 .txt。",
}


class UnreadableDocumentError(Exception):
    """A document that cannot be read. `str()` is one Chinese sentence: what is wrong and what to do."""

    def __init__(self, reason_code: str, detail: str = "") -> None:
        super().__init__(reason_code, detail)  # both, so that it can be sent from process to process
        self.reason_code = reason_code
        self.detail = detail

    def __str__(self) -> str:
        return REASONS[self.reason_code].format(detail=self.detail)


def reason_of(stopped: ReadingStoppedError) -> str:
    """Why a document was given up whose reading went beyond a limit."""
    reason_code = {"memory": "too_much_memory", "time": "too_slow", "crash": "broke_reader"}[stopped.limit]
    return REASONS[reason_code].format(detail=stopped.most)
