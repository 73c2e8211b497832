"""The task server and the fault proxy of tests/mini, as children of a mode."""

import pathlib
import signal
import subprocess

MINI = pathlib.Path(__file__).resolve().parents[1] / "mini"


class SmallServers:
    def __init__(self, world):
        self.world, self.children = world, []
        world.undo.append(self.end)

    def start(self, name, *arguments, stdin=subprocess.DEVNULL):
        """(port, process)."""
        child = subprocess.Popen([MINI / name, *map(str, arguments)], env=self.world.env, stdin=stdin,
                                 stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.children.append(child)
        return int(child.stdout.readline().split()[1]), child

    def use(self, workspace, port):
        folder = workspace / "http_task"
        folder.mkdir(parents=True, exist_ok=True)
        workspace.chmod(0o700)
        folder.chmod(0o700)
        (folder / "server").write_text(f"http://127.0.0.1:{port}\n")

    def end(self):
        for child in self.children:
            child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.stdin:
                child.stdin.close()
            child.stdout.close()
        self.children = []
