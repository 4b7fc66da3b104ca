"""Break one rule at a time and see a test fail: a rule whose test cannot fail is not a rule.

Run by `make mutation-check`, or for some rules only: `python -m tests.architecture.mutation_check four-eyes leak`. Works on a copy of
the files that git knows; prints one line for each rule, and ends with 1 if a break went unnoticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ADMIN = "tests/editorial/test_admin.py"
PANEL = "tests/editorial/test_admin_panel.py"
FOUR_EYES = "tests/editorial/test_four_eyes.py"
WAY = "tests/editorial/test_from_draft_to_publication.py"
FOR_EVER = "tests/editorial/test_publications_are_for_ever.py"
TIMES = "tests/editorial/test_schedules.py"
CLOSED = "tests/editions/test_failing_closed.py"
BACK = "tests/editions/test_going_back.py"
LEAKS = "tests/site/test_nothing_leaks.py"
AGREES = "tests/editions/test_admin_says_what_families_read.py"
MATRIX = "tests/editorial/test_who_may_do_what.py"
SIGN_IN = "tests/accounts/test_signing_in.py"
ACCOUNTS = "tests/accounts/test_account_changes.py"
FRESH = "tests/accounts/test_fresh_sign_in.py"


@dataclass(frozen=True)
class Break:
    """One rule, the words of a file that hold it, what stands there when it is broken, and the tests that notice."""

    rule: str
    file: str
    holds: str
    broken: str
    tests: str


BREAKS = [
    Break("four-eyes: writers do not approve", "leiomyo_site/editorial/actions/review.py", "if person.pk in contributors(document, newest):", "if False:", FOUR_EYES),
    Break("four-eyes: all writers, not the last", "leiomyo_site/editorial/history.py", "            found[person] = None\n", "            found[person] = None\n            break\n", FOUR_EYES),
    Break("four-eyes: an undone edit counts", "leiomyo_site/editorial/history.py", " and at <= before.published_at", "", FOUR_EYES),
    Break("four-eyes: public words are not checked by their writer", "leiomyo_site/editorial/history.py", "        if row.hash == digest:\n            break\n", "", FOUR_EYES),
    Break("four-eyes: files have a writer", "leiomyo_site/editorial/content_import.py", "save_draft(document, by=by,", "save_draft(document, by=None,", FOUR_EYES),
    Break("four-eyes: held by the database", "leiomyo_site/editorial/migrations/0003_reviews_and_schedules.py", "condition=models.Q(('approved_by__isnull', True), ('author__isnull', True), models.Q(('approved_by', models.F('author')), _negated=True), _connector='OR')", "condition=models.Q(('number__gte', 0))", f"{FOR_EVER}::test_database_refuses_that_somebody_approves_their_own_words"),
    Break("four-eyes: who changed a source, a picture or the months does not approve", "leiomyo_site/editorial/actions/review.py", "if person.pk in fact_contributors(document, newest.content):", "if False:", "tests/editorial/test_approved_bundle.py"),
    Break("roles: being a superuser is no role", "leiomyo_site/editorial/permissions.py", "user.is_active and user.groups", "user.is_superuser or user.is_active and user.groups", MATRIX),
    Break("roles: who left does nothing", "leiomyo_site/editorial/permissions.py", "bool(user.is_active and ", "bool(", MATRIX),
    Break("roles: only publishers publish", "leiomyo_site/editorial/actions/publish.py", '    require_role(by, PUBLISHERS)\n    current = _lock(document)\n    if current.draft_hash', '    current = _lock(document)\n    if current.draft_hash', MATRIX),
    Break("approval: of exactly these words", "leiomyo_site/editorial/actions/publish.py", "review = latest_review(document, save.hash)", 'review = document.reviews.order_by("-at").first()', WAY),
    Break("approval: words seen are words approved", "leiomyo_site/editorial/actions/review.py", "if current.draft_hash != expected_hash:", "if False:", WAY),
    Break("approval: a return cancels it", "leiomyo_site/editorial/actions/publish.py", "if review is None or review.verdict != Review.Verdict.APPROVED or", "if review is None or", WAY),
    Break("approval: a light review names nobody", "leiomyo_site/editorial/review_dates.py", ", scope=Review.Scope.FULL", "", FOUR_EYES),
    Break("approval: dates only what the reviewer saw", "leiomyo_site/editorial/review_dates.py", '("document", "hash", "facts_hash")', '("document", "hash")', "tests/editorial/test_approved_bundle.py"),
    Break("typed: words are kept composed", "leiomyo_site/editorial/actions/save_draft.py", "    document.set_content(content, content[\"body\"])\n", "", "tests/editorial/test_stored_words.py"),
    Break("publishing: blocking faults stop it", "leiomyo_site/editorial/draft_checks.py", "    if blocking:", "    if False:", WAY),
    Break("publishing: other faults need a reason", "leiomyo_site/editorial/draft_checks.py", "if faults and not reason.strip():", "if False:", WAY),
    Break("publishing: taken down needs a new look", "leiomyo_site/editorial/actions/publish.py", 'approved < last_entry_id("withdrawn", document=document.pk)', "False", WAY),
    Break("approval: of words that others took the place of counts no more", "leiomyo_site/editorial/actions/review.py", "reviews.filter(hash=digest, pk__gte=newest)", "reviews.filter(hash=digest)", WAY),
    Break("publishing: once", "leiomyo_site/editorial/actions/publish.py", "    _require_changed(document, revision, shown)\n", "", WAY),
    Break("publishing: whole or not at all", "leiomyo_site/editorial/actions/publish.py", "@transaction.atomic\ndef publish(", "def publish(", "tests/resilience/test_concurrency.py"),
    Break("publishing: an address has one owner", "leiomyo_site/editorial/actions/create_publication.py", "if address.document_id != document.pk:", "if False:", FOR_EVER),
    Break("publishing: replaced sources, pictures and months are seen first", "leiomyo_site/editorial/actions/create_publication.py", "    if changed := changed_since_approval(", "    if False and changed_since_approval(", "tests/editorial/test_approved_bundle.py"),
    Break("publishing: the note for families is reviewed", "leiomyo_site/editorial/bundle.py", "return {**facts_as_text(shown), **note_as_text(*change_of(document))}", "return facts_as_text(shown)", "tests/editorial/test_approved_bundle.py"),
    Break("review: places of a term before it is approved", "leiomyo_site/editorial/references.py", "new.links.count(draft.url)", "old.links.count(draft.url)", PANEL),
    Break("times: frozen words", "leiomyo_site/editorial/actions/schedule.py", "document.revisions.filter(hash=row.hash)", "document.revisions.all()", TIMES),
    Break("times: approval looked at again", "leiomyo_site/editorial/actions/publish.py", "    if approval is None:\n        raise PublishRefused(NOT_APPROVED)\n    if was_", "    if approval is None:\n        approval = document.reviews.first()\n    if was_", TIMES),
    Break("times: ended by publishing", "leiomyo_site/editorial/actions/publish.py", '    _cancel_scheduled(current, "Other words were published before that time.")\n', "", TIMES),
    Break("times: the clinic’s clock", "leiomyo_site/settings.py", "TIME_ZONE = CONFIG.clinic_time_zone.key", 'TIME_ZONE = "UTC"', "tests/site/test_one_clock.py"),
    Break("times: a light review moves no date", "leiomyo_site/editorial/selectors.py", "        first_published_at=first_published_at,\n", "        first_published_at=row.published_at,\n", FOUR_EYES),
    Break("times: days are of the site’s zone", "leiomyo_site/editorial/review_dates.py", "timezone.localtime(checked_at or first_published_at)", "(checked_at or first_published_at)", "tests/site/test_one_clock.py"),
    Break("true: families have what the edition has", "leiomyo_site/admin/build_status.py", "if not is_served(newest.code, newest.number):", "if False:", AGREES),
    Break("true: who checked is who the page names", "leiomyo_site/admin/build_status.py", "public_path(newest)).get(\"checked\", checked)", "\"\").get(\"checked\", checked)", AGREES),
    Break("true: one reading grade", "leiomyo_site/site/site_content.py", "measure(blocks, glossary).shown_grade", "int(measure(blocks, glossary).grade) + 2", AGREES),
    Break("true: a bake that hangs is known", "leiomyo_site/edition_status.py", "if silent > LATE_SECONDS:", "if silent > 600:", AGREES),
    Break("lost: one of two saves is told", "leiomyo_site/editorial/actions/save_draft.py", "if not moved:", "if False:", FOR_EVER),
    Break("lost: a stale form is merged", "leiomyo_site/admin/forms.py", "and stored.version != seen and", "and False and", ADMIN),
    Break("lost: an untouched form alters nothing", "leiomyo_site/admin/forms.py", '.replace("\\r\\n", "\\n")', "", ADMIN),
    Break("lost: both stand where both wrote", "leiomyo_site/text/merge.py", "result += here + [paragraph for paragraph in there if paragraph not in here]", "result += here", "tests/text/test_merging.py"),
    Break("typed: words shown are compared with words typed", "leiomyo_site/text/fidelity.py", "        if self._typed == self._shown:", "        if self._typed or self._shown:", "tests/editorial/test_typed_slips.py tests/text/test_typed_is_shown.py"),
    Break("typed: signs before digits are compared", "leiomyo_site/text/fidelity.py", "[<>≤≥±+=~≈-]++(?=", "[≈]+(?=", "tests/editorial/test_typed_slips.py"),
    Break("typed: what stays as signs is named at its line", "leiomyo_site/text/fidelity.py", "for line in range(below, above - 1, -1) if signs in lines[line - 1]", "for line in ()", "tests/editorial/test_typed_slips.py"),
    Break("typed: a box without an end is named", "leiomyo_site/text/markup_checks.py", "    for box in open_boxes:\n        yield _unended(*box)\n", "", "tests/editorial/test_typed_slips.py"),
    Break("typed: no danger card in a closed box", "leiomyo_site/text/markup_checks.py", "if name in DANGER_BOXES and", "if name == 'none' and", "tests/editorial/test_typed_slips.py"),
    Break("typed: survival in words counts", "leiomyo_site/text/style_checks.py", "(FIGURE.search(text) or _survival_in_words(text))", "FIGURE.search(text)", "tests/editorial/test_typed_slips.py"),
    Break("typed: no term link cuts an address", "leiomyo_site/text/glossary.py", "if start < done or any(first <= start < last for first, last in addresses):", "if start < done:", "tests/text/test_normalization.py"),
    Break("typed: terms are found with unseen signs", "leiomyo_site/text/glossary.py", "plain, places = aligned(text)", "plain, places = text, range(len(text) + 1)", "tests/text/test_normalization.py"),
    Break("lost: a comment stands over later saves", "leiomyo_site/editorial/actions/review.py", "verdict=Review.Verdict.RETURNED, pk__gt=answered", "verdict=Review.Verdict.RETURNED, hash=document.draft_hash, pk__gt=answered", "tests/editorial/test_admin_history.py"),
    Break("lost: their changes are shown", "templates/editing/document_form.html", "{% if merge_result %}", "{% if False %}", PANEL),
    Break("lost: owner of another stays", "leiomyo_site/admin/forms.py", "and name not in self.changed_data:", "and False:", PANEL),
    Break("for ever: rows are never changed", "leiomyo_site/editorial/triggers.py", "BEFORE {event} ON {table} ", "BEFORE {event} ON {table} WHEN 0 ", FOR_EVER),
    Break("leak: newest publication, not the draft", "leiomyo_site/editorial/selectors.py", "content=row.content or {},", "content=row.document.revisions.latest('version').content,", LEAKS),
    Break("leak: pictures wait for publication", "leiomyo_site/admin/images.py", "if not is_public and not any(", "if False and not any(", LEAKS),
    Break("leak: only pixels of an upload stay", "leiomyo_site/images/uploads.py", "    clean.paste(pixels)\n", "    clean = pixels\n", "tests/images"),
    Break("leak: previews are for people who work here", "leiomyo_site/admin/views/base.py", "if not self.has_view_permission(request):", "if False:", LEAKS),
    Break("leak: the front page is for roles", "leiomyo_site/editorial/dashboard.py", "        return []\n", "        pass\n", LEAKS),
    Break("leak: a link opens its own words", "leiomyo_site/editorial/actions/share.py", "number = signing.Signer(salt=SALT).unsign(token)", 'number = token.partition(":")[0]', LEAKS),
    Break("share: ends on its day", "leiomyo_site/editorial/actions/share.py", "recalled_at=None, expires_at__gt=at)", "recalled_at=None)", "tests/editorial/test_sharing.py"),
    Break("share: can be recalled", "leiomyo_site/editorial/actions/share.py", "pk=number, recalled_at=None, expires", "pk=number, expires", "tests/editorial/test_sharing.py"),
    Break("sign-in: deciders prove themselves twice", "leiomyo_site/accounts/second_factor.py", "or has_role(person, REVIEWERS) or", "or", SIGN_IN),
    Break("sign-in: sessions end", "leiomyo_site/accounts/middleware.py", "                logout(request)\n", "                pass\n", SIGN_IN),
    Break("sign-in: tries are counted for an account at an address", "leiomyo_site/settings.py", '[["username", "ip_address"]]', '["username", "ip_address"]', "tests/accounts/test_too_many_tries.py"),
    Break("sign-in: a code is tried on one device only", "leiomyo_site/accounts/second_factor.py", "kind = StaticDevice if len(typed) == RECOVERY_CODE_LENGTH else TOTPDevice", "kind = StaticDevice", SIGN_IN),
    Break("sign-in: who has to wait is told so", "leiomyo_site/accounts/second_factor.py", 'raise CodeThrottled(_wait_until(why_not["locked_until"]))', "raise CodeRefused(WRONG)", SIGN_IN),
    Break("sign-in: approving needs a fresh sign-in", "leiomyo_site/admin/views/review.py", 'reauthentication.confirm() if request.POST.get("verdict") == "approve" else ""', '""', FRESH),
    Break("sign-in: a fresh sign-in is both factors", "leiomyo_site/accounts/reauthentication.py", "                verify(request, code)\n", "                pass\n", FRESH),
    Break("accounts: a changed password approves nothing for a day", "leiomyo_site/editorial/account_hold.py", "if own := changes.of_credentials(person.pk):", "if own := []:", ACCOUNTS),
    Break("accounts: no account is the second person for its maker", "leiomyo_site/editorial/account_hold.py", "        if both:\n", "        if False:\n", "tests/accounts/test_account_hold.py"),
    Break("accounts: nor for the maker of its maker", "leiomyo_site/editorial/account_hold.py", "        while new:\n", "        for _ in range(2):\n", "tests/accounts/test_account_hold.py"),
    Break("accounts: who changed it does not confirm it", "leiomyo_site/editorial/account_hold.py", "if by.pk in changes.people_behind(person.pk):", "if False:", ACCOUNTS),
    Break("accounts: no administrator is made to confirm", "leiomyo_site/editorial/account_hold.py", "    if changes.of(by.pk):\n", "    if False:\n", ACCOUNTS),
    Break("accounts: devices are in no admin screen", "leiomyo_site/accounts/admin.py", "admin.site.unregister(StaticDevice)\n", "", ACCOUNTS),
    Break("accounts: nobody changes the name that families read", "leiomyo_site/accounts/admin.py", "*(SHOWN_NAME if own else ())", "", ACCOUNTS),
    Break("sign-in: a sign-in grows old", "leiomyo_site/accounts/reauthentication.py", "<= age <= RECENT.total_seconds()", "<= age", FRESH),
    Break("condition: the site names no disease of its own", "leiomyo_site/site/json_ld.py", "condition().heading(site.lang)", '"Leiomyosarcoma"', "tests/architecture/test_condition.py tests/site/test_second_condition.py"),
    Break("files: newer words are not overwritten", "leiomyo_site/editorial/sync_status.py", '    if file == agreed:\n        return "editors are newer"\n', "", "tests/editorial/test_importing.py"),
    Break("closed: another site makes no edition", "leiomyo_site/editions/site_hold.py", "if stored.site != selectors.site_identity() if stored.site else lost:", "if False:", CLOSED),
    Break("closed: no version is lost", "leiomyo_site/editions/site_hold.py", "    if lost:\n        more", "    if False:\n        more", CLOSED),
    Break("closed: a restore that was broken off is known", "leiomyo_site/editions/site_hold.py", "if RESTORE_MARKER in connection.introspection.table_names():", "if False:", CLOSED),
    Break("closed: starting content is for an empty site", "leiomyo_site/editorial/management/commands/import_content.py", " and not has_editions(settings.EDITIONS_DIR)", "", CLOSED),
    Break("closed: a word lifts what was listed", "leiomyo_site/editions/management/commands/bake.py", "if word != hold.confirmation:", "if not word:", CLOSED),
    Break("closed: going back holds", "leiomyo_site/editions/site_hold.py", "if notice := rollback_notice(editions_dir):", "if notice := '':", BACK),
    Break("closed: a held edition takes down", "leiomyo_site/editions/build.py", "if not withdrawals_since(stored):", "if stored:", BACK),
    Break("damage: the head of an edition is checked by its hash", "leiomyo_site/editions/archive.py", "if hashlib.sha256(head).digest() != digest:", "if False:", "tests/editions/test_faults.py"),
    Break("damage: a body is checked when it is read", "leiomyo_site/editions/archive.py", "if etag_of(body) != span.etag:", "if False:", "tests/editions/test_faults.py"),
    Break("damage: a bake reads back what it wrote", "leiomyo_site/editions/archive.py", "    Archive(path).check()\n", "", "tests/editions/test_faults.py"),
    Break("damage: a server that starts looks at every byte", "leiomyo_site/server/wsgi_cache.py", "                archive.check()\n", "                pass\n", "tests/editions/test_faults.py"),
    Break("damage: going back passes over what is damaged", "leiomyo_site/editions/store.py", " and _is_whole(edition_dir(editions_dir, number))", "", "tests/editions/test_faults.py"),
    Break("overdue: an edition is made anew", "leiomyo_site/editions/build.py", '        "overdue": selectors.overdue_count(now),\n', "", "tests/editions/test_overdue.py"),
    Break("stale: every field of what a page is made from counts", "leiomyo_site/site/input_key.py", "for field in dataclasses.fields(value))", "for field in dataclasses.fields(value) if field.repr)", "tests/site/test_input_key.py"),
    Break("stale: what has no canonical form is refused", "leiomyo_site/site/input_key.py", "    raise TypeError(f\"a page", "    return repr(f\"a page", "tests/site/test_input_key.py"),
]  # fmt: skip


def copy_of_the_project(where: Path) -> Path:
    """Copy every file that git knows, and let it use the packages that are installed here."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, where / name)
    return where


def goes_unnoticed(one: Break, copy: Path) -> str:
    """Break a rule in the copy, run its tests, mend it; return why the break counts as unnoticed, empty if it does not."""
    path = copy / one.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(one.holds) != 1:
        return f"the rule is not where it was: {one.file} holds it {whole.count(one.holds)} times"
    path.write_text(whole.replace(one.holds, one.broken), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *one.tests.split()]
    environment = {**os.environ, "DATA_DIR": str(copy / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    path.write_text(whole, encoding="utf-8")
    failed = done.returncode == 1 and "\nFAILED " in done.stdout
    return "" if failed else f"no test failed (pytest ended with {done.returncode})"


def main(wanted: list[str]) -> int:
    """Break each rule whose name begins with one of the wanted words, all if there are none."""
    chosen = [one for one in BREAKS if not wanted or one.rule.startswith(tuple(wanted))]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of_the_project(Path(folder))
        for one in chosen:
            why = goes_unnoticed(one, copy)
            unnoticed += bool(why)
            print(f"{'UNNOTICED' if why else 'noticed  '}  {one.rule}{': ' + why if why else ''}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} breaks were noticed.")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
