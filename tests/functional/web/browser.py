"""A real Chromium without a window, driven through its DevTools protocol."""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

import aiohttp
from PIL import Image

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--ignore-certificate-errors",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--remote-debugging-port=0",
)
_SECONDS = 30.0


class Page:
    """One page in the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.errors: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call the DevTools protocol."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            said = await self._socket.receive_json(timeout=_SECONDS)
            if said.get("method") == "Runtime.exceptionThrown":
                self.errors.append(json.dumps(said["params"]["exceptionDetails"])[:500])
            if said.get("id") == self._number:
                assert "error" not in said, said["error"]
                return dict(said["result"])

    async def open(self, url: str, *, width: int = 390, height: int = 844) -> Self:
        await self.call("Page.enable")
        await self.call("Runtime.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=width < 600
        )
        await self.call("Page.navigate", url=url)
        return self

    async def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression, awaited."""
        found = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        async with asyncio.timeout(_SECONDS):
            while True:
                with suppress(AssertionError):
                    if await self.run(f"Boolean({condition})"):
                        return
                await asyncio.sleep(0.05)

    async def text(self, name: str) -> str:
        return str(await self.run(f"document.getElementById({name!r}).innerText"))

    async def click(self, name: str) -> None:
        await self.run(f"document.getElementById({name!r}).click()")

    async def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"]))


@asynccontextmanager
async def open_page(video: Path | None = None) -> AsyncIterator[Page]:
    """Open a page in a new browser, whose camera plays a video (Y4M)."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        camera = [f"--use-file-for-fake-video-capture={video}"] if video else []
        process = await asyncio.create_subprocess_exec(
            CHROMIUM,
            *_OPTIONS,
            *camera,
            f"--user-data-dir={profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            port_file = Path(profile) / "DevToolsActivePort"
            async with asyncio.timeout(_SECONDS):
                while not (port_file.exists() and "\n" in port_file.read_text()):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            port = port_file.read_text().split("\n")[0]
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as found:
                    target = next(one for one in await found.json() if one["type"] == "page")
                async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            process.kill()
            await process.wait()


def write_video(path: Path, pictures: list[Image.Image]) -> Path:
    """Write pictures of one size as a film that a fake camera plays again and again (YUV4MPEG2, 4:2:0)."""
    width, height = pictures[0].size
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            bright, blue, red = picture.convert("YCbCr").split()
            half = (width // 2, height // 2)
            file.write(b"FRAME\n" + bright.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes())
    return path
