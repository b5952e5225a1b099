"""How long a hand takes: the keystroke-level model, with the times of a thumb on glass (docs/decisions/0024)."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

# Seconds: to make up one's mind, to reach a place and touch it, to type a character, to wait for a page on a slow line.
THINK, TOUCH, KEY, PAGE = 1.35, 1.1, 0.28, 2.0


@dataclass
class Hand:
    """Does what a person does, and counts it. A choice in a list of the phone is two taps: open it, choose."""

    page: Page
    taps: int = 0
    keys: int = 0
    pages: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.page.on("load", self._waited)

    def _waited(self, _page: Page) -> None:
        self.pages += 1

    @property
    def seconds(self) -> float:
        return self.taps * (THINK + TOUCH) + self.keys * KEY + self.pages * PAGE

    def tap(self, place: Locator) -> None:
        self.taps += 1
        place.click()

    def type(self, text: str) -> None:
        """Into the field that has the cursor: a tap that put it there is counted by itself."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def choose(self, field: Locator, option: str) -> None:
        self.taps += 2
        field.select_option(option)
