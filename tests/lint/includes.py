"""Every #include against rooms.tsv: who may include whom, and which third-party library lives where."""

import pathlib
import re

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARIES = {
    "tl/": "tl", "nlohmann/": "nlohmann", "yaml-cpp/": "yaml", "CLI/": "cli11", "Poco/": "poco", "soci/": "soci",
    "spdlog/": "spdlog", "fmt/": "fmt", "date/": "date", "curl/": "curl", "valijson/": "valijson",
    "boost/": "boost", "thrift/": "thrift", "sqlite3.h": "sqlite", "mysql.h": "mysql", "mysql/": "mysql", "mariadb/": "mysql",
}
# Headers that cost seconds of build time in every file that sees them.
HEAVY = ("nlohmann/json.hpp", "yaml-cpp/", "CLI/", "Poco/", "soci/", "spdlog/", "date/tz.h", "boost/")
SYSTEM_FOLDERS = ("sys/", "linux/", "net/", "netinet/", "arpa/", "asm/")
# Made by the build, so not in the tree.
GENERATED = ("generated/",)


def read_table(path):
    """Room -> (rooms, {library: may stand in headers})."""
    table = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        room, rooms, libraries = line.split("\t")
        split = lambda text: [] if text == "-" else text.split(",")
        table[room] = (split(rooms), {name.rstrip("+"): name.endswith("+") for name in split(libraries)})
    return table


def room_of(path, rooms):
    fitting = [r for r in rooms if path == r or path.startswith(r + "/")]
    return max(fitting, key=len) if fitting else None


def library_of(header):
    for prefix, name in LIBRARIES.items():
        if header.startswith(prefix):
            return name
    return None


def check_own(tree, table, path, header):
    """An include of this tree; returns what is wrong with it or None."""
    if header.startswith(GENERATED):
        return None
    if not (tree.root / header).is_file():
        return f'"{header}" is no file of this tree; include paths start at the root'
    room, target = room_of(path, table), room_of(header, table)
    allowed = table[room][0]
    if target is None:
        return f'"{header}" is in no room of rooms.tsv'
    if target != room and "*" not in allowed and target not in allowed:
        return f"{room} may not include {target} ({header})"
    return None


def check_foreign(table, path, header):
    """A header of the system or of a library."""
    library = library_of(header)
    if library is None:
        if "/" in header and not header.startswith(SYSTEM_FOLDERS):
            return f"<{header}> belongs to no library of the table in includes.py"
        return None
    room = room_of(path, table)
    allowed = table[room][1]
    if "*" in allowed:
        return None
    if library not in allowed:
        return f"{room} may not use {library} (<{header}>)"
    if path.endswith(".h") and (header.startswith(HEAVY) or not allowed[library]) and not header.endswith("_fwd.hpp"):
        return f"<{header}> may stand in .cpp files only"
    return None


def check(tree):
    local = tree.root / "tests/lint/rooms.tsv"
    table = read_table(local if local.exists() else pathlib.Path(__file__).with_name("rooms.tsv"))
    problems = []
    for path in tree.code():
        if room_of(path, table) is None:
            problems.append(f"{path}: its folder is in no room of rooms.tsv")
            continue
        for number, line in enumerate(tree.lines(path), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            quote, header = found.groups()
            wrong = check_own(tree, table, path, header) if quote == '"' else check_foreign(table, path, header)
            if wrong:
                problems.append(f"{path}:{number}: {wrong}")
    return problems
