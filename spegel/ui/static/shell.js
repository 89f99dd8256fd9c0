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
    const button = event.target.closest("button[data-picture]");
    if (button) picture(button.dataset).then((blob) => keep(blob, button.dataset.file));
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

  // A picture with its title above and its source below, so that it can be passed on alone.
  async function picture({ picture: key, title, subtitle, source }) {
    const plot = document.querySelector(`.st-key-${CSS.escape(key)} .js-plotly-plot`);
    const layers = [...plot.querySelectorAll("svg.main-svg")];
    const { width, height } = layers[0].getBoundingClientRect();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--spegel-${name}`).trim();
    const scale = 2, pad = 24;
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const lines = [
      ...wrap(pen, title, "600 20px 'Source Sans', sans-serif", width, 28, "ink"),
      ...wrap(pen, subtitle, "16px 'Source Sans', sans-serif", width, 24, "secondary"),
    ];
    const foot = wrap(pen, source, "13px 'Source Sans', sans-serif", width, 20, "secondary");
    const tall = (rows) => rows.reduce((sum, row) => sum + row.height, 0);
    canvas.width = (width + 2 * pad) * scale;
    canvas.height = (height + tall(lines) + tall(foot) + 3 * pad) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = colour("background");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    let y = pad;
    const write = (rows) => {
      for (const row of rows) {
        pen.font = row.font;
        pen.fillStyle = colour(row.colour);
        pen.fillText(row.text, pad, y + row.height * 0.75);
        y += row.height;
      }
    };
    write(lines);
    y += pad / 2;
    const type = await typeface();
    for (const layer of layers) pen.drawImage(await image(layer, width, height, type), pad, y, width, height);
    y += height + pad / 2;
    write(foot);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  function wrap(pen, text, font, width, height, colour) {
    pen.font = font;
    const rows = [];
    let row = "";
    for (const word of text.split(" ")) {
      const longer = row ? `${row} ${word}` : word;
      if (row && pen.measureText(longer).width > width) { rows.push(row); row = word; } else row = longer;
    }
    if (row) rows.push(row);
    return rows.map((part) => ({ text: part, font, height, colour }));
  }

  // A picture cannot use the fonts of the page it is drawn on, so ours goes along inside it.
  async function typeface() {
    const file = document.querySelector('link[rel="preload"][as="font"]');
    const font = await (await fetch(file.href)).blob();
    const address = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(font);
    });
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = `@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url(${address}); }`;
    return style;
  }

  function image(svg, width, height, type) {
    const copy = svg.cloneNode(true);
    const copies = copy.querySelectorAll("path");
    svg.querySelectorAll("path").forEach((path, place) => {
      // The hatching comes from the page; the picture takes it along.
      if (getComputedStyle(path).fill.startsWith("url(")) copies[place].style.fill = "url(#skraffering)";
    });
    copy.prepend(document.getElementById("skraffering").cloneNode(true));
    copy.prepend(type.cloneNode(true));
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    return new Promise((done, fail) => {
      const picture = new Image();
      picture.onload = () => done(picture);
      picture.onerror = fail;
      picture.src = address;
    });
  }

  function keep(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
})();
