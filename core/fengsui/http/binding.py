"""Where the server may listen: plain HTTP only on loopback, unless somebody has said otherwise in so many words."""

from __future__ import annotations

import ipaddress
import ssl

from fengsui.errors import Fault, Invalid
from fengsui.settings import Settings
from fengsui.text import N_


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`. Names other than localhost are not trusted to stay local."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_binding(settings: Settings) -> None:
    """Raises Invalid (`plain_http_refused`, `bad_tls`) where the server must not start, with the reason."""
    if (settings.tls_cert is None) != (settings.tls_key is None):
        missing = "tls_key" if settings.tls_key is None else "tls_cert"
        raise Invalid(
            N_("TLS needs a certificate and its key."),
            code="bad_tls",
            faults=[Fault(missing, N_("the path of a PEM file"), "missing")],
        )
    if settings.tls_cert is not None or settings.insecure_lan:
        return
    places = [("http_host", settings.http_host), ("feed_host", settings.feed_host)]
    faults = [
        Fault(name, N_("127.0.0.1, ::1 or localhost"), "not_loopback") for name, host in places if not is_loopback(host)
    ]
    if faults:
        raise Invalid(
            N_(
                "Passwords and orders would cross the network unencrypted. Set tls_cert and tls_key, listen on "
                "127.0.0.1 behind a proxy that does TLS, or set insecure_lan where the link itself is encrypted."
            ),
            code="plain_http_refused",
            faults=faults,
        )


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """TLS 1.2 or newer from the settings' certificate, or None without one; Invalid (`bad_tls`) if unreadable."""
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise Invalid(
            N_("The certificate {cert} or its key {key} cannot be used: {why}"),
            code="bad_tls",
            cert=settings.tls_cert,
            key=settings.tls_key,
            why=error,
        ) from error
    return context
