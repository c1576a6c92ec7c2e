"""Certificate authorities made for tests, and the signers they vouch for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from broadcaster.cap import Signer
from tests.broadcaster.cap.specimens import NOW

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
YEAR = timedelta(days=365)


def rsa_key() -> rsa.RSAPrivateKey:
    """Return a new RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Authority:
    """A root and its certificates; keys are made once and used again."""

    name: str = "TEST ROOT"
    key: rsa.RSAPrivateKey = field(default_factory=rsa_key)
    signing_keys: dict[bool, Key] = field(default_factory=dict)

    @property
    def subject(self) -> x509.Name:
        """The root's name."""
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self.name)])

    @property
    def pem(self) -> bytes:
        """The root's certificate."""
        return self.root.public_bytes(Encoding.PEM)

    @property
    def root(self) -> x509.Certificate:
        """The root's certificate, vouching for itself."""
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        return (
            self._started(self.subject, self.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def signer(
        self,
        *names: str | x509.GeneralName,
        elliptic: bool = False,
        at: datetime = NOW,
        signing: bool = True,
        own: bool = False,
        subject: x509.Name | None = None,
    ) -> Signer:
        """Return a signer for e-mail addresses or other names, valid around ``at``; ``own`` vouches for itself."""
        if elliptic not in self.signing_keys:
            self.signing_keys[elliptic] = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa_key()
        key = self.signing_keys[elliptic]
        general = [x509.RFC822Name(one) if isinstance(one, str) else one for one in names]
        called = subject or x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer")])
        usage = x509.KeyUsage(
            digital_signature=signing,
            content_commitment=False,
            key_encipherment=not signing,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        made = self._started(called, key, own=own, at=at).add_extension(usage, critical=True)
        if general:
            made = made.add_extension(x509.SubjectAlternativeName(general), critical=False)
        return Signer(key, (made.sign(key if own else self.key, hashes.SHA256()),))

    def _started(
        self, subject: x509.Name, key: Key, *, own: bool = False, at: datetime = NOW
    ) -> x509.CertificateBuilder:
        issuing = key if own else self.key
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if own else self.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - YEAR)
            .not_valid_after(at + YEAR)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
        )
