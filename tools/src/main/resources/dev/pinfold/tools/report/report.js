"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const charts = {};
  const colours = ["#2a78c8", "#c8553d", "#3d9a50", "#8a5cc2", "#b98a00", "#1c9c9c", "#c24d92",
    "#6b7a8c", "#7a9a01", "#d2761e", "#4b5fd0", "#a05a3c", "#888888"];

  const byId = (id) => document.getElementById(id);
  const count = (number) => number.toLocaleString("en-US");
  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function bytes(number) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    let value = number;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)) + " " + units[unit];
  }

  function duration(millis) {
    const units = [[86400000, "d"], [3600000, "h"], [60000, "min"], [1000, "s"]];
    for (const [size, name] of units) {
      if (millis >= size) {
        return +(millis / size).toFixed(1) + " " + name;
      }
    }
    return Math.round(millis) + " ms";
  }

  function knownZone(zone) {
    try {
      new Date(0).toLocaleString("sv-SE", { timeZone: zone });
      return zone;
    } catch (unknown) {
      return "Etc/UTC"; // the browser does not have it
    }
  }

  const zone = knownZone(data.zone);

  function time(millis) {
    return millis === null ? "" : new Date(millis).toLocaleString("sv-SE", { timeZone: zone });
  }

  function element(parent, tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) {
      made.textContent = text;
    }
    if (className) {
      made.className = className;
    }
    parent.append(made);
    return made;
  }

  function about() {
    byId("about").textContent = data.directory + " · store " + data.storeId + " · made "
      + time(data.madeAt) + (zone === "Etc/UTC" ? " UTC" : " " + zone);
    const cards = [[data.journal, "journal"], [count(data.lastTransaction), "last transaction"],
      [count(data.queueCount), "queues"], [count(data.messages), "messages now"],
      [count(data.segmentCount), "segments"], [bytes(data.diskBytes), "on disk"]];
    for (const [value, name] of cards) {
      const card = element(byId("cards"), "div", undefined, "card");
      element(card, "b", value);
      element(card, "span", name);
    }
  }

  function anomalies() {
    const list = byId("anomalies");
    for (const line of data.anomalies) {
      element(list, "li", line, "bad");
    }
    if (data.anomalies.length === 0) {
      element(list, "li", "nothing");
    }
  }

  const times = () => data.series.length === 0 ? []
    : data.series[0].added.map((unused, i) => (data.start + i * data.step) / 1000);

  function axes() {
    const axis = { stroke: variable("--quiet"), grid: { stroke: variable("--line"), width: 1 },
      ticks: { stroke: variable("--line"), width: 1 } };
    const short = (u, values) => values.map((value) =>
      Intl.NumberFormat("en-US", { notation: "compact" }).format(value));
    const day = "\n{YYYY}-{MM}-{DD}";
    const within = (format) => [format, day, null, day, null, null, null, 1];
    const values = [
      [365 * 86400, "{YYYY}", null, null, null, null, null, null, 1],
      [28 * 86400, "{YYYY}-{MM}", null, null, null, null, null, null, 1],
      [86400, "{YYYY}-{MM}-{DD}", null, null, null, null, null, null, 1],
      [60, ...within("{HH}:{mm}")],
      [1, ...within("{HH}:{mm}:{ss}")],
      [0.001, ...within("{ss}.{fff}")],
    ];
    return [{ ...axis, values, space: 70 }, { ...axis, values: short, size: 58 }];
  }

  function plot(id, lines) {
    if (charts[id]) {
      charts[id].destroy();
    }
    const place = byId(id);
    place.replaceChildren();
    if (!data.hasTime) {
      element(place, "p", "The journal tells of no addition, so it tells of no time.", "note");
      return;
    }
    const options = {
      width: place.clientWidth,
      height: 300,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
      axes: axes(),
      scales: { y: { range: (u, least, most) => [0, most > 0 ? most * 1.05 : 1] } },
      series: [{ value: (u, seconds) => seconds === null ? "" : time(seconds * 1000) },
        ...lines.map((line) => ({
          label: line.label, stroke: line.colour, width: 2, points: { show: times().length < 3 },
          value: (u, number) => number === null ? "" : count(+number.toPrecision(4)),
        }))],
    };
    charts[id] = new uPlot(options, [times(), ...lines.map((line) => line.values)], place);
  }

  // The journal tells nothing of some times: segments were given back.
  const lastGap = data.gaps.length === 0 ? 0 : data.gaps[data.gaps.length - 1][1];
  const stepStart = (i) => data.start + i * data.step;
  const isInGap = (i) =>
    data.gaps.some(([from, to]) => from < stepStart(i + 1) && to >= stepStart(i));
  const told = (numbers) => numbers.map((number, i) => isInGap(i) ? null : number);

  function depth() {
    // Counted back from now, so it is known behind the last gap alone.
    plot("depth", data.series.map((series, i) => ({
      label: series.name,
      colour: colours[i % colours.length],
      values: series.depth.map((number, i) =>
        stepStart(i + 1) <= lastGap && i < series.depth.length - 1 ? null : number),
    })));
    byId("gaps-note").textContent = data.gaps.length === 0 ? ""
      : "Segments were given back, or cannot be read: up to " + time(lastGap)
        + " the journal tells of some times only.";
  }

  function chosen(select) {
    return select.value === "" ? data.series : [data.series[+select.value]];
  }

  function sum(all, field) {
    return all.length === 0 ? []
      : all[0][field].map((unused, i) => all.reduce((total, one) => total + one[field][i], 0));
  }

  function rates() {
    const all = chosen(byId("rates-of"));
    const perSecond = (field) =>
      told(sum(all, field).map((number) => number * 1000 / data.step));
    plot("rates", [
      { label: "added", colour: colours[0], values: perSecond("added") },
      { label: "taken", colour: colours[2], values: perSecond("taken") },
      { label: "gone otherwise", colour: colours[1], values: perSecond("gone") },
    ]);
  }

  function waits() {
    const all = chosen(byId("waits-of"));
    const numbers = sum(all, "waits");
    const total = numbers.reduce((one, other) => one + other, 0);
    const most = Math.max(1, ...numbers);
    const place = byId("waits");
    place.replaceChildren();
    if (total === 0) {
      element(place, "p", "The journal tells of none that was taken.", "note");
    }
    (total === 0 ? [] : numbers).forEach((number, i) => {
      const row = element(place, "div", undefined, "wait");
      const last = i === data.waitBounds.length;
      element(row, "span", last ? "longer" : "≤ " + duration(data.waitBounds[i]));
      const bar = element(element(row, "div"), "div", undefined, number > 0 ? "bar" : "");
      bar.style.width = 100 * number / most + "%";
      const share = 100 * number / total;
      element(row, "span", count(number) + " · " + share.toFixed(1) + " %", "count");
    });
    byId("waits-note").textContent = data.followed === 1 ? ""
      : "One of " + data.followed + " messages was followed; the numbers stand for all.";
  }

  function segments() {
    const left = data.segmentCount - data.segments.length;
    byId("segments-note").textContent = left > 0 ? "The first " + count(left) + " are left out." : "";
    for (const segment of data.segments) {
      const box = element(byId("segments"), "div", undefined, "segment");
      const cell = element(box, "div", undefined, "cell");
      const share = (part) => 100 * part / Math.max(1, segment.bytes) + "%";
      element(cell, "div", undefined, "live").style.width = share(segment.live);
      element(cell, "div", undefined, "dead").style.width = share(segment.documents - segment.live);
      element(box, "span", segment.number);
      box.title = "segment " + segment.number + ": " + bytes(segment.live) + " of "
        + bytes(segment.documents) + " live, " + count(segment.messages) + " messages"
        + (segment.kept === "" ? "" : "; kept: " + segment.kept);
    }
  }

  function table(id, titles, rows) {
    const head = element(element(byId(id), "thead"), "tr");
    titles.forEach((title) => element(head, "th", title));
    const body = element(byId(id), "tbody");
    for (const row of rows) {
      const line = element(body, "tr");
      row.forEach((cell) => element(line, "td", cell));
    }
  }

  function tables() {
    const left = data.queueCount - data.queues.length;
    byId("queues-note").textContent = left > 0
      ? "Those with the most messages; " + count(left) + " more are left out." : "";
    table("queues", ["queue", "messages", "bytes", "leased", "ever added", "last added"],
      data.queues.map((queue) => [queue.name, count(queue.messages), bytes(queue.bytes),
        count(queue.leased), count(queue.everAdded), time(queue.last)]));
    table("oldest", ["queue", "message", "age", "arrived"],
      data.oldest.map((message) => [message.queue, count(message.number),
        duration(Math.max(0, data.madeAt - message.arrival)), time(message.arrival)]));
    table("largest", ["queue", "message", "bytes", "transaction", "arrived", "now"],
      data.largest.map((message) => [message.queue, count(message.number), bytes(message.bytes),
        count(message.transaction), time(message.arrival), message.lives === null ? "not told" : message.lives ? "there" : "gone"]));
  }

  function choices(id, draw) {
    const select = byId(id);
    element(select, "option", "all together").value = "";
    data.series.forEach((series, i) => {
      element(select, "option", series.name).value = i;
    });
    select.addEventListener("change", draw);
  }

  function draw() {
    depth();
    rates();
  }

  about();
  anomalies();
  choices("rates-of", rates);
  choices("waits-of", waits);
  draw();
  waits();
  segments();
  tables();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", () => {
    for (const [id, chart] of Object.entries(charts)) {
      chart.setSize({ width: byId(id).clientWidth, height: 300 });
    }
  });
  window.pinfold = { data, charts };
})();
