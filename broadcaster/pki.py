"""The site's certificate authority: who is the server, which stations are ours, who is no longer. Never opens a socket.

P-256 throughout. A certificate names one purpose, so that a station's can never pose as the server's.
"""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broadcaster.claims import ClaimCode, new_claim
from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.keys import write_private
from broadcaster.messages.topics import IDENT
from broadcaster.whole import whole_file

__all__ = ["ClaimCode", "Pki", "fingerprint", "new_claim", "new_request", "renewable", "serial_of"]

SERVER = "server"
SIGNER = "signer"
OURS = frozenset({SERVER, SIGNER})
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
CA_LIFE = timedelta(days=3652)
LEAF_LIFE = timedelta(days=365)
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""The purpose of RFC 9336; it lets nobody listen or log in."""
BACKDATED = timedelta(days=1)
"""Certificates begin a day early, for stations whose clock is a little behind."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its private key, as files."""

    certificate: Path
    key: Path


class Pki:
    """The folder of the authority: ``ca``, ``server`` (to listen with), ``client`` and ``signer`` (to go to the broker
    with, each process under a name of its own), ``documents`` (to sign CAP documents with), ``crl``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = folder / "ca.pem"
        self.crl = folder / "crl.pem"
        self.server = Identity(folder / "server.pem", folder / "server.key")
        self.client = Identity(folder / "client.pem", folder / "client.key")
        self.signer = Identity(folder / "signer.pem", folder / "signer.key")
        self.documents = Identity(folder / "documents.pem", folder / "documents.key")

    @property
    def ca_pem(self) -> str:
        """The authority's certificate, which every station keeps."""
        return self.ca.read_text()

    def ensure(self, names: Iterable[str], now: datetime) -> None:
        """Make what is missing or two thirds through its life; the server answers to ``names`` and the local ones."""
        if not self.ca.exists():
            self._make_authority(now)
        if not self.crl.exists():
            self._write_crl([], now)
        wanted = tuple(dict.fromkeys((*LOCAL_NAMES, *names)))
        if _due(self.server, now) or _names_of(self.server) != set(wanted):
            self._make_leaf(self.server, _alternatives(wanted), now)
        for identity, name in ((self.client, SERVER), (self.signer, SIGNER)):
            if _due(identity, now):
                self._make_leaf(identity, None, now, name=name)

    @property
    def may_issue(self) -> bool:
        """Whether we hold the authority's key or are the first here; a signer of another user has to take what is."""
        return os.access(self.folder / "ca.key", os.R_OK) or not self.ca.exists()

    def ensure_documents(self, sender: str, now: datetime) -> None:
        """Make what signs CAP documents in the name of ``sender``, if it is missing, old or another's.

        It opens no door: its only purpose is signing documents, so neither broker nor front takes it for anybody.
        """
        names = x509.SubjectAlternativeName([x509.RFC822Name(sender)])
        if _due(self.documents, now) or _common_name(self.documents) != sender:
            self._make_leaf(self.documents, names, now, name=sender, purpose=DOCUMENT_SIGNING)

    def document_signer(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        """Return key and certificate that sign CAP documents; Unavailable ``pki.documents_unreadable`` without them."""
        try:
            key = load_pem_private_key(self.documents.key.read_bytes(), None)
            certificate = x509.load_pem_x509_certificate(self.documents.certificate.read_bytes())
        except (OSError, ValueError) as fault:
            raise Unavailable("pki.documents_unreadable", file=self.documents.key) from fault
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
            raise Unavailable("pki.documents_unreadable", file=self.documents.key)
        return key, certificate

    def issue(self, csr_pem: str, station_id: str, now: datetime) -> str:
        """Return a client certificate of one year that names the station, whatever name the request asks for."""
        public = _requested_key(csr_pem)
        if station_id in OURS or not IDENT.fullmatch(station_id):
            raise Refused("pki.name_invalid", name=station_id)
        builder = self._leaf(station_id, public, now)
        return _pem(builder.sign(self._authority_key(), hashes.SHA256()))

    def issue_own(self, name: str, now: datetime, life: timedelta = timedelta(minutes=10)) -> tuple[bytes, bytes]:
        """Return certificate and key, as PEM, that speak for ``name`` for a moment: to take over its session."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._leaf(name, key.public_key(), now, life)
        return _pem(builder.sign(self._authority_key(), hashes.SHA256())).encode(), _private_pem(key)

    def revoke(self, serial: str, now: datetime) -> Path:
        """Put a certificate on the revocation list for good and return the list's file; twice is the same as once."""
        revoked = list(x509.load_pem_x509_crl(self.crl.read_bytes()))
        number = int(serial, 16)
        if number not in {one.serial_number for one in revoked}:
            one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(now)
            self._write_crl([*revoked, one.build()], now)
        return self.crl

    def revoked(self) -> frozenset[str]:
        """Return the serial numbers on the revocation list."""
        return frozenset(f"{one.serial_number:x}" for one in x509.load_pem_x509_crl(self.crl.read_bytes()))

    def fingerprint(self) -> bytes:
        """Return the SHA-256 of the certificate the server shows, for claim codes."""
        return fingerprint(self.server.certificate.read_text())

    def _make_authority(self, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broadcaster site authority")])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        certificate = (
            _validity(x509.CertificateBuilder(), now, CA_LIFE)
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        write_private(self.folder / "ca.key", _private_pem(key))
        _write(self.ca, _pem(certificate).encode())

    def _make_leaf(
        self,
        identity: Identity,
        names: x509.SubjectAlternativeName | None,
        now: datetime,
        *,
        name: str = SERVER,
        purpose: x509.ObjectIdentifier | None = None,
    ) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        purpose = purpose or (ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH)
        builder = self._leaf(name, key.public_key(), now, purpose=purpose)
        if names:
            builder = builder.add_extension(names, critical=False)
        certificate = builder.sign(self._authority_key(), hashes.SHA256())
        write_private(identity.key, _private_pem(key))
        _write(identity.certificate, _pem(certificate).encode())

    def _leaf(
        self,
        name: str,
        public: ec.EllipticCurvePublicKey,
        now: datetime,
        life: timedelta = LEAF_LIFE,
        *,
        purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
    ) -> x509.CertificateBuilder:
        authority = x509.load_pem_x509_certificate(self.ca.read_bytes())
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._authority_key().public_key())
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        return (
            _validity(x509.CertificateBuilder(), now, life)
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(authority.subject)
            .public_key(public)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(issuer_id, critical=False)
        )

    def _authority_key(self) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise Faulty("pki.authority_unreadable", file=self.folder / "ca.key")
        return key

    def _write_crl(self, revoked: list[x509.RevokedCertificate], now: datetime) -> None:
        authority = x509.load_pem_x509_certificate(self.ca.read_bytes())
        builder = x509.CertificateRevocationListBuilder().issuer_name(authority.subject)
        # An overdue list would shut every station out, so it lasts as long as the authority itself.
        builder = builder.last_update(now - BACKDATED).next_update(authority.not_valid_after_utc)
        for one in revoked:
            builder = builder.add_revoked_certificate(one)
        _write(self.crl, builder.sign(self._authority_key(), hashes.SHA256()).public_bytes(Encoding.PEM))


def fingerprint(certificate_pem: str) -> bytes:
    """Return the SHA-256 of a certificate's DER."""
    return _certificate(certificate_pem).fingerprint(hashes.SHA256())


def serial_of(certificate_pem: str) -> str:
    """Return a certificate's serial number in hex, as ``Pki.revoke`` wants it."""
    return f"{_certificate(certificate_pem).serial_number:x}"


def renewable(certificate_pem: str, now: datetime) -> bool:
    """Tell whether two thirds of a certificate's life are over."""
    certificate = _certificate(certificate_pem)
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return now >= begin + (end - begin) * 2 / 3


def new_request(name: str) -> tuple[bytes, str]:
    """Return a new private key as PEM and the certificate request it signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return _private_pem(key), request.public_bytes(Encoding.PEM).decode()


def _due(identity: Identity, now: datetime) -> bool:
    files = (identity.certificate, identity.key)
    return not all(file.exists() for file in files) or renewable(identity.certificate.read_text(), now)


def _common_name(identity: Identity) -> str:
    subject = _certificate(identity.certificate.read_text()).subject
    return str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _names_of(identity: Identity) -> set[str]:
    certificate = _certificate(identity.certificate.read_text())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    return {*names.get_values_for_type(x509.DNSName), *(str(one) for one in addresses)}


def _alternatives(names: Iterable[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_alternative(name) for name in names])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return _dns_name(name)


def _dns_name(name: str) -> x509.DNSName:
    try:
        return x509.DNSName(name.encode("idna").decode())
    except UnicodeError as fault:
        raise Refused("pki.name_invalid", name=name) from fault


def _validity(builder: x509.CertificateBuilder, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    serial = x509.random_serial_number()
    return builder.serial_number(serial).not_valid_before(now - BACKDATED).not_valid_after(now + life)


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as fault:
        raise Refused("pki.certificate_invalid") from fault


def _requested_key(csr_pem: str) -> ec.EllipticCurvePublicKey:
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        key, signed = request.public_key(), request.is_signature_valid
    except (ValueError, InvalidSignature) as fault:
        raise Refused("pki.request_invalid", field="csr_pem") from fault
    if not signed or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused("pki.request_invalid", field="csr_pem")
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(file: Path, content: bytes) -> None:
    with whole_file(file) as partial:
        partial.write_bytes(content)
