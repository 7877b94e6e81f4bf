"""What is asked of a page that is drawn: scripts that give the faults they see, as sentences."""

HIDES = """
  // Whether an element that is drawn hides what stands below its edge, or beside it.
  const hides = (each) => {
    const { overflowX, overflowY, clipPath, clip } = getComputedStyle(each);
    const isDrawn = clipPath === "none" && clip === "auto" && each.clientHeight > 0;
    const below = isDrawn && overflowY === "hidden" && each.scrollHeight > each.clientHeight + 1;
    const beside = isDrawn && overflowX === "hidden" && each.scrollWidth > each.clientWidth + 1;
    return { below, beside };
  };
"""
# On paper: cells that stand under another heading than their own, and text that is cut.
ON_PAPER = (
    "() => {"
    + HIDES
    + """
  const drawn = (each) => getComputedStyle(each).display !== "none";
  const spans = (row) => [...row.cells].filter(drawn).map(({ colSpan }) => colSpan);
  const columns = (row) => spans(row).reduce((sum, span) => sum + span, 0);
  const isOn = (row) => row.getClientRects().length > 0;
  const odd = [...document.querySelectorAll("table")].flatMap((table) => {
    const head = [...(table.tHead?.rows || [])].find(isOn);
    if (!head || getComputedStyle(table.tHead).position !== "static") return [];
    const rows = [...table.rows].filter((row) => isOn(row) && row.cells.length > 1);
    return rows.filter((row) => columns(row) !== columns(head)).slice(0, 1);
  });
  const cut = [...document.querySelectorAll("main *")].filter((each) => hides(each).below);
  const told = (what) => (each) => `${what}: ${each.textContent.trim().slice(0, 60)}`;
  return [...odd.map(told("cells beside their headings")), ...cut.slice(0, 3).map(told("cut"))];
}"""
)
# As a person who reads badly spaces it (WCAG 1.4.12): what is wider than the screen, or cut by it.
SPACED = (
    "() => {"
    + HIDES
    + """
  const isCut = (each) => hides(each).below || hides(each).beside;
  const cut = () => [...document.querySelectorAll("body *")].filter(isCut);
  const before = new Set(cut());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; }
    * { word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
  const { scrollWidth, clientWidth } = document.documentElement;
  const now = cut().filter((each) => !before.has(each)).slice(0, 3);
  document.adoptedStyleSheets = [];
  const told = now.map(({ textContent }) => `cut: ${textContent.trim().slice(0, 60)}`);
  return scrollWidth > clientWidth ? [`${scrollWidth} px wide`, ...told] : told;
}"""
)
