"""A partner looks for the PDF of the meeting that decided on « indicateurs de gouvernance »."""


def taps(page, account, password):
    """Each tap from the page of sign-in on; yields its name and, with the last, the download."""
    page.locator("[name=login]").fill(account)
    page.locator("[name=password]").fill(password)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name="Bonjour").wait_for()
    yield "se connecter", None
    field = page.get_by_role("searchbox", name="Mots cherchés")
    field.click()
    yield "toucher le champ", None
    field.press_sequentially("indicateurs de gouvernance")
    page.keyboard.press("Enter")  # the key of the phone's keyboard
    page.get_by_role("link", name="GTM/Zinder, 30 novembre 2021").wait_for()
    yield "chercher", None
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF du 30 novembre 2021").click()
    yield "prendre le PDF", download.value
