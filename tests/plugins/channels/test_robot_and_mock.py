"""The gateways that ship beside the webhook: a file for trying things out, and the messengers' group robots."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from fengsui_channels.api import Message
from fengsui_channels.service.mock import FileGateway
from fengsui_channels.service.robot import read_answer, request_of
from fengsui_channels.settings import Mock, Robot

AT = datetime(2026, 11, 21, 19, 14, tzinfo=UTC)
MESSAGE = Message(id="m1", kind="im", to="13800000000", text="【真实】出动PT1122-01-02", exercise=False,
                  language="zh_CN",
                  centre="普陀区应急局", about="PT1122-01-02", at=AT)  # fmt: skip


async def test_the_mock_writes_each_message_once_also_after_a_restart(tmp_path: Path) -> None:
    settings = Mock(file=tmp_path / "sent.jsonl")
    for _ in range(2):
        gateway = FileGateway(settings)
        assert (await gateway.send(MESSAGE)).state == "taken"
    (line,) = (tmp_path / "sent.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == MESSAGE.text


async def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011
        await FileGateway(Mock(file=tmp_path / "none" / "sent.jsonl")).send(MESSAGE)


def test_dingtalk_signs_in_the_address_and_names_the_number() -> None:
    robot = Robot(form="dingtalk", url="https://oapi.example.com/robot/send?access_token=k", secret="SEC1")
    url, body = request_of(robot, MESSAGE)
    query = parse_qs(urlsplit(url).query)
    stamp = str(int(AT.timestamp()) * 1000)
    signed = base64.b64encode(hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()).decode()
    assert (query["access_token"], query["timestamp"], query["sign"]) == (["k"], [stamp], [signed])
    assert json.loads(body) == {
        "msgtype": "text", "text": {"content": MESSAGE.text}, "at": {"atMobiles": [MESSAGE.to]},
    }  # fmt: skip


def test_feishu_signs_in_the_body_with_time_and_secret_as_the_key() -> None:
    robot = Robot(form="feishu", url="https://open.example.com/hook/k", secret="s3cret")
    url, body = request_of(robot, MESSAGE)
    seconds = int(AT.timestamp())
    key = f"{seconds}\ns3cret".encode()
    signed = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert url == "https://open.example.com/hook/k"
    assert json.loads(body) == {
        "msg_type": "text", "content": {"text": MESSAGE.text}, "timestamp": str(seconds), "sign": signed,
    }  # fmt: skip


def test_wecom_has_its_key_in_the_address() -> None:
    _, body = request_of(Robot(form="wecom", url="https://qyapi.example.com/send?key=k"), MESSAGE)
    assert json.loads(body)["text"]["mentioned_mobile_list"] == [MESSAGE.to]


@pytest.mark.parametrize(
    ("status", "said", "state"),
    [
        (200, '{"errcode": 0, "errmsg": "ok"}', "taken"),
        (200, '{"code": 0, "msg": "success"}', "taken"),
        (200, '{"errcode": 310000, "errmsg": "sign not match"}', "refused"),
        (200, '{"code": 19021}', "refused"),
        (200, "<html>", "failed"),
        (502, '{"errcode": 0}', "failed"),
    ],
)
def test_what_a_robot_answers(status: int, said: str, state: str) -> None:
    assert read_answer(status, said).state == state


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "wecom", "url": "http://qyapi.example.com/send"},
        {"form": "wecom", "url": "https://qyapi.example.com/send", "secret": "x"},
        {"form": "slack", "url": "https://example.com"},
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as error:
        Robot.model_validate(wrong)
    assert "key=" not in str(error.value)
