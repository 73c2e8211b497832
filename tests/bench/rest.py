"""HTTP over the unix socket of a workspace."""

import http.client
import json
import socket


class Rest(http.client.HTTPConnection):
    """Kept open between requests."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)

    def call(self, method, target, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self.request(method, target, json.dumps(body) if body is not None else None, headers)
        response = self.getresponse()
        data = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {target}: {response.status} {data[:500]!r}")
        return json.loads(data)
