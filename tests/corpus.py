"""Python texts that are hard to get right: every kind of node, and every nasty spelling of the bytes."""

from __future__ import annotations

from harness import ROOT

EVERY_NODE = (ROOT / "tests" / "data" / "every_node.txt").read_text(encoding="utf-8")

SPELLINGS: dict[str, bytes] = {
    "empty": b"",
    "one name": b"x",
    "only a comment": b"# anthropic",
    "only blank lines": b"\n\n   \n\t\n",
    "no newline at the end": b"f(a)\ng(b, c=d)",
    "crlf": b"import x\r\nf(\r\n    a,  # one\r\n    b='c',\r\n)\r\nif x:\r\n    g(y)\r\n",
    "carriage returns alone": b"f(a)\rg(b)\r",
    "mixed newlines": b"f(a)\r\ng(b)\nh(c)\r\n",
    "tabs": b"if x:\n\tf(a)\n\tif y:\n\t\tg(b,\tc = d)\n",
    "multi-byte": 'f("é", ü=1)\ng("日本語", x)  # 日本\nh(ñ.méthode(1))\n'.encode(),
    "emoji": 'f("😀", a)("🎉🎉", b)\ng("👩‍👩‍👧", c)\n'.encode(),
    "byte order mark": b"\xef\xbb\xbff(a)\ng(b)\n",
    "byte order mark and crlf": b"\xef\xbb\xbff(a)\r\ng(b)\r\n",
    "latin-1": '# -*- coding: latin-1 -*-\nf("é", a)\ng("ü")\n'.encode("latin-1"),
    "cp1252": '# coding: cp1252\nf("€")\ng(h("…"))\n'.encode("cp1252"),
    "decorators": b"@a.b(1)\n@c\n# d\n@e(f(2))\ndef g(h=i(3)):\n    return j(4)\n@k()\nclass L(m(5)):\n    n(6)\n",
    "nested f-strings": b"f(f\"a{b(c)}d{f'{e(g)!r:>{h(1)}}'}i\" \"j\")\nk(f'''{\n  l(2)\n}''')\n",
    "form feeds": b"f(a)\n\x0cg(b)\nif x:\n    h(c)\n\x0c\n\x0cdef i():\n    j(d)\n    k(e)\n\x0c# l\nm(n)\n",
    "form feed within a line": b"f(a)\nx = 1 \x0c+ g(b)\nh(c)\n",
    "two form feeds": b"\x0c\x0cf(a)\ng(b)\n\x0c\x0c\nh(c)\n",
    "parentheses": b"(f)(a)\n((f))(a)\n(f(a))\n((f(a)))\n(f (a) ) (b)\n( f )( (a), (b) )\n(((f)))((((a))))\n",
    "comment in parentheses": b"(f  # (\n)(a)\n(f  # (\n (b))\n(f\n # ) (\n (c))\n",
    "chains": b"a(1)(2)(3)\na.b(1).c(2)[3](4)\n(a\n .b(1)\n .c(  # d\n   2)\n)\n",
    "backslashes": b"x = f(a) \\\n  + g(b)\nh \\\n (c)\nassert f(a), \\\n  g(b)\n",
    "comments between arguments": b"f(  # one\n  # two\n  a,  # three\n  # four\n  b = c  # five\n  ,\n  *d,  # six\n  **e\n  # seven\n)\n",
    "white space in calls": b"f ( a , b = c )\ng(\n)\nh(  )\ni( a,)\nj(a ,)\n",
    "starred": b"f(*a, **b)\nf(* a, ** b)\nf(*(a), **(b))\nf(*[1, 2], **{'k': v})\nf(*g(1), **h(2))\n",
    "augmented assignments": b"f(a).b += g(c)\nh(d)[i(e)] += j(g)\nk(l)[m][n(o), p(q):] -= 1\nr += s(t)\n",
    "generators": b"f(x for x in g(y))\nf((x for x in y))\nf((x for x in y), 1)\n",
    "await": b"async def f():\n    await g(1)\n    (await g(1))(2)\n    await (g(1))\n    x = [await h(y) async for y in z(3)]\n",
    "strings that look like code": b"f(\"g(a)\", '''h(\n)''', r'\\(')\ni(')', \"(\")\n",
    "lambdas": b"f(lambda x: g(x), key=lambda: (h(1)))\n(lambda: i(2))()\n",
    "semicolons": b"f(a); g(b);h(c)\nif x: i(d); j(e)\nwhile k(1): l(2)\n",
    "subscripts": b"f(a)[g(b)][h(c):i(d)]\nx[f(1)](g(2))\n",
    "else and elif": b"if f(1):\n    g(2)\nelif (h(3)):\n    i(4)\nelse:\n    j(5)\nk(6) if l(7) else m(8)\n",
    "odd indentation": b"if x:\n  f(a)\n  if y:\n        g(b)\nelse:\n     h(c)\n",
    "comments off the indentation": b"if x:\n# a\n    f(a)\n        # b\n    g(b)\n  # c\nh(c)\n",
    "a comment at the end": b"f(a)\n# noqa: CL101",
    "white space at the end": b"f(a)\n   ",
    "blank lines and white space at the end": b"f(a)\n\n\n   ",
    "blank lines of white space at the end": b"if x:\r\n\tf(a)  # b\r\n\r\n  \r\n\r\n",
    "trailing backslash newline": b"f(a)\n\\\n\ng(b)\n",
    "many literals": b"f(" + b"\n  'a'" * 300 + b")\ng(b)\n",
    "a long sum": b"x = (" + b"'a' +\n  " * 300 + b"f('z'))\ng(b)\n",
    "type comments": b"f(a)  # type: ignore\ndef g(  # x: y\n  a,  # z: (\n):\n    h(a)\n",
}


def texts() -> dict[str, bytes]:
    """The texts that are hard: every spelling, every kind of node, the fixtures."""
    found = dict(SPELLINGS)
    found["every node"] = EVERY_NODE.encode()
    found["every node, crlf"] = EVERY_NODE.replace("\n", "\r\n").encode()
    return {**found, **_files("fixtures")}


def own_texts() -> dict[str, bytes]:
    """This project's own files."""
    return _files("claudelint", "rules")


def _files(*folders: str) -> dict[str, bytes]:
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
