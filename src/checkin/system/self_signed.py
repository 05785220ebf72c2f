"""Make a self-signed certificate for this computer: it encrypts, but proves no identity."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta


def self_signed_certificate(
    name: str, addresses: Sequence[str], now: datetime, *, valid: timedelta, is_authority: bool = False
) -> tuple[bytes, bytes]:
    """Return a certificate for ``localhost`` and some IP addresses, and its key, both as PEM.

    It is valid from a day before ``now`` (aware), for computers whose clock is behind. ``is_authority``: clients can
    take it as the root that they trust, else it is for a server alone.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names += [x509.IPAddress(ipaddress.ip_address(one)) for one in dict.fromkeys(addresses)]
    starts = now.astimezone(UTC) - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + valid)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
    )
    if not is_authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM), secret
