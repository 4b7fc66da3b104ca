"""Requests to the site as it is served, and what comes back."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as etree

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def feed(self) -> etree.Element:
        return etree.fromstring(self.body.encode())

    def categories(self, parent: etree.Element | None = None) -> list[tuple[str, str]]:
        root = self.feed if parent is None else parent
        return [(one.get("scheme", ""), one.get("term", "")) for one in root.findall(f"{ATOM}category")]

    def summaries(self) -> list[str]:
        return [re.sub("<[^>]+>", "", entry.findtext(f"{ATOM}summary", "")) for entry in self.feed.iter(f"{ATOM}entry")]

    def scores(self) -> set[str]:
        found = (self.categories(entry) for entry in self.feed.iter(f"{ATOM}entry"))
        return {term for one in found for scheme, term in one if scheme == "relevanceScore"}


def encoded(case: Mapping[str, Any]) -> str:
    return urlencode([(name, value) for name, value in case["params"]], quote_via=quote)


def send(site: str, case: Mapping[str, Any]) -> Answered:
    parts = urlsplit(site)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    query = "?" + encoded(case) if case["params"] else ""
    link.request(case["method"], case["path"] + query, body=case["body"], headers=case["headers"])
    answer = link.getresponse()
    with answer:
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answered(answer.status, headers, answer.read().decode())
