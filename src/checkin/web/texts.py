"""The texts of the pages, in the language of the reader."""

from checkin.core.text import translatable
from checkin.i18n.translator import Translator

# The names are those that the pages use.
PAGE_TEXTS = {
    "title": translatable("Door"),
    "pair_title": translatable("Use this phone as a scanner"),
    "pair_name": translatable("Name of this phone. It is the door's name in the record."),
    "pair_example": translatable("for example: Ana's phone"),
    "pair_code": translatable("Code on the computer's screen"),
    "pair": translatable("Connect"),
    "camera_off": translatable("Turn the camera on"),
    "camera_denied": translatable(
        "The browser does not give this page the camera. Allow the camera in the browser's settings for this page, "
        "then load the page again. Codes can be typed meanwhile."
    ),
    "camera_lost": translatable("The camera has stopped."),
    "hold": translatable("Hold a badge before the camera."),
    "dark": translatable("It is too dark to read a badge."),
    "torch": translatable("Light"),
    "type": translatable("Type a code"),
    "search": translatable("Search by name"),
    "search_hint": translatable("Some letters of the name, the country or the institution"),
    "nobody": translatable("Nobody found"),
    "nearest": translatable("Nobody found. The nearest:"),
    "session": translatable("Session"),
    "by_clock": translatable("By the clock"),
    "undo": translatable("Undo"),
    "yes_undo": translatable("Yes, undo it"),
    "yes_count": translatable("Yes: count every scan for it"),
    "no": translatable("No, go back"),
    "close": translatable("Back"),
    "send": translatable("OK"),
    "sound": translatable("Sound"),
    "language": translatable("Language"),
    "more": translatable("More"),
    "leave": translatable("Disconnect this phone"),
    "gone": translatable("This phone has no access any more. Scan the QR code that the computer shows."),
    "no_connection": translatable("No connection to the computer. Nothing is recorded now."),
    "waiting": translatable("A scan waits for its answer."),
    "not_recorded": translatable("Not recorded. Scan the badge again."),
    "out_of_order": translatable("OUT OF ORDER"),
    "present": translatable("{present} of {expected} present"),
    "interface_open": translatable("Open the whole interface"),
    "interface_ended": translatable(
        "The interface has been closed, or the connection was lost. What was recorded is safe."
    ),
    "interface_refused": translatable(
        "This browser refuses the connection that the interface needs. Safari on iPads and iPhones does so with a "
        "certificate that the computer made itself. Use a laptop or an Android tablet, or the page for phones. Or "
        "start checkin serve with --cert and a certificate that this device trusts."
    ),
    "phone_open": translatable("Open the page for phones"),
    "board_title": translatable("Attendance now"),
}


def page_texts(tr: Translator) -> dict[str, str]:
    """Return the texts by the names that the pages use. Places like ``{present}`` are filled in by the page."""
    # Translated without values, so that the places stay.
    return {name: tr(text) for name, text in PAGE_TEXTS.items()}
