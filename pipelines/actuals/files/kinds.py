"""What a file is, by its bytes and not by its name: how workbooks begin, and the names of what cannot be read."""

import zipfile
from io import BytesIO

import olefile

from pipelines.actuals.files.refusals import SUPPORTED, FileRefusedError

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
OLD_WORKBOOKS = (OLE, b"\x09\x08", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
# How files begin that hold no table that can be read here → what they are.
BEGINNINGS = {
    b"%PDF": "PDF",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7-Zip 压缩包",
    b"\x1f\x8b": "GZIP 压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"PAR1": "Parquet 文件",
    b"SQLite format": "SQLite 数据库",
    b"<stata_dta>": "Stata 数据",
    b"$FL2": "SPSS 数据",
    b"{\\rtf": "RTF 文档",
    b"\0\1\0\0Standard": "Access 数据库",
}
# Members of a package, or streams of an old one, → what it is.
PACKAGES = {
    "xl/workbook.bin": "二进制工作簿(.xlsb)",
    "ppt/presentation.xml": "演示文稿",
    "OFD.xml": "OFD 文档",
    "Index/Document.iwa": "Numbers 或 Pages 文档",
    "doc.kml": "地图文件",
}
STREAMS = {
    "WordDocument": "旧版 Word 文档(.doc)",
    "PowerPoint Document": "演示文稿",
}


def refuse_by_name(kind: str) -> FileRefusedError:
    """The refusal of a file of a kind that is not read."""
    return FileRefusedError("unsupported_format", f"这是{kind}，不能读取；{SUPPORTED}。请另存或导出后重新报送。")


def name_of_beginning(head: bytes) -> str | None:
    """What a file is that cannot be read, by how it begins; None: nothing that is known."""
    return next((name for beginning, name in BEGINNINGS.items() if head.startswith(beginning)), None)


def name_of_package(archive: zipfile.ZipFile) -> str:
    """What a package is that holds no table."""
    names = set(archive.namelist())
    return next((name for member, name in PACKAGES.items() if member in names), "压缩包")


def name_of_old_package(content: bytes) -> str | None:
    """What an OLE file is that is no workbook; None where it is one, or damaged."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as package:
            return next((name for stream, name in STREAMS.items() if package.exists(stream)), None)
    except Exception:  # what a damaged part raises is as various as damage; its reader says so
        return None
