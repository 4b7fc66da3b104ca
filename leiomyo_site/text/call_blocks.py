"""The cards on whom to call: one class for each way to act."""

from xml.etree import ElementTree as etree

from leiomyo_site.text.titled_block import TitledBlock, placeholder


class CallBlock(TitledBlock):
    """Reasons to call, with the clinic's numbers below them, but for reasons to call the emergency number.

    Its classes are `call` and how soon to act: `emergency` for the emergency number, `hospital`, `team` or `office`.
    """

    NAME = "call"
    ARGUMENT = True
    TITLE_TAG = "h2"
    ICON = "phone"
    TIER = "team"

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = super().on_create(parent)
        box.set("class", "call emergency" if self._is_emergency else f"call {self.TIER}")
        etree.SubElement(box, "div")
        return box

    @property
    def icon(self) -> str:
        return "warning" if self._is_emergency else self.ICON

    @property
    def _is_emergency(self) -> bool:
        return "{emergency}" in self.argument

    def on_add(self, block: etree.Element) -> etree.Element:
        return block[1]

    def on_end(self, block: etree.Element) -> None:
        # Nobody who should call for an ambulance may read a clinic's number first.
        if not self._is_emergency:
            placeholder(block[1], "phones")


class HospitalBlock(CallBlock):
    """Reasons to go to the emergency room at once."""

    NAME = "hospital"
    TIER = "hospital"
    ICON = "hospital"


class OfficeBlock(CallBlock):
    """Reasons to call that can wait for office hours."""

    NAME = "office"
    TIER = "office"
    ICON = "clock"
