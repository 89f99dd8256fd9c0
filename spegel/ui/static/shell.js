// What Streamlit leaves out of a page: its language, its head and foot, a place that reads out news, and pictures to keep.
// The page describes itself in an element `.page-state`; everything here follows from that element.
(() => {
  "use strict";

  // Streamlit else guesses where its server is from the page's path, and asks there in vain first.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };

  let last = null;
  let path = null;
  let waiting = false;

  const put = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const fill = (id, html) => {
    const element = document.getElementById(id);
    if (element && element.dataset.html !== html) { element.innerHTML = html; element.dataset.html = html; }
  };

  function apply() {
    waiting = false;
    const state = document.querySelector(".page-state");
    if (!state) return;
    const { language, title, skip, open, choices, announcement } = state.dataset;
    put(document.documentElement, "lang", language);
    if (document.title !== title) document.title = title;
    fill("hoppa", skip);
    // Head and foot stand outside what Streamlit draws, which is the page's main part.
    for (const part of state.querySelectorAll("[data-for]")) fill(part.dataset.for, part.innerHTML);
    put(document.getElementById("stMain"), "tabindex", "-1");
    for (const button of document.querySelectorAll(".react-aria-ComboBox button")) put(button, "aria-label", open);
    for (const box of document.querySelectorAll('[data-testid="stFileUploader"]')) uploader(box, state.dataset);
    for (const tip of document.querySelectorAll('[data-testid="stTooltipErrorContent"]')) write(tip, state.dataset.refused);
    for (const box of document.querySelectorAll('[class*="st-key-box_"]')) described(box);
    listen();
    if (path !== location.pathname) {
      if (path !== null) scrollTo(0, 0);
      path = location.pathname;
    }
    news(`${title}|${choices}`, announcement);
  }

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  // Streamlit writes the words of its upload box in English only; the style shows the button's name in place of its text.
  function uploader(box, { upload, remove, refused }) {
    // "presentation" would take away the name that stands beside it.
    put(box.querySelector('[data-testid="stFileUploaderDropzone"]'), "role", "group");
    put(box.querySelector('[data-testid="stFileUploaderDropzoneInput"]'), "aria-label", upload);
    put(box.querySelector('[data-testid="stBaseButton-secondary"]'), "aria-label", upload);
    for (const button of box.querySelectorAll('[data-testid="stFileChipDeleteBtn"] button')) put(button, "aria-label", remove);
    for (const error of box.querySelectorAll('[role="alert"]')) write(error, refused);
  }

  // A box of a form: what it means and what is wrong in it belong to it, also for who cannot see that they stand below it.
  function described(box) {
    const input = box.querySelector("input");
    if (!input) return; // still being drawn
    const about = [...box.querySelectorAll(".help, .field-fault")];
    about.forEach((text, place) => put(text, "id", `${input.id}-${place}`));
    put(input, "aria-describedby", about.map((text) => text.id).join(" "));
    put(input, "aria-invalid", String(about.some((text) => text.matches(".field-fault"))));
  }

  // One announcement for each change of page or choice, never for the first view (the page itself is read then).
  function news(key, announcement) {
    const changed = last !== null && last !== key;
    last = key;
    const region = document.getElementById("besked");
    if (!changed || !region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = announcement; }, 100);
  }

  new MutationObserver(() => {
    if (!waiting) { waiting = true; requestAnimationFrame(apply); }
  }).observe(document.documentElement, { childList: true, subtree: true });

  // A press on the mark of a district is a press on its link in the table under the picture.
  const listening = new WeakSet();
  function listen() {
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      if (!plot.on || listening.has(plot)) continue;
      listening.add(plot);
      plot.on("plotly_click", ({ points: [{ customdata: code }] }) => {
        const links = plot.closest("[class*=st-key-chart_]").querySelectorAll(".spegel-table a");
        [...links].find((link) => new URL(link.href).searchParams.get("distrikt") === code)?.click();
      });
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picture] button");
    if (button) picture(button.parentElement.dataset, button.dataset.form);
    const link = event.target.closest('a[href^="/"]');
    if (link && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      // The same as Streamlit's own links do: another page without loading everything again.
      event.preventDefault();
      history.pushState({}, "", link.href);
      dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    }
    const skipLink = event.target.closest("#hoppa");
    if (skipLink) {
      event.preventDefault();
      const main = document.getElementById("stMain");
      if (main) { main.focus({ preventScroll: true }); main.scrollIntoView(); }
    }
  });

  const SVG = "http://www.w3.org/2000/svg";

  function svg(name, attributes, ...inside) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }

  // A picture to pass on alone, as a drawing or as dots made of the same drawing.
  async function picture(about, form) {
    const drawn = await drawing(about);
    const blob = new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" });
    keep(form === "svg" ? blob : await dots(drawn, blob), `${about.file}.${form}`);
  }

  // The chart as it stands on the page, with its title above and its source below. What a reader cannot see is told in words.
  async function drawing({ picture: key, title, subtitle, source }) {
    const plot = document.querySelector(`.st-key-${CSS.escape(key)} .js-plotly-plot`);
    const layers = [...plot.querySelectorAll("svg.main-svg")];
    const { width, height } = layers[0].getBoundingClientRect();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--spegel-${name}`).trim();
    const pad = 24;
    let y = pad;
    const write = (words, size, leading, weight, name) =>
      wrap(words, `${weight} ${size}px 'Source Sans', sans-serif`, width).map((row) => {
        y += leading;
        const look = { "font-family": "Source Sans, sans-serif", "font-size": size, "font-weight": weight, fill: colour(name) };
        return svg("text", { x: pad, y: y - leading / 4, ...look }, row);
      });
    const above = [...write(title, 20, 28, 600, "ink"), ...write(subtitle, 16, 24, 400, "secondary")];
    y += pad / 2;
    const chart = layers.map((layer) => copied(layer, { x: pad, y, width, height }));
    y += height + pad / 2;
    const below = write(source, 13, 20, 400, "secondary");
    const whole = { width: width + 2 * pad, height: y + pad };
    const described = plot.closest("[role=figure]")?.getAttribute("aria-label") ?? title;
    return svg("svg", { ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, role: "img" },
      svg("title", {}, title), svg("desc", {}, described), await typeface(), document.getElementById("skraffering").cloneNode(true),
      svg("rect", { ...whole, fill: colour("background") }), ...above, ...chart, ...below);
  }

  async function dots(drawn, blob) {
    const scale = 2;
    const canvas = document.createElement("canvas");
    canvas.width = drawn.getAttribute("width") * scale;
    canvas.height = drawn.getAttribute("height") * scale;
    const image = new Image();
    image.src = await address(blob);
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  // The words in rows that are no wider than the chart.
  function wrap(words, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const rows = [""];
    for (const word of words.split(" ")) {
      const longer = `${rows.at(-1)} ${word}`.trim();
      if (pen.measureText(longer).width > width) rows.push(word); else rows[rows.length - 1] = longer;
    }
    return rows.filter(Boolean);
  }

  // A picture cannot use the fonts of the page it is drawn on, so ours goes along inside it.
  async function typeface() {
    const file = document.querySelector('link[rel="preload"][as="font"]');
    const font = await address(await (await fetch(file.href)).blob());
    return svg("style", {}, `@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url(${font}); }`);
  }

  function address(blob) {
    return new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(blob);
    });
  }

  // A layer of the chart without what is there for the pointer only.
  function copied(layer, place) {
    const copy = layer.cloneNode(true);
    const copies = copy.querySelectorAll("path");
    layer.querySelectorAll("path").forEach((path, number) => {
      // The hatching comes from the page; the picture takes it along.
      if (getComputedStyle(path).fill.startsWith("url(")) copies[number].style.fill = "url(#skraffering)";
    });
    for (const part of copy.querySelectorAll(".draglayer, .hoverlayer")) part.remove();
    for (const [key, value] of Object.entries(place)) copy.setAttribute(key, value);
    return copy;
  }

  function keep(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
})();
