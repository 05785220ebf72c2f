"""App part: a webcam as the scanner."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import work
from textual.content import Content

from checkin.core.errors import CheckinError
from checkin.core.text import translatable
from checkin.kiosk.app_badges import AppWithBadges
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import CameraLost, CameraSeen
from checkin.kiosk.start_options import LAST_CAMERA
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from checkin.kiosk.scanner.camera import CameraView

# Offered: a laptop's own camera and three at its ports. Others are given with --camera.
_CAMERAS = ("0", "1", "2", "3")
_OFF, _HIDE = "", "hide"
_LIGHT = {
    "dark": translatable("Too dark to read a badge"),
    "bright": translatable("Too bright to read a badge"),
}


class AppWithCamera(AppWithBadges):
    """The part of the kiosk that scans with a webcam. The camera chosen last is used again at the next start."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The job, where a camera was chosen: its code is loaded then.
        self._camera: Any = None
        self._camera_is_lost = False

    @property
    def camera(self) -> str:
        """Return the camera that scans; empty if none does."""
        return self._camera.source if self._camera is not None else ""

    @property
    def has_camera(self) -> bool:
        """Return True if a camera scans and gives pictures."""
        return self._camera is not None and not self._camera_is_lost

    @property
    def camera_trouble(self) -> str:
        """Return what is wrong with the camera in one line, or an empty text."""
        if not self._camera_is_lost:
            return ""
        return self.tr(
            "Camera {name} gives no picture. Is it plugged in, and not in use by another program?", name=self.camera
        )

    def begin_with_camera(self) -> None:
        """Start the camera that was asked for, else the one that was used last. A browser has none of this computer."""
        if self.is_web:
            return
        asked = self._start_options.camera
        self.use_camera(self._prefers.camera or "0" if asked == LAST_CAMERA else asked or self._prefers.camera)

    def use_camera(self, source: str) -> None:
        """Scan with a camera from now on; with none for an empty source. The choice is remembered."""
        self.stop_camera()
        if source:
            from checkin.kiosk.runtime.camera_job import CameraJob

            try:
                self._camera = CameraJob(source, self.post_message)
            except CheckinError as error:
                self.notify(self.tr.error(error), severity="error", markup=False)
                return
            self._camera.start()
        if source != self._prefers.camera:
            self._remember(replace(self._prefers, camera=source))

    def stop_camera(self) -> None:
        """Release the camera."""
        job, self._camera, self._camera_is_lost = self._camera, None, False
        if job is not None:
            job.stop()
            self._show_picture(None)

    def on_camera_seen(self, event: CameraSeen) -> None:
        if event.job is not self._camera:
            return
        self._camera_is_lost = False
        self._show_picture(None if self._prefers.hides_camera else event.view)
        if event.scan is not None:
            self.handle_scan(event.scan)

    def on_camera_lost(self, event: CameraLost) -> None:
        if event.job is self._camera:
            self._camera_is_lost = True
            self._show_picture(None)

    def _show_picture(self, view: "CameraView | None") -> None:
        """Show a picture on the screens that are seen; without one remove it from every screen."""
        stacks = [self.screen_stack] if view is not None else list(self._screen_stacks.values())
        light = _LIGHT.get(view.light, "") if view is not None else ""
        for panel in (one for stack in stacks for screen in stack for one in screen.query(VerdictPanel)):
            panel.show_camera(view, self.tr(light) if light else "")
            if self._camera is not None:
                self._camera.cells = panel.camera_cells

    @work(group=DIALOG_WORKERS)
    async def action_camera(self) -> None:
        """Choose the camera to scan with, or hide its picture."""
        tr = self.tr
        choices = [(_OFF, Content(tr("No camera")))]
        choices += [(one, Content(tr("Camera {name}", name=one))) for one in _CAMERAS]
        if self.camera:
            hidden = tr("Show the picture") if self._prefers.hides_camera else tr("Hide the picture, go on scanning")
            choices.append((_HIDE, Content(hidden)))
        chosen = await self.push_screen_wait(ChooseDialog(tr("Scan with a camera"), choices, self.camera))
        if chosen == _HIDE:
            self._remember(replace(self._prefers, hides_camera=not self._prefers.hides_camera))
            self._show_picture(None)
        elif chosen is not None:
            self.use_camera(chosen)
