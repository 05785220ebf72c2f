"""The paper that a printer is asked for: the one of the size of the pages, by the printer's own name."""

import pytest

from checkin.badges.print_media import PageSize, media_name, offered_media

# As the drivers of Zebra, Dymo and Brother printers, of a laser printer and of IPP Everywhere name them.
ZEBRA = ["A4", "w90h18", "w288h432", "4.00x1.00"]
DYMO = ["w81h252", "w153h286"]
BROTHER = ["29x90", "62x29", "62x100", "Custom.WIDTHxHEIGHT"]
LASER = ["Letter", "Legal", "A4", "A5"]
DRIVERLESS = ["iso_a4_210x297mm", "na_letter_8.5x11in", "custom_54x101mm_54x101mm"]


@pytest.mark.parametrize(
    ("size", "offered", "name"),
    [
        (PageSize(101.6, 152.4), ZEBRA, "w288h432"),
        (PageSize(54, 101), DYMO, "w153h286"),
        (PageSize(101, 54), DYMO, "w153h286"),
        (PageSize(62, 29), BROTHER, "62x29"),
        (PageSize(62, 50.5), BROTHER, "Custom.62x50.5mm"),
        (PageSize(210, 297), LASER, "A4"),
        (PageSize(215.9, 279.4), LASER, "Letter"),
        (PageSize(62, 29), LASER, ""),
        (PageSize(210, 297), DRIVERLESS, "iso_a4_210x297mm"),
        (PageSize(215.9, 279.4), DRIVERLESS, "na_letter_8.5x11in"),
        (PageSize(54, 101), DRIVERLESS, "custom_54x101mm_54x101mm"),
        (PageSize(101.6, 25.4), ZEBRA, "4.00x1.00"),
    ],
)
def test_a_paper_is_asked_for_by_the_printers_own_name(size: PageSize, offered: list[str], name: str) -> None:
    assert media_name(size, offered) == name


def test_the_papers_of_a_printer_are_read_from_its_options() -> None:
    options = "Resolution/Output: *600dpi\nPageSize/Media Size: Letter *A4 A5\nDuplex/2-Sided: None\n"
    assert offered_media(options) == ["Letter", "A4", "A5"]
    assert offered_media("") == []
