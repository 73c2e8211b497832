"""examples/churn/night.sh killed in ten ways: what it writes is all that a reader has, so it must be true and say what to do.

Each test looks at the output only where a reader would, and at the run itself to see whether the output was true.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from aiep_e2e import PATIENCE, PROGRAMS, SOURCE, WorkspaceTest, alive, main, wait_until

DAY, LATER_DAY = "20260131", "20260201"
FOR_EVER = "epochs=1000000000"
TRAINING = r"(?m)^\S+Z  训练模型  running$"
RECORDED = r"(?m)^the server has recorded the cancel \("
PATIENCE_S = 60


class TenKills(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.example = self.folder / "churn"
        shutil.copytree(SOURCE / "examples/churn", self.example)
        self.env.update({"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "XDG_STATE_HOME": str(self.folder / "state")})
        self.nights = []

    def tearDown(self):
        for night in self.nights:
            if night.poll() is None:
                night.kill()
            night.wait()
        super().tearDown()

    # What the scheduler does.

    def night(self, *options, attempt=0, **environment):
        log = self.folder / f"night-{len(self.nights)}.log"
        with open(log, "wb") as out:
            night = subprocess.Popen([self.example / "night.sh", "20260202", str(attempt), *options],
                                     env={**self.env, **environment}, stdin=subprocess.DEVNULL, stdout=out,
                                     stderr=subprocess.STDOUT)
        night.log = log
        self.nights.append(night)
        return night

    def training(self, *options, **more):
        """A night whose training runs and will not end."""
        night = self.night("--date", DAY, "--var", FOR_EVER, *options, **more)
        self.reads(night, TRAINING)
        wait_until(self.trainers, "the training runs")
        return night

    def waiting(self, *options):
        """A night that waits for the partition of its day."""
        night = self.night("--date", LATER_DAY, *options)
        self.reads(night, r"(?m)^\S+Z  等待数据  waiting_for_data")
        return night

    def data_arrives(self):
        subprocess.run(["python3", self.example / "make_data.py", LATER_DAY], check=True, stdout=subprocess.DEVNULL)

    # What a reader sees.

    def text(self, night):
        return night.log.read_text(encoding="utf-8")

    def reads(self, night, pattern, patience=PATIENCE_S):
        def found():
            over = night.poll() is not None
            match = re.search(pattern, self.text(night))
            if over and not match:
                raise AssertionError(f"it ended without {pattern!r}:\n{self.text(night)}")
            return match
        return wait_until(found, pattern, patience)

    def ends(self, night, state, code, patience=PATIENCE_S):
        """Its last line says so, and so does its exit code."""
        night.wait(patience * PATIENCE)
        text = self.text(night)
        self.assertRegex(text.splitlines()[-1], rf'^AIEP_RESULT run=\w+ state={state} exit={code} reason=".*"$', text)
        self.assertEqual(night.returncode, code, text)
        return text

    def run_of(self, night):
        return self.reads(night, r"(?m)^(?:Experiment workflow|实验工作流)\((\w+)\)").group(1)

    def follow_advice(self, text):
        """Runs the command that the text gives, as it stands there, and stops what that started."""
        command = re.search(r"(?m)^run it again: (aiepctl runs rerun .*)$", text)
        self.assertIsNotNone(command, text)
        done = subprocess.run(command.group(1) + " --detach -o name", shell=True, env=self.env, check=False, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        run = done.stdout.strip()
        self.ok("runs", "stop", run)
        self.assertEqual(self.wait_state(run, "cancelled", "succeeded", "failed"), "cancelled")

    # What is true.

    def trainers(self):
        """Processes of the training script: python3 in the folder of its attempt."""
        return [pid for pid, command in self.processes().items() if "python" in command and "main.py" in command]

    def nothing_trains(self):
        self.assertEqual(self.trainers(), [])

    # The ways.

    def test_1_to_3_term_int_hup(self):
        for number, which in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)):
            with self.subTest(which=which):
                night = self.training(AIEP_OUTER_SYSTEM=f"cron{number}")
                run = self.run_of(night)
                night.send_signal(which)
                text = self.ends(night, "cancelled", 8)
                self.assertIn(f"{which.name[3:]} received: cancelling the run\n", text)
                self.assertRegex(text, RECORDED)
                self.assertIn(f"run {run} cancelled: {which.name[3:]} received by aiep-node; "
                              "confirmed: nothing of it is alive\n", text)
                self.nothing_trains()
                self.assertEqual(self.state(run), "cancelled")
                self.follow_advice(text)

    def test_4_kill_of_the_agent_and_the_same_again(self):
        night = self.waiting()
        self.assertIn("if this process is silent for 1m, the run is cancelled\n", self.text(night))
        night.kill()
        night.wait()
        again = self.waiting_again(night)
        self.data_arrives()
        self.ends(again, "succeeded", 0)

    def waiting_again(self, before, **more):
        """The same node once more: it says that nothing was started twice, and where the run stands."""
        again = self.night("--date", LATER_DAY, **more)
        self.reads(again, r"(?m)^attached: this attempt's run was there already; nothing was started twice")
        self.reads(again, r"(?m)^nodes done: 0/7; waiting for data: 等待数据$")
        self.assertEqual(self.run_of(again), self.run_of(before))
        return again

    def test_5_kill_of_the_server(self):
        night = self.waiting()
        os.kill(self.server_pid(), signal.SIGKILL)
        self.data_arrives()
        text = self.ends(night, "succeeded", 0)
        # The agent of a workspace starts its server again; the reader may hear of it, and then of both ends.
        away = text.count("the server does not answer (")
        self.assertLessEqual(away, 1)
        self.assertEqual(text.count("the server answers again, after "), away, text)

    def test_6_kill_of_both(self):
        night = self.waiting()
        pid = self.server_pid()
        night.kill()
        os.kill(pid, signal.SIGKILL)
        night.wait()
        wait_until(lambda: not alive(pid), "the server is dead")
        again = self.waiting_again(night)
        self.data_arrives()
        self.ends(again, "succeeded", 0)

    def test_7_kill_of_the_task(self):
        night = self.training()
        log = next(self.workspace.glob(f"runs/{self.run_of(night)}/node4/try1/log"))
        wait_until(lambda: "epoch" in log.read_text(), "it has trained")
        for pid in self.trainers():
            os.kill(pid, signal.SIGKILL)
        text = self.ends(night, "failed", 1)
        self.assertRegex(text, r"(?m)^\S+Z  训练模型  failed: .*SIGKILL")
        self.assertRegex(text, r"(?m)^  \| epoch \d+: loss")
        self.assertRegex(text, r"(?m)^first failing line: 训练模型: ")
        self.assertRegex(text, rf"(?m)^run {self.run_of(night)} failed: node `训练模型`: .*SIGKILL")
        advice = r"(?m)^a retry by the scheduler runs only what failed; by hand: (aiepctl runs rerun .*)$"
        self.assertRegex(text, advice)
        # The scheduler's retry does as it said.
        retry = self.night("--date", DAY, attempt=1)
        self.reads(retry, r"(?m)^retried: the run of an earlier attempt did not succeed; it is run again")
        self.reads(retry, r"(?m)^\S+Z  训练模型  running$")
        self.assertNotRegex(self.text(retry), r"(?m)^\S+Z  加载数据  running$")
        retry.send_signal(signal.SIGTERM)
        self.ends(retry, "cancelled", 8)

    def test_8_stop_of_the_server(self):
        night = self.waiting()
        said = self.aiepctl("server", "stop")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertRegex(said.stderr, r"^stopped; tasks go on")
        self.data_arrives()
        self.ends(night, "succeeded", 0)

    def test_9_kill_of_the_agent_and_nobody_comes_back(self):
        night = self.training("--lease", "2s")
        run = self.run_of(night)
        self.assertIn("if this process is silent for 2s, the run is cancelled\n", self.text(night))
        night.kill()
        night.wait()
        wait_until(lambda: self.state(run) == "cancelled", "it was told the truth", 2 + 15)
        self.nothing_trains()
        # Who comes late hears what happened, why, and what to do.
        text = self.ends(self.night("--date", DAY), "cancelled", 8)
        self.assertIn("attached: this attempt's run was there already", text)
        self.assertRegex(text, rf"(?m)^run {run} cancelled: .*no sign of life of cron execution 20260202 job churn")
        self.assertRegex(text, r"(?m)^run it again: aiepctl runs rerun ")

    def test_10_a_second_term_and_a_third(self):
        night = self.training()
        for _ in range(3):
            night.send_signal(signal.SIGTERM)
            time.sleep(0.05)
        text = self.ends(night, "cancelled", 8)
        self.assertEqual(len(re.findall(RECORDED, text)), 1)
        self.assertEqual(text.count("TERM received: cancelling the run\n"), 1)
        self.nothing_trains()

    def test_11_the_patience_of_the_scheduler_ends_first(self):
        night = self.training()
        run = self.run_of(night)
        server = self.server_pid()
        os.kill(server, signal.SIGSTOP)
        try:
            night.send_signal(signal.SIGTERM)
            text = self.ends(night, "unknown", 7)
        finally:
            os.kill(server, signal.SIGCONT)
        kept = re.search(r"(?m)^the server does not answer; the cancel is kept in (\S+) and will be delivered as soon as "
                         r"it does$", text)
        self.assertIsNotNone(kept, text)
        self.assertRegex(text, r"(?m)^the scheduler's patience ends before the server answers; the run may still go on "
                               r"until it does: aiepctl runs show ")
        # What it promised.
        wait_until(lambda: self.state(run) == "cancelled", "the cancel was delivered")
        wait_until(lambda: not pathlib.Path(kept.group(1)).exists(), "and is kept no longer")
        self.nothing_trains()

    def test_in_chinese(self):
        night = self.training("--lang", "zh")
        night.send_signal(signal.SIGTERM)
        text = self.ends(night, "cancelled", 8)
        run = self.run_of(night)
        self.assertIn("TERM 信号：正在取消运行\n", text)
        self.assertRegex(text, r"(?m)^服务已记录取消请求（")
        self.assertIn(f"运行 {run} cancelled: TERM received by aiep-node; confirmed: nothing of it is alive\n", text)
        self.assertRegex(text, r"(?m)^重跑：aiepctl runs rerun ")


if __name__ == "__main__":
    main()
