"""A person who has no mouse, and what she sees of where she is."""

from tests.factories import PASSWORD

MOST = 120  # stops from one thing to the next
# What stands on the focused element, and whether somebody sees where she is.
FOCUSED = """() => {
  const here = document.activeElement;
  const said = here.labels?.[0]?.innerText || here.getAttribute("aria-label") || here.innerText;
  const words = (said || here.value || "").trim().replace(/\\s+/g, " ");
  // A link that covers its row has its frame round the row.
  const frames = [null, "::after"].map((part) => getComputedStyle(here, part).outlineStyle);
  const isDrawn = frames.some((style) => style !== "none");
  const isSeen = here.matches(":focus-visible") && isDrawn;
  const { bottom, top } = here.getBoundingClientRect();
  return [words, isSeen, bottom > 0 && top < innerHeight];
}"""


class Keys:
    """A person who has no mouse."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def write(self, text):
        self.count += len(text)
        self.page.keyboard.type(text)

    @property
    def here(self):
        return self.page.evaluate(FOCUSED)[0]

    def tab_to(self, words):
        """Go on with Tab until what is focused says these words; each stop can be seen."""
        for _ in range(MOST):
            self.press("Tab")
            here, is_seen, is_on_screen = self.page.evaluate(FOCUSED)
            assert (is_seen, is_on_screen) == (True, True), here
            if here.startswith(words):
                return
        raise AssertionError(f"« {words} » is not reached")

    def go(self, words, address):
        """Follow a link or press a button, to another page."""
        self.tab_to(words)
        with self.page.expect_navigation(url=address):
            self.press("Enter")

    def type(self, words, text):
        self.tab_to(words)
        self.write(text)

    def sign_in(self, user):
        self.page.goto("/connexion/")
        if self.here != "Adresse électronique*":  # where the page opens
            self.tab_to("Adresse électronique")
        self.page.keyboard.type(user.email)
        self.type("Mot de passe", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name=f"Bonjour {user.name}").wait_for()
