// What a browser says of built pages, as JSON on standard output. Arguments: base URL, folder of node modules, a JSON
// list of paths, and what to look at: axe, keyboard, previews, reflow.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [base, modules, list, ...wanted] = process.argv.slice(2);
const paths = JSON.parse(list);
const require = createRequire(pathToFileURL(`${modules}/x.js`));
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROME_PATH || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const page = await browser.newPage();
const found = { violations: [], console: [], foreign: [], wide: [], keyboard: [], previews: [] };
let at = "";
page.on("console", (message) => found.console.push([at, message.text()]));
page.on("pageerror", (error) => found.console.push([at, String(error)]));
page.on("request", (request) => {
  if (!request.url().startsWith(base) && !request.url().startsWith("data:")) found.foreign.push([at, request.url()]);
});
const rest = (time) => new Promise((done) => setTimeout(done, time));
const open = async (path, width, scheme) => {
  at = `${path} ${width} ${scheme}`;
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 900, hasTouch: false });
  await page.goto(base + path, { waitUntil: "load" });
};

const looks = {
  // Every rule of WCAG 2.2 AA and the best practices, in both schemes, on a phone and on a wide screen.
  async axe(path) {
    for (const scheme of ["light", "dark"]) {
      for (const width of [360, 1440]) {
        await open(path, width, scheme);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
        for (const one of violations) found.violations.push([at, one.id, one.nodes[0].html.slice(0, 200)]);
      }
    }
  },
  // Nothing stands out of the page, down to 320 pixels (400 % zoom of a usual screen).
  async reflow(path) {
    for (const width of [320, 360, 768, 1440, 2560]) {
      await open(path, width, "light");
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found.wide.push([at, over]);
    }
  },
  // The tab key comes by every link and control in their order, and each is seen to be focused.
  async keyboard(path) {
    await open(path, 1440, "light");
    const all = await page.evaluate(() => {
      const some = [...document.querySelectorAll("a[href], button, select, [tabindex='0']")];
      const seen = some.filter((one) => one.checkVisibility() && !one.closest("[hidden]"));
      seen.forEach((one, index) => (one.dataset.walk = index));
      return seen.length;
    });
    for (let index = 0; index < all; index++) {
      await page.keyboard.press("Tab");
      const now = await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one);
        return [one.dataset.walk, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, one.outerHTML.slice(0, 90)];
      });
      if (Number(now[0]) !== index) {
        found.keyboard.push([at, `stop ${index} of ${all} is ${now[2]}`]);
        return;
      }
      if (!now[1]) found.keyboard.push([at, `focus is not seen: ${now[2]}`]);
    }
  },
  // A preview opens on rest and on focus, stays while the pointer is in it, closes on Esc and on leaving, and never while scrolling.
  async previews(path) {
    const say = (text) => found.previews.push([at, text]);
    const shown = () => page.evaluate(() => document.querySelector("#preview")?.textContent.trim() ?? null);
    await open(path, 1440, "light");
    const kinds = { who: "a[data-card^='who-']", event: ".prose a[data-card^='event-']", claim: "a[data-card^='about-']", note: ".note-ref a", source: ".prose .cite a" };
    for (const [kind, selector] of Object.entries(kinds)) {
      const link = await page.$(`main ${selector}`);
      if (!link) {
        say(`no link for a preview: ${kind}`);
        continue;
      }
      await link.evaluate((one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
      await rest(50);
      await page.mouse.move(2, 2);
      const box = await link.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
      await rest(150);
      if (await shown()) say(`${kind}: opens before 300 ms`);
      await rest(500);
      if (!(await shown())) {
        say(`${kind}: does not open on rest`);
        continue;
      }
      const card = await (await page.$("#preview")).boundingBox();
      if (card.x < 0 || card.x + card.width > 1440 || card.y < 0 || card.y + card.height > 900) say(`${kind}: is cut off`);
      await page.mouse.move(card.x + 20, card.y + 20, { steps: 4 });
      await rest(500);
      if (!(await shown())) say(`${kind}: closes under the pointer`);
      await page.keyboard.press("Escape");
      if (await shown()) say(`${kind}: Esc does not close it`);
      await page.mouse.move(2, 2);
      await page.evaluate(() => document.activeElement.blur());
      await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
      await rest(600);
      await page.mouse.move(2, 2);
      await rest(600);
      if (await shown()) say(`${kind}: stays after leaving`);
    }
    await page.focus("main a[data-card^='who-']");
    await page.keyboard.down("Shift");
    await page.keyboard.press("Tab");
    await page.keyboard.up("Shift");
    await page.keyboard.press("Tab");
    await rest(450);
    const tied = await page.evaluate(() => document.activeElement.getAttribute("aria-describedby"));
    if (!(await shown()) || tied !== "preview") say("does not open on focus, or is not tied to its link");
    await page.keyboard.press("Escape");
    if (await shown()) say("Esc does not close what focus opened");

    await page.setViewport({ width: 360, height: 780, hasTouch: true, isMobile: true });
    await page.goto(base + path, { waitUntil: "load" });
    const link = await page.$("main .prose a[data-card^='who-']");
    await link.evaluate((one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
    await rest(100);
    await link.tap();
    await rest(300);
    const sheet = await page.evaluate(() => document.querySelector("#preview.sheet a.go")?.href ?? null);
    if (!sheet) say("no sheet with a link on a touch screen");
    if (new URL(page.url()).pathname !== new URL(base + path).pathname) say("a touch leaves the page at once");
    await page.setViewport({ width: 1440, height: 900, hasTouch: false, isMobile: false });
  },
};

for (const look of wanted) for (const path of paths) await looks[look](path);
await browser.close();
console.log(JSON.stringify(found));
