"""Lines of a sentence under one another: no word and no command is cut."""

from checkin.core.text import wrapped

CAMERA = 'Packages are missing (cv2). Install them with: /opt/venv/bin/python -m pip install "checkin-kiosk[camera]"'


def test_a_command_that_is_copied_stays_whole() -> None:
    assert wrapped(CAMERA, 40) == [
        "Packages are missing (cv2). Install them",
        "with:",
        '/opt/venv/bin/python -m pip install "checkin-kiosk[camera]"',
    ]


def test_words_stay_whole_and_lines_of_the_text_are_kept() -> None:
    text = "falta course.toml en la carpeta; «checkin new DIR» crea una.\n[course]"
    assert wrapped(text, 30) == ["falta course.toml en la", "carpeta; «checkin new DIR»", "crea una.", "[course]"]
