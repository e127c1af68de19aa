"""How much markup a page or a part of a package may hold: counted in its characters, before a parser builds a tree.

A tag of three characters becomes some hundred bytes of memory, an attribute as many, and each takes a reader's time.
"""

import re
from itertools import islice

MAX_NODES = 3_000_000  # tags and attributes: 300 pages of a plan have 0.2 million; a tree of that many takes 0.9 GB
MAX_ATTRIBUTES = 1_000  # of one tag: to tell whether one stands twice, a parser compares it with all before it

QUOTED = r""""[^"]*"|'[^']*'"""
LONG_TAG = re.compile(rf"<[a-zA-Z](?:[^<>\"']|{QUOTED}){{{2 * MAX_ATTRIBUTES},}}+")
ATTRIBUTE = re.compile(rf"""[^\s"'=/<>]+(?:\s*=\s*(?:{QUOTED}|[^\s"'<>]*))?""")


def count_nodes(markup: str | bytes) -> int:
    """Tags and attributes at most: signs that could be one."""
    if isinstance(markup, bytes):
        return markup.count(b"<") + markup.count(b"=")
    return markup.count("<") + markup.count("=")


def find_excess(page: str) -> str | None:
    """What a page has too much of, in Chinese, to stand before a full stop; None if it can be parsed."""
    if count_nodes(page) > MAX_NODES:
        return f"标记和属性超过上限 {MAX_NODES} 个"
    for tag in LONG_TAG.finditer(page):
        if len(list(islice(ATTRIBUTE.finditer(tag[0]), MAX_ATTRIBUTES + 2))) > MAX_ATTRIBUTES + 1:  # its name is one
            return f"一个标记的属性超过上限 {MAX_ATTRIBUTES} 个"
    return None
