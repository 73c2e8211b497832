"""Puts the object set of tests/cases/hive into a running metastore over Thrift."""
import pathlib
import shutil

import hms_objects as objects
import hms_wire as wire

ROOT = pathlib.Path(__file__).resolve().parents[2]
CREATED = 1704067200


def storage(columns, location):
    return {1: [{1: name, 2: kind} for name, kind in columns], 2: location,
            3: "org.apache.hadoop.mapred.TextInputFormat",
            4: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat", 5: False, 6: 0,
            7: {2: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", 3: wire.Map({"serialization.format": "1"})},
            8: [], 9: wire.V(wire.LIST, []), 10: wire.Map()}


def folder_of(uri):
    return pathlib.Path(uri.split(":", 1)[1])


def write_files(uri, files):
    folder_of(uri).mkdir(parents=True, exist_ok=True)
    for name, size in files:
        file = folder_of(uri) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)


class Loader:
    def __init__(self, port, work):
        self.client, self.root, self.refused = wire.Client(port), f"file:{work}/data", []

    def call(self, what, name, fields):
        fault, value = self.client.call(name, fields)
        if fault:
            self.refused.append(f"{what}: {name}: {fault}: {value}")
        return not fault

    def place(self, location):
        return location and location.replace("ROOT", self.root)

    def database(self, name, location=None):
        self.call(name, "create_database", {1: {1: name, 2: "object set", 3: self.place(location), 4: wire.Map()}})

    def table(self, table):
        view = table["kind"] == "VIRTUAL_VIEW"
        params = wire.Map((key, value.replace("ROOT", self.root)) for key, value in table["params"].items())
        record = {1: table["name"], 2: table["db"], 3: "hive", 4: CREATED, 5: 0, 6: 0,
                  7: storage([("c", "int")], self.place(table.get("location"))),
                  8: wire.V(wire.LIST, [{1: key, 2: kind} for key, kind in table["keys"]]), 9: params, 12: table["kind"]}
        if view or table["kind"] == "MATERIALIZED_VIEW":
            record[10] = record[11] = "select c from dc.plain"
        if not self.call(f"{table['db']}.{table['name']}", "create_table", {1: record}):
            return
        fault, made = self.client.call("get_table_req", {1: {1: table["db"], 2: table["name"]}})
        base = None if fault else made[1][7].get(2)
        if base and not view:
            if "nodir" in table["name"]:
                shutil.rmtree(folder_of(base), ignore_errors=True)
            elif not table["keys"]:
                write_files(base, table.get("files", []))
        if not view:
            for part in table["partitions"]:
                self.partition(table, part, base, part.get("then"))
            for part in table["partitions"]:  # added again after everything else
                if part.get("then") == "recreate":
                    self.partition(table, part, base, None)

    def partition(self, table, part, base, then):
        name = objects.stored_name(table["keys"], part["values"])
        what = f"{table['db']}.{table['name']}/{name}"
        uri = self.place(part.get("location")) or f"{base}/{name}"
        record = {1: [value or objects.NULL_NAME for value in part["values"]], 2: table["db"], 3: table["name"],
                  4: CREATED, 5: 0, 6: storage([("c", "int")], uri), 7: wire.Map(part["params"])}
        write_files(uri, part["files"])
        quiet = {1: wire.Map({"DO_NOT_UPDATE_STATS": "true"})}
        if not self.call(what, "add_partition", {1: record}):
            return
        if part["params"] or part.get("bare"):  # the server counts by itself when it adds
            fields = {1: table["db"], 2: table["name"], 3: record, 4: quiet}
            self.call(what, "alter_partition_with_environment_context", fields)
        if not part.get("dir", True):
            shutil.rmtree(folder_of(uri), ignore_errors=True)
        if then:
            fields = {1: table["db"], 2: table["name"], 3: name, 4: then != "unregister"}
            self.call(what, "drop_partition_by_name", fields)
        if then == "unregister":
            write_files(uri, part["files"])


def load(port, work, version):
    """The objects that were refused, with the reason."""
    loader = Loader(port, work)
    found = objects.load(ROOT / "tests/cases/hive/objects.json")
    for database in found["databases"]:
        loader.database(database["name"], database["location"])
    tables = found["tables"]
    if version != "4.0":
        loader.database("spk")
        tables += objects.spark_tables()
    for table in tables:
        loader.table(table)
    return loader.refused
