// While a new edition is made, a page of administration looks again every two seconds, for ten minutes at most, so that it keeps
// nobody signed in. Without this, the link “Look again” does it.
(() => {
  const box = document.getElementById("build-status");
  let left = 300;
  const look = async () => {
    const again = box.querySelector("[data-build-status]");
    if (!again || left < 1) return;
    if (!document.hidden) {
      left -= 1;
      const answer = await fetch(again.dataset.buildStatus).catch(() => null);
      if (answer && (answer.redirected || !answer.ok)) return;
      const words = answer ? await answer.text() : box.innerHTML;
      // Read aloud once, when it is done, and not at every step.
      box.setAttribute("aria-live", words.includes("data-build-status") ? "off" : "polite");
      box.innerHTML = words;
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
