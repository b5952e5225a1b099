"""A window of the browser that notices what a person would not: errors, refused scripts, pages that broke."""

from axe_playwright_python.base import AXE_SCRIPT

# Of what axe answers, what is read: the rest takes longer on its way than axe does.
FOUND = """async (options) => (await axe.run(options)).violations.flatMap(
    (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 120)}`))"""
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
# What a form is told that a phone sends: what is wrong about it, or that there is another one.
TOLD = (409, 422)


def is_told(response):
    return response.status in TOLD and "okoce-draft" in response.request.headers


class Window:
    def __init__(self, chromium, site, *, size=LAPTOP, language="en", **said):
        self.context = chromium.new_context(
            base_url=site.address,
            viewport=size,
            locale={"en": "en-GB", "id": "id-ID"}[language],
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            # A test that stops requests on their way must see them: the worker would ask in its own name.
            **({"service_workers": "block"} | said),
        )
        self.faults = []
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message):
        # Violations of the content security policy are told here too.
        # A question that the next letter, or leaving the page, has overtaken is given up on purpose.
        given_up = "signal is aborted" in message.text
        no_worker = "Service Worker registration blocked" in message.text
        told = any(f"a status of {status} " in message.text for status in TOLD)
        # Said as late as the browser likes, and only where a test took the line away.
        no_line = "ERR_INTERNET_DISCONNECTED" in message.text
        if message.type in ("error", "warning") and not (given_up or no_worker or told or no_line):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response):
        if response.status >= 400 and not is_told(response):
            self.faults.append(f"{response.url}: {response.status}")

    def close(self):
        self.context.close()

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.close()


def barriers(page, *rules):
    """What axe finds: all its rules, or these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FOUND, {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})})


def too_wide(page):
    """The widest thing that sticks out, where a page scrolls sideways."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const out = [...document.querySelectorAll("main *, header *, footer *")].filter(
                (one) => one.getBoundingClientRect().right > width + 1);
            return ["too wide: " + (out.at(-1)?.outerHTML ?? "").slice(0, 120)];
        }"""
    )


def covered(page):
    """What stands there to be pressed, and lies under something else."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, input, select, summary)")].filter((one) => {
            if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
            one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
            const [{ left, top, width, height } = {}] = one.getClientRects();
            const there = document.elementFromPoint(left + width / 2, top + height / 2);
            // What is one pixel wide is for those who do not see it.
            return there && width > 1 && ![one, ...(one.labels ?? [])].some((each) => each.contains(there)) && !there.contains(one);
        }).map((one) => `covered: ${one.outerHTML.slice(0, 120)}`)"""
    )
