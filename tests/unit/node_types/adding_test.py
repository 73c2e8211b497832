"""Follows docs/adding-a-node-type.md in a copy of the tree: the new type must compile and be a loadable plugin."""

import ctypes
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ["AIEP_BINARY_DIR"])
PAGE = ROOT / "docs" / "adding-a-node-type.md"


class Descriptor(ctypes.Structure):
    """AiepPluginDescriptor of core/spi/plugin_abi.h."""
    _fields_ = [("magic", ctypes.c_uint32), ("api", ctypes.c_uint32), ("kind", ctypes.c_char_p),
                ("name", ctypes.c_char_p), ("version", ctypes.c_char_p), ("build", ctypes.c_char_p),
                ("register_component", ctypes.c_void_p)]


def commands_of_template():
    """How this build compiles the two sources of the template, and how it links them."""
    entries = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    compiles = [entry["command"] for entry in entries if "/plugins/template/" in entry["file"]]
    links = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", "plugins/template.so"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    return compiles, links[-1]


class Following(unittest.TestCase):
    def test_the_page_leads_to_a_plugin(self):
        follow = re.search(r"```text follow\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder, "tree")
            for name in ("core", "plugins", "tests/lint"):
                shutil.copytree(ROOT / name, tree / name)
            subprocess.run(["sh", "-eu", "-c", follow.group(1)], cwd=tree, check=True)
            self.check_lists(tree)
            library = self.build(tree, pathlib.Path(folder))
            descriptor = Descriptor.in_dll(ctypes.CDLL(str(library)), "aiep_plugin")
            self.assertEqual((descriptor.kind, descriptor.name), (b"node_type", b"greeter"))

    def check_lists(self, tree):
        self.assertIn("greeter", (tree / "plugins/CMakeLists.txt").read_text(encoding="utf-8"))
        rooms = (tree / "tests/lint/rooms.tsv").read_text(encoding="utf-8")
        self.assertEqual(re.search(r"^plugins/greeter\t(.*)$", rooms, re.M).group(1),
                         re.search(r"^plugins/template\t(.*)$", rooms, re.M).group(1))
        left = [path.name for path in (tree / "plugins/greeter").rglob("*")
                if re.search(r"TemplateNode|template_node|\"hello\"", path.read_text(encoding="utf-8"))]
        self.assertEqual(left, [])

    def build(self, tree, folder):
        """The build's own command lines, with the template's names replaced by the new type's."""
        compiles, link = commands_of_template()
        self.assertEqual(len(compiles), 2, compiles)
        for line in compiles:
            line = re.sub(r"-o \S+", lambda _: f"-o {folder}/{'register' if 'register' in line else 'node'}.o", line)
            line = re.sub(rf"-c {ROOT}/plugins/template/", f"-c {tree}/plugins/greeter/", line)
            line = line.replace(f"-I{ROOT}", f"-I{tree}").replace("template_node", "greeter_node")
            subprocess.run(line, shell=True, check=True, cwd=BUILD)
        link = re.sub(r"\S*plugins/template/\S*register\.cpp\.o", f"{folder}/register.o", link)
        link = re.sub(r"\S*plugins/template/\S*template_node\.cpp\.o", f"{folder}/node.o", link)
        link = re.sub(r"-o \S*plugins/template\.so", f"-o {folder}/greeter.so", link)
        subprocess.run(link, shell=True, check=True, cwd=BUILD)
        return folder / "greeter.so"


if __name__ == "__main__":
    unittest.main()
