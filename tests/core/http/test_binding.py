"""Where the server may listen: a matrix of addresses and settings."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from fengsui.errors import Invalid
from fengsui.http import check_binding, tls_context
from fengsui.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_plain_http_on_loopback(host: str) -> None:
    check_binding(Settings(http_host=host, feed_host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "10.0.0.1", "fengsui.example", ""])
@pytest.mark.parametrize("place", ["http_host", "feed_host"])
def test_plain_http_elsewhere_is_refused(host: str, place: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_binding(Settings.model_validate({place: host}))
    assert caught.value.code == "plain_http_refused"
    assert [fault.path for fault in caught.value.faults] == [place]
    check_binding(Settings.model_validate({place: host, "insecure_lan": True}))


@pytest.mark.parametrize("given", [{"tls_cert": "cert.pem"}, {"tls_key": "key.pem"}])
def test_half_a_tls_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        check_binding(Settings.model_validate(given))
    assert caught.value.code == "bad_tls"


def test_a_certificate_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    settings = Settings(http_host="0.0.0.0", tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")
    check_binding(settings)
    with pytest.raises(Invalid) as caught:
        tls_context(settings)
    assert caught.value.code == "bad_tls"
    assert tls_context(Settings()) is None


def test_tls_is_1_2_or_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", lambda *_: None)
    cert, key = Path("cert.pem"), Path("key.pem")
    context = tls_context(Settings(http_host="0.0.0.0", feed_host="0.0.0.0", tls_cert=cert, tls_key=key))
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
