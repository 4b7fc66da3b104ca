"""The small site of the edition, to hand on from."""

from tests.edition.conftest import bake_now, change, shelf_folder, three_pages

__all__ = ["bake_now", "change", "shelf_folder", "three_pages"]
