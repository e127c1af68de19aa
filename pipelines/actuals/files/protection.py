"""Workbooks that are encrypted: those that were only write-protected open with the key that Excel itself uses."""

from io import BytesIO

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from pipelines.actuals.files.refusals import DAMAGED, FileRefusedError

# With it Excel encrypts what is protected against changes and not against reading ([MS-OFFCRYPTO] 2.4.2.3), and opens
# it without asking.
BUILT_IN_KEY = "VelvetSweatshop"
ENCRYPTED = ("password_needed", "文件加了打开密码，不能读取。请取消密码后重新保存并报送。")


def unlock(content: bytes) -> bytes:
    """The workbook inside an encrypted one. Raises FileRefusedError if it asks for a password to be read."""
    opened = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(content))
        office.load_key(password=BUILT_IN_KEY)
        office.decrypt(opened)
    except (InvalidKeyError, DecryptionError) as error:
        raise FileRefusedError(*ENCRYPTED) from error
    except Exception as error:  # what a damaged part raises is as various as damage
        raise FileRefusedError(*DAMAGED) from error
    return opened.getvalue()
