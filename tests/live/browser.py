"""A headless Chromium for tests, by chromedriver's WebDriver protocol over loopback; nothing but Python's library.

It has an empty profile that is thrown away, resolves no name, and looks at files of this machine only.
"""

import base64
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

SECONDS = 240  # for one answer: machines that run tests are busy
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--mute-audio",
         "--force-device-scale-factor=1", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND"]


def missing():
    """What lacks for a browser, or None."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"{program} is not installed (apt-get install chromium chromium-driver)"
    return None


class Browser:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="oyer-browser-")
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver"), "--port=0", "--allowed-ips=127.0.0.1"], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={"PATH": "/usr/bin:/bin", "HOME": self.folder.name})
        self.session = None
        try:
            self.base = f"http://127.0.0.1:{self._port()}"
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self._ask("DELETE", "")
        except OSError:
            pass
        self.driver.terminate()
        try:
            self.driver.wait(20)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            self.driver.wait()
        self.driver.stdout.close()
        self.folder.cleanup()

    def _port(self):
        for line in self.driver.stdout:
            told = re.search(r"started successfully on port (\d+)", line)
            if told:
                return int(told.group(1))
        raise OSError("chromedriver did not start")

    def _open(self):
        options = {"binary": shutil.which("chromium"),
                   "args": FLAGS + [f"--user-data-dir={self.folder.name}/profile"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}}, whole=True)
        self.session = answer["sessionId"]

    def _ask(self, method, path, body=None, whole=False):
        url = self.base + (path if whole else f"/session/{self.session}{path}")
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        # Loopback never goes through a proxy.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode(errors='replace')[:600]}") from None

    def show(self, path, width=1280, height=900):
        """Loads a file in a window of this size."""
        self._ask("POST", "/window/rect", {"width": width, "height": height})
        self._ask("POST", "/url", {"url": pathlib.Path(path).resolve().as_uri()})

    def run(self, script, *arguments):
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def prefer(self, scheme):
        """Makes pages believe that their reader wants "dark" or "light"."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._ask("POST", "/goog/cdp/execute",
                  {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}})

    def console(self):
        return [entry["message"] for entry in self._ask("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """Every address that a page asked for since the last call; not what the browser's own first page needs."""
        urls = []
        for entry in self._ask("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
        return [url for url in urls if not url.startswith("chrome://")]

    def labels(self, selector):
        """(role, name) of each element, as a screen reader is told."""
        found = self._ask("POST", "/elements", {"using": "css selector", "value": selector})
        ids = [next(iter(element.values())) for element in found]
        return [(self._ask("GET", f"/element/{i}/computedrole"), self._ask("GET", f"/element/{i}/computedlabel"))
                for i in ids]

    def picture(self, path):
        """The whole page as a PNG."""
        shot = self._ask("POST", "/goog/cdp/execute",
                         {"cmd": "Page.captureScreenshot", "params": {"captureBeyondViewport": True}})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))
