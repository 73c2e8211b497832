"""The object set of tests/cases/hive/objects.json as metastores keep it."""
import json

NULL_NAME = "__HIVE_DEFAULT_PARTITION__"
ESCAPED = set("\"#%'*/:=?\\{[]^\x7f") | {chr(c) for c in range(32)}
ACCURATE = {"COLUMN_STATS_ACCURATE": '{"BASIC_STATS":"true"}'}


def escape(text):
    return NULL_NAME if not text else "".join(f"%{ord(c):02X}" if c in ESCAPED else c for c in text)


def stored_name(keys, values):
    return "/".join(f"{escape(key[0].lower())}={escape(value)}" for key, value in zip(keys, values))


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def counted(files):
    """What a server writes down about a folder when it registers a partition."""
    seen = [size for name, size in files if not any(part[0] in "_." for part in name.split("/"))]
    return {"numFiles": str(len(seen)), "totalSize": str(sum(seen))}


def spark_tables():
    """What Spark 3.5 left in a metastore (2.3 and 3.1 only)."""
    def part(value, params):
        return {"values": [value], "params": params, "files": [], "bare": True}

    empty = {"numRows": "0", "rawDataSize": "0", "numFiles": "1", **ACCURATE}
    one = [part("20240101", {}), part("20240102", {**empty, "totalSize": "2"}),
           part("20240103", {**empty, "totalSize": "0"}), part("20240106", {})]
    table = {"db": "spk", "kind": "MANAGED_TABLE", "params": {}}
    return [{**table, "name": "one", "keys": [["ds", "string"]], "partitions": one},
            {**table, "name": "ti", "keys": [["h", "int"]], "partitions": [part("3", {})]},
            {**table, "name": "td", "keys": [["d", "date"]], "partitions": [part("2024-02-29", {})]},
            {**table, "name": "v", "kind": "VIRTUAL_VIEW", "keys": [], "partitions": []}]


def insert_only_table():
    """One committed, one open and one aborted write (3.1 and 4.0)."""
    days = [{"values": [day], "params": {"numFiles": "1", "totalSize": "5"}, "files": []}
            for day in ("20240101", "20240102", "20240103")]
    return {"db": "dc", "name": "acid_io", "kind": "MANAGED_TABLE", "keys": [["ds", "string"]], "partitions": days,
            "params": {"transactional": "true", "transactional_properties": "insert_only"}}
