"""The pictures in the repository are what the product draws today."""

import runpy
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).parents[2]
GALLERY = sorted((ROOT / "badges").glob("*.png"))


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = runpy.run_path(str(ROOT / "scripts" / "pictures.py"))
    folder: Path = tmp_path_factory.mktemp("gallery")
    with script["sample"]() as course:
        script["draw_badges"](course, folder)
    return folder


def test_the_gallery_holds_what_the_command_draws(redrawn: Path) -> None:
    assert [path.name for path in GALLERY] == sorted(path.name for path in redrawn.iterdir())


@pytest.mark.parametrize("picture", GALLERY, ids=lambda path: path.stem[:20])
def test_a_picture_of_the_gallery_is_the_one_drawn_today(picture: Path, redrawn: Path) -> None:
    kept, drawn = (Image.open(path).convert("L") for path in (picture, redrawn / picture.name))
    assert kept.size == drawn.size
    # A newer renderer may shade an edge a little differently; a moved line changes far more.
    assert ImageStat.Stat(ImageChops.difference(kept, drawn)).mean[0] < 1


@pytest.mark.parametrize("picture", GALLERY, ids=lambda path: path.stem[:20])
def test_every_code_of_the_gallery_reads(picture: Path) -> None:
    found = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert len(found) == {"sheet.png": 4, "fold-over.png": 2}.get(picture.name, 1)
