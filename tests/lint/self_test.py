"""Each check must find what it is there for: every case is a small tree with one defect, or with none."""

import contextlib
import io
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import docs
import run
from tree import Tree

HEADER = "#pragma once\n"


def problems(check, files, executable=()):
    """What the check says of a tree of the given files (path -> text or bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        for path, body in files.items():
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body if isinstance(body, bytes) else body.encode())
            if path in executable:
                os.chmod(target, 0o755)
        with contextlib.redirect_stdout(io.StringIO()):
            return run.CHECKS[check](Tree(folder))


class Includes(unittest.TestCase):
    BASE = {"core/base/error.h": HEADER, "core/engine/loop.h": HEADER, "adapters/mock/mock.h": HEADER}

    def of(self, path, text):
        return problems("includes", {**self.BASE, path: text})

    def test_downward_include_is_fine(self):
        self.assertEqual(self.of("core/model/a.cpp", '#include "core/base/error.h"\n#include <string>\n'), [])

    def test_upward_include(self):
        self.assertIn("may not include", self.of("core/base/a.cpp", '#include "core/engine/loop.h"\n')[0])

    def test_component_includes_component(self):
        self.assertIn("may not include", self.of("adapters/local/a.cpp", '#include "adapters/mock/mock.h"\n')[0])

    def test_engine_includes_component(self):
        self.assertIn("may not include", self.of("core/engine/a.cpp", '#include "adapters/mock/mock.h"\n')[0])

    def test_library_outside_its_folder(self):
        self.assertIn("may not use soci", self.of("core/engine/a.cpp", "#include <soci/soci.h>\n")[0])

    def test_heavy_header_in_header(self):
        self.assertIn(".cpp files only", self.of("core/flow/a.h", "#include <nlohmann/json.hpp>\n")[0])
        self.assertEqual(self.of("core/flow/a.cpp", "#include <nlohmann/json.hpp>\n"), [])

    def test_unknown_library(self):
        self.assertIn("no library", self.of("core/flow/a.cpp", "#include <rapidjson/document.h>\n")[0])

    def test_relative_or_missing_include(self):
        self.assertIn("no file of this tree", self.of("core/engine/a.cpp", '#include "loop.h"\n')[0])

    def test_unlisted_room(self):
        self.assertIn("no room", self.of("core/attic/a.cpp", "int x;\n")[0])


class Sizes(unittest.TestCase):
    def test_long_file(self):
        self.assertIn("601 lines", problems("sizes", {"core/base/a.cpp": "int x;\n" * 601})[0])

    def test_median(self):
        self.assertIn("median", problems("sizes", {"core/base/a.cpp": "int x;\n" * 181})[0])

    def function(self, lines, before="", after="", pad=""):
        body = f"{pad}  work();\n" * (lines - 2)
        return problems("sizes", {"a.cpp": f"{before}{pad}int f(int a) {{\n{body}{pad}}}\n{after}", "b.cpp": ""})

    def test_long_function(self):
        self.assertIn("a.cpp:1: function of 61 lines", self.function(61)[0])
        self.assertEqual(self.function(60), [])

    def test_long_function_in_namespace_and_class(self):
        self.assertIn("a.cpp:3:", self.function(61, "namespace a {\nint x;\n", "}  // namespace a\n")[0])
        self.assertIn("a.cpp:2:", self.function(61, "class A {\n", "};\n", "  ")[0])

    def test_long_table_is_no_function(self):
        table = "constexpr int kTable[] = {\n" + "  entry(1),\n" * 80 + "};\n"
        self.assertEqual(problems("sizes", {"a.cpp": table, "b.cpp": ""}), [])


class Content(unittest.TestCase):
    def one(self, path, body, **kwargs):
        found = problems("content", {path: body}, **kwargs)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_machine_path(self):
        self.assertIn("one machine", self.one("a.cpp", 'auto p = "/ro' + 'ot/x";\n'))

    def test_registry_host(self):
        self.assertIn("registry", self.one("a.md", "from ghcr.i" + "o/x\n"))

    def test_reminder(self):
        self.assertIn("reminder", self.one("a.cpp", "// TO" + "DO later\n"))

    def test_dead_code(self):
        for line in ("// return x;", "// if (a) {", "// int x = f(1);", "// foo.bar(1);", "//   }"):
            self.assertIn("commented-out", self.one("a.cpp", line + "\n"))

    def test_prose_is_no_dead_code(self):
        text = "// Returns the id; the caller owns it.\n/// if (x) { is an example }\n// see f(x) below.\n"
        self.assertEqual(problems("content", {"a.cpp": text}), [])

    def test_binary(self):
        self.assertIn("binary", self.one("a.bin", b"\x7fELF\0\0"))

    def test_data_of_tests_may_be_binary(self):
        self.assertEqual(problems("content", {"tests/cases/bad/a.json": b"\0\0"}), [])

    def test_modes(self):
        self.assertIn("not executable", self.one("a", "#!/bin/sh\n"))
        self.assertIn("no #! line", self.one("a.md", "text\n", executable=("a.md",)))
        self.assertEqual(problems("content", {"a": "#!/bin/sh\n"}, executable=("a",)), [])


class Documents(unittest.TestCase):
    def test_links(self):
        text = "# A head\n[good](b.md) [self](#a-head) [web](https://example.org)\n```\n[x](no.md)\n```\n"
        self.assertEqual(problems("links", {"a.md": text, "b.md": "# B\n"}), [])
        self.assertIn("does not exist", problems("links", {"a.md": "[x](no.md)\n"})[0])
        self.assertIn("no such heading", problems("links", {"a.md": "[x](b.md#c)\n", "b.md": "# B\n"})[0])

    def test_text_between_blocks_is_no_command(self):
        lines = "```sh run\none\n```\nText.\n```sh run\ntwo\n```\nMore.\n".splitlines()
        self.assertEqual([body for _, _, body in list(docs.blocks(lines))], [["one"], ["two"]])

    def test_command_blocks(self):
        self.assertEqual(problems("docs", {"a.md": "```sh run\naiepctl version\n```\n"}), [])
        self.assertIn("no test runs", problems("docs", {"a.md": "```sh\naiepctl version\n```\n"})[0])
        self.assertIn("no test runs", problems("docs", {"a.md": "```sh\nscripts/gone\n```\n"})[0])
        self.assertIn("without a language", problems("docs", {"a.md": "```\naiepctl version\n```\n"})[0])
        self.assertIn("not closed", problems("docs", {"a.md": "```sh run\n"})[0])


class Tools(unittest.TestCase):
    def test_format(self):
        style = {".clang-format": "BasedOnStyle: Google\n"}
        self.assertEqual(problems("format", {**style, "a.cpp": "int x = 1;\n"}), [])
        self.assertTrue(problems("format", {**style, "a.cpp": "int   x=1;\n"}))

    def test_shell(self):
        self.assertEqual(problems("shell", {"a": "#!/bin/sh\necho hello\n"}), [])
        self.assertTrue(problems("shell", {"a": "#!/bin/sh\ncd $1\n"}))

    def test_spelling(self):
        self.assertEqual(problems("spelling", {"a.md": "receive\n"}), [])
        self.assertTrue(problems("spelling", {"a.md": "rec" + "ieve\n"}))


if __name__ == "__main__":
    unittest.main()
