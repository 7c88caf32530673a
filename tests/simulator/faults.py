"""What goes wrong, and when: chosen by the seed, half of it at any time, half of it just after something happened."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.simulator.centre import Centre
from tests.simulator.device import Device
from tests.simulator.moody import Moods
from tests.simulator.node_faults import NodeFaults
from tests.simulator.runner import Moment
from tests.simulator.storage import REFUSALS, Refusing

if TYPE_CHECKING:
    from tests.simulator.world import World

AN_HOUR = 2.0
"""So many faults an hour at any time."""
AFTER_A_COMMIT = 0.03
"""The share of commits behind which something goes wrong within a moment."""
JUMPS = (timedelta(hours=1), -timedelta(hours=1), timedelta(days=1), -timedelta(days=1))


class Faults(NodeFaults):
    """`begin` sets them going; `mend` puts everything right again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = random.Random(f"{world.seed}/faults")
        self.moods = Moods()
        self.disk = Refusing()
        self.active = False
        self.ends = 0.0
        self.allowed: set[str] | None = None
        self.an_hour, self.after_a_commit = AN_HOUR, AFTER_A_COMMIT
        self._tasks: set[asyncio.Task[Any]] = set()
        self._acts: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (6, self.cut), (2, self.cut_all), (5, self.silence), (2, self.silence_all), (6, self.crash),
            (2, self.sleep), (2, self.device_full), (2, self.doom_before), (3, self.doom_at_commit),
            (3, self.doom_after), (2, self.power_cut), (1, self.stop), (1, self.jump), (2, self.refuse),
            (2, self.mood), (1, self.slow_link),
        ]  # fmt: skip
        if world.company is not None:
            self._acts += [(8, self.node_cut), (8, self.node_freeze), (12, self.node_stall)]
        for centre in world.centres:
            centre.on_end = partial(self._down, centre)
            centre.on_stall = self._frozen

    def begin(self, ends: float) -> None:
        self.active, self.ends = True, ends
        self._spawn(self._at_any_time())

    def end(self) -> None:
        self.active = False

    def committed(self) -> None:
        """Something was committed just now."""
        if self.active and self.chance.random() < self.after_a_commit:
            self._spawn(self._soon())

    async def mend(self) -> None:
        self.active = False
        self.moods.mood, self.disk.kind = "calm", ""
        self.set_wall(timedelta())
        for device in self.world.devices.values():
            device.disk_full = False
            link = self.world.network.access(device.process)
            link.silent_until = min(link.silent_until, self.world.loop.now)
            self.world.network.sleep(device.process, asleep=False)
        if self.world.company is not None:
            self.world.company.cut.clear()
        while not all(centre.reaches for centre in self.world.centres):  # noqa: ASYNC110 -- it comes up by many ways
            await asyncio.sleep(1.0)
        for centre in self.world.centres:
            centre.runner.doom = None
        for task in self._tasks:
            task.cancel()

    # -- when --------------------------------------------------------------------------------------------

    async def _at_any_time(self) -> None:
        while self.active:
            await asyncio.sleep(self.chance.expovariate(self.an_hour / 3600))
            if self.active:
                await self._one()

    async def _soon(self) -> None:
        await asyncio.sleep(self.chance.choice((0.0, 0.002, 0.02, 0.1, 1.0, 20.0)))
        if self.active:
            await self._one()

    async def _one(self) -> None:
        acts = [(weight, act) for weight, act in self._acts if self.allowed is None or act.__name__ in self.allowed]
        await self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())  # of no process
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _note(self, what: str, *details: Any) -> None:
        self.world.history.note("world", f"fault:{what}", *details)

    def _later(self, seconds: float, undo: Callable[[], None]) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds)
            undo()

        self._spawn(later())

    def _device(self) -> Device:
        return self.chance.choice(list(self.world.devices.values()))

    # -- the network and the devices ---------------------------------------------------------------------

    async def cut(self) -> None:
        device = self._device()
        self._note("cut", device.name, self.world.network.cut(device.process))

    async def cut_all(self) -> None:
        self._note("cut-all")
        for device in self.world.devices.values():
            self.world.network.cut(device.process)

    async def silence(self) -> None:
        device, seconds = self._device(), self.chance.choice((3.0, 30.0, 130.0, 400.0))
        self._note("silence", device.name, seconds)
        self.world.network.silence(device.process, seconds)

    async def silence_all(self) -> None:
        seconds = self.chance.choice((5.0, 45.0, 200.0))
        self._note("silence-all", seconds)
        for device in self.world.devices.values():
            self.world.network.silence(device.process, seconds)

    async def slow_link(self) -> None:
        device = self._device()
        link = self.world.network.access(device.process)
        self._note("slow-link", device.name)
        link.delay, link.jitter = 0.8, 1.5

        def mended() -> None:
            link.delay = link.jitter = 0.01

        self._later(self.chance.uniform(30, 600), mended)

    async def sleep(self) -> None:
        """It stays connected and takes nothing; its window is soon full."""
        device = self._device()
        self._note("sleep", device.name)
        self.world.network.sleep(device.process, asleep=True, window=256)
        self._later(self.chance.uniform(2, 90), lambda: self.world.network.sleep(device.process, asleep=False))

    async def crash(self) -> None:
        device, told = self._device(), self.chance.random() < 0.5
        if not device.process.alive:
            return
        self._note("crash", device.name, told)
        device.crash(told=told)

        def again() -> None:
            if not device.process.alive:
                device.start()

        self._later(self.chance.choice((0.1, 2.0, 20.0, 240.0)), again)

    async def device_full(self) -> None:
        device = self._device()
        self._note("device-full", device.name)
        device.disk_full = True

        def freed() -> None:
            device.disk_full = False

        self._later(self.chance.uniform(5, 200), freed)

    # -- the centre --------------------------------------------------------------------------------------

    def _doom(self, moment: Moment) -> None:
        if (node := self._node()) is not None:
            self._doom_of(node, moment)

    def _doom_of(self, node: Centre, moment: Moment) -> None:
        self._note("doom", node.name, moment)
        node.doom(moment)

    async def doom_before(self) -> None:
        self._doom("before")

    async def doom_at_commit(self) -> None:
        self._doom("at_commit")

    async def doom_after(self) -> None:
        self._doom("after")

    async def power_cut(self) -> None:
        if (node := self._node()) is not None:
            self._note("power-cut", node.name)
            node.die("power cut", told=False)

    async def stop(self) -> None:
        if (node := self._node()) is not None:
            self._note("stop", node.name)
            await node.stop()

    def _down(self, centre: Centre, why: str) -> None:
        self.world.history.note(centre.name, "down", why)
        self.world.watch.went_down()
        self._spawn(self._again(centre, self.chance.choice((0.3, 2.0, 8.0, 30.0, 120.0))))

    async def _again(self, centre: Centre, seconds: float) -> None:
        """Somebody starts it until it serves; a disk that refuses keeps it from that."""
        await asyncio.sleep(seconds)
        while not centre.up:
            self.set_wall(timedelta())  # whoever starts it looks at the clock first
            try:
                await centre.start()
            except Exception as error:
                self.world.history.note(centre.name, "does-not-start", repr(error))
                await asyncio.sleep(5.0)
        self.world.history.note(centre.name, "up")

    async def jump(self) -> None:
        if not self.world.centre.up:
            return
        self._note("wall-jump")
        self.set_wall(self.chance.choice(JUMPS))
        self._later(self.chance.uniform(60, 3600), lambda: self.set_wall(timedelta()))

    def set_wall(self, jump: timedelta) -> None:
        self.world.wall.jump = jump
        for centre in self.world.centres:
            centre.stir()

    async def refuse(self) -> None:
        """Its disk refuses for a while."""
        kind = self.chance.choice(REFUSALS)
        self._note("refuse", kind)
        self.disk.kind = kind
        self.world.watch.refuses(True)

        def mended() -> None:
            self.disk.kind = ""
            self.world.watch.refuses(False)

        self._later(self.chance.uniform(2, 60), mended)

    async def mood(self) -> None:
        self.moods.mood = self.chance.choice(("raises", "hangs"))
        self._note("mood", self.moods.mood)
        for centre in self.world.centres:
            centre.stir()

        def calm() -> None:
            self.moods.mood = "calm"

        self._later(self.chance.uniform(20, 900), calm)
