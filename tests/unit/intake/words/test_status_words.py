"""What a status says about taking part."""

import pytest

from checkin.intake.words.status_words import Status, read_status

OUT = [
    "Waitlisted",
    "Waiting list",
    "En lista de espera",
    "Lista de espera",
    "Lista de Espera (3)",
    "Suplente",
    "On waitlist",
    "Registration cancelled",
    "Attendee cancelled",
    "No admitido",
    "No aceptado",
    "Not admitted",
    "Not going",
    "Desestimado",
    "Voided",
    "Chargeback",
    "No Show",
    "No-show",
    "refund",
    "failed",
    "timeout",
    "No asiste",
    "Cancelled by organizer",
    "Rejetée",
    "Não aprovado",
    "Refusé",
    "Liste d'attente",
    "waitlist",
    "Anulada",
    "UNASSIGNED",
    "declined",
    "No",
    "Recusada",
    "Non admis",
]
OPEN = ["pending_approval", "invited", "Pendiente", "Unconfirmed", "Sin confirmar", "Awaiting approval", "en attente"]
IN = [
    "approved",
    "Confirmed",
    "Inscripto",
    "Attending",
    "Checked In",
    "publish",
    "Sí",
    "Confirmado",
    "Partially refunded",
]
UNKNOWN = [
    "Aceptado con baja",
    "Refund requested",
    "Pending from waitlist",
    "Pending in cart",
    "initializing",
    "Jalisco",
    "PA",
    "Solicita baja",
    "no cancelado",
]


@pytest.mark.parametrize("text", OUT)
def test_a_status_withdraws(text: str) -> None:
    assert read_status(text) is Status.OUT


@pytest.mark.parametrize("text", OPEN)
def test_a_status_leaves_it_open(text: str) -> None:
    assert read_status(text) is Status.OPEN


@pytest.mark.parametrize("text", IN)
def test_a_status_takes_part(text: str) -> None:
    assert read_status(text) is Status.IN


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_status_is_not_decided(text: str) -> None:
    assert read_status(text) is None


@pytest.mark.parametrize("text", ["Not Checked In", "Non payé", "No pagado", "Not completed"])
def test_what_is_not_done_yet_withdraws_nobody(text: str) -> None:
    assert read_status(text) is Status.OPEN
