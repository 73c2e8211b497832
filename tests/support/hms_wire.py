"""Thrift's strict binary protocol without generated code: values carry their own types, so any method of
any release of a Hive metastore can be called, and any call can be read.

A struct is {field id: value}. Text is str, bytes when it is no UTF-8; a bool is a bool, a list a list, a
map a Map; plain integers are i32, others are V(kind, value).
"""
import socket
import struct

BOOL, BYTE, DOUBLE, I16, I32, I64, STRING, STRUCT, MAP, SET, LIST = 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15
CALL, REPLY, EXCEPTION = 1, 2, 3
FORMATS = {BYTE: ">b", DOUBLE: ">d", I16: ">h", I32: ">i", I64: ">q"}
LONGEST = 1 << 24


class V:
    def __init__(self, kind, value):
        self.kind, self.value = kind, value


class Map(dict):
    """A map of texts; a plain dict is a struct."""


class Malformed(Exception):
    pass


def kind_of(value):
    for types, kind in (((V,), None), ((bool,), BOOL), ((int,), I32), ((str, bytes), STRING), ((Map,), MAP),
                        ((dict,), STRUCT), ((list, tuple), LIST)):
        if isinstance(value, types):
            return value.kind if kind is None else kind
    raise TypeError(value)


def encode(value):
    kind, value = kind_of(value), value.value if isinstance(value, V) else value
    if kind == BOOL:
        return b"\1" if value else b"\0"
    if kind == STRING:
        raw = value.encode() if isinstance(value, str) else value
        return struct.pack(">i", len(raw)) + raw
    if kind == LIST:
        item = kind_of(value[0]) if value else STRING
        return struct.pack(">Bi", item, len(value)) + b"".join(map(encode, value))
    if kind == MAP:
        pairs = b"".join(encode(k) + encode(v) for k, v in value.items())
        return struct.pack(">BBi", STRING, STRING, len(value)) + pairs
    if kind == STRUCT:
        fields = ((i, v) for i, v in value.items() if v is not None)
        return b"".join(struct.pack(">Bh", kind_of(v), i) + encode(v) for i, v in fields) + b"\0"
    return struct.pack(FORMATS[kind], value)


class Reader:
    """Reads from `more(n)`, which gives exactly n bytes."""

    def __init__(self, more):
        self.more = more

    def number(self, fmt):
        return struct.unpack(fmt, self.more(struct.calcsize(fmt)))[0]

    def length(self):
        size = self.number(">i")
        if not 0 <= size <= LONGEST:
            raise Malformed(f"length {size}")
        return size

    def value(self, kind, depth=0):
        if depth > 32:
            raise Malformed("too deep")
        if kind == BOOL:
            return self.number(">B") != 0
        if kind in FORMATS:
            return self.number(FORMATS[kind])
        if kind == STRING:
            raw = bytes(self.more(self.length()))
            try:
                return raw.decode()
            except UnicodeDecodeError:
                return raw
        if kind in (LIST, SET):
            item = self.number(">B")
            return [self.value(item, depth + 1) for _ in range(self.length())]
        if kind == MAP:
            key, item = self.number(">B"), self.number(">B")
            return Map((self.value(key, depth + 1), self.value(item, depth + 1)) for _ in range(self.length()))
        if kind == STRUCT:
            out = {}
            while True:
                field = self.number(">B")
                if field == 0:
                    return out
                number = self.number(">h")
                out[number] = self.value(field, depth + 1)
        raise Malformed(f"type {kind}")

    def message(self):
        """(kind, method, sequence number, fields)"""
        head = self.number(">I")
        if head >> 16 != 0x8001:
            raise Malformed("no version word")
        name, number = self.value(STRING), self.number(">i")
        return head & 0xFF, name, number, self.value(STRUCT)


def message(kind, name, number, fields):
    return struct.pack(">I", 0x80010000 | kind) + encode(name) + struct.pack(">i", number) + encode(fields)


def from_bytes(data):
    position = 0

    def more(size):
        nonlocal position
        if position + size > len(data):
            raise Malformed("cut off")
        position += size
        return data[position - size:position]

    return Reader(more)


def from_socket(sock):
    def more(size):
        data = bytearray()
        while len(data) < size:
            part = sock.recv(min(size - len(data), 1 << 16))
            if not part:
                raise ConnectionError("closed")
            data += part
        return bytes(data)

    return Reader(more)


class Client:
    def __init__(self, port, timeout=120):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout)
        self.reader = from_socket(self.sock)

    def call(self, name, fields):
        """(None, value), or (what went wrong, its fields)."""
        self.sock.sendall(message(CALL, name, 1, fields))
        kind, _, _, body = self.reader.message()
        if kind == EXCEPTION:
            return "application error", body
        if body and 0 not in body:
            return f"exception {next(iter(body))}", next(iter(body.values()))
        return None, body.get(0)
