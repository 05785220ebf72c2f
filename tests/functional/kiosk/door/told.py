"""Stories of a door that have happened, and for each fault of ``story_mutants`` a short one that finds it."""

from tests.functional.kiosk.door.stories import FOREIGN, Steps
from tests.functional.kiosk.door.story_door import PIN

HAPPENED: dict[str, Steps] = {
    "a practice with a person added": [
        ("practise", {}),
        ("scan", {"who": 0}),
        ("add", {"name": "Zoe Practice"}),
        ("practise", {}),
    ],
    "guests and a crash": [
        ("hand_over", {"guess": "0000"}),
        ("scan", {"who": 1}),
        ("restart", {"is_crash": True}),
        ("guest_presses", {"key": "f2"}),
        ("pin_is_entered", {"pin": PIN}),
    ],
    "put back, and undone once more": [
        ("scan", {"who": 0}),
        ("undo", {"says_yes": True}),
        ("undo_or_put_back_a_row", {"rows": 1, "says_yes": True}),
        ("undo_or_put_back_a_row", {"rows": 1, "says_yes": True}),
    ],
    "a full disk": [("scan", {"who": 0}), ("disk_is_full", {}), ("scan", {"who": 1}), ("disk_has_room", {})],
}
FOUND_BY: dict[str, Steps] = {
    "undo asks about nothing": [
        ("scan", {"who": 0}),
        ("scan", {"who": 1}),
        ("scan", {"who": 0}),
        ("undo", {"says_yes": True}),
    ],
    "undo takes another act than the one shown": [
        ("two_scans", {"who": 0, "again": 1}),
        ("undo", {"says_yes": True}),
    ],
    "undone rows look counted": [("scan", {"who": 0}), ("undo", {"says_yes": True})],
    "a practice scans for the record": [("practise", {}), ("scan", {"who": 0})],
    "a restart loses the pin": [("pin", {"place": 0, "says_yes": True, "later": 0}), ("restart", {"is_crash": False})],
    "a restart loses the direction": [("turn_round", {}), ("restart", {"is_crash": True})],
    "a restart loses the practice": [("practise", {}), ("restart", {"is_crash": False})],
    "a restart opens self-service": [("hand_over", {"guess": ""}), ("restart", {"is_crash": True})],
    "the PIN is never wrong": [("hand_over", {"guess": ""}), ("pin_is_entered", {"pin": "0000"})],
    "guests have the keys of staff": [("hand_over", {"guess": ""}), ("guest_presses", {"key": "f8"})],
    "guests see whose code is near": [("hand_over", {"guess": ""}), ("damaged_scan", {"who": 0, "place": 3})],
    "a stray scan presses what has the focus": [("leave_a_card_open", {"who": 2}), ("stray_scan", {"text": FOREIGN})],
    "a scan that failed leaves the answer before": [
        ("scan", {"who": 0}),
        ("disk_is_full", {}),
        ("scan", {"who": 1}),
    ],
    "the answer of the scan before is shown": [("two_scans", {"who": 0, "again": 1})] * 3,
    "a pin lasts longer than its session": [
        ("pin", {"place": 0, "says_yes": True, "later": 120}),
        ("scan", {"who": 2}),
    ],
    "a pin counts before its session opens": [("pin", {"place": 2, "says_yes": False, "later": 0})],
    "the next session opens at its own time": [
        ("time_passes", {"minutes": 50}),
        ("time_passes", {"minutes": 15}),
        ("scan", {"who": 0}),
    ],
    "parallel sessions: always the first": [("time_passes", {"minutes": 300}), ("scan", {"who": 1})],
}
