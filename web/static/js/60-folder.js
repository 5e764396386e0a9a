// The research folder: a list on this device, passed on as a file.
const folder = {
	get items() { const list = store.get("folder", []); return Array.isArray(list) ? list : []; },
	set items(list) { if (!store.set("folder", list)) toast(t("Der Speicher des Browsers ist voll oder gesperrt.", "The browser's storage is full or blocked.")); },
};
const fields = ["url", "text", "title", "authors", "source", "date", "iso", "note", "added"];
const keep = (item) => {
	if (folder.items.some((x) => x.url === item.url && x.text === item.text)) return toast(t("Ist schon in der Mappe.", "Is in the folder already."));
	const whole = { ...item, note: "", added: new Date().toISOString() };
	folder.items = [...folder.items, Object.fromEntries(fields.map((k) => [k, whole[k] || ""]))];
	toast(t("In der Mappe. ", "In the folder. "), make("a", { href: link("/mappe"), textContent: t("Ansehen", "Look") }));
};
const collect = (pid = "", text = "") => keep({ ...about, url: new URL(pid ? "/a/" + about.id + "/" + pid : about.path, about.url).href, text });
const collectHit = (hit) => {
	const said = (selector) => $(selector, hit)?.textContent.trim() ?? "";
	const a = $("h2 a", hit), time = $("time", hit);
	keep({ url: new URL(new URL(a.href).pathname, location).href, text: "", title: a.textContent.trim(), authors: said(".authors"), source: said(".outlet"), date: said("time"), iso: time?.dateTime });
};
for (const hit of $$("[data-hit]")) {
	hit.append(make("button", { type: "button", className: "quiet pick", textContent: t("In die Mappe", "Add to folder"), "aria-label": t("In die Mappe: ", "Add to folder: ") + $("h2", hit).textContent.trim(), onclick: () => collectHit(hit) }));
}
for (const box of $$("[data-collect]")) {
	box.hidden = false;
	const figure = $(".quote[data-pid]");
	$("button", box).addEventListener("click", () => figure ? collect(figure.dataset.pid, $("blockquote", figure).innerText.trim()) : collect());
}

const page = $("[data-folder]");
if (page) {
	const list = $("[data-items]", page), status = $("[data-status]", page);
	const safe = (url) => (/^https?:\/\//.test(url) ? url : "#");
	const words = (x) => (x.authors ? x.authors + ": " : "") + [x.title, x.source, x.date].filter(Boolean).join(", ");
	const draw = () => {
		const items = folder.items;
		for (const b of $$("button[data-do]", page)) b.disabled = !items.length;
		status.textContent = items.length ? "" : t("Die Mappe ist leer. Artikel und Zitatseiten haben einen Knopf „In die Mappe“.", "The folder is empty. Articles and quotation pages have a button “Add to folder”.");
		const change = (f) => () => { const next = folder.items; f(next); folder.items = next; draw(); };
		const button = (label, i, f) => make("button", { type: "button", textContent: label, onclick: change(f), "aria-label": label + ": " + items[i].title });
		list.replaceChildren(...items.map((x, i) => make("li", {},
			make("div", {}, make("a", { href: safe(x.url), textContent: x.title || x.url }), " ", make("small", { textContent: [x.authors, x.source, x.date].filter(Boolean).join(", ") })),
			...(x.text ? [make("blockquote", { lang: "de", textContent: x.text })] : []),
			make("label", {}, make("span", { className: "sr", textContent: t("Notiz zu ", "Note on ") + x.title }),
				make("textarea", { rows: 2, value: x.note || "", placeholder: t("Notiz", "Note"), oninput: (e) => { const next = folder.items; next[i].note = e.target.value; folder.items = next; } })),
			make("div", { className: "row" },
				...(i ? [button("↑ " + t("nach oben", "up"), i, (l) => l.splice(i - 1, 0, ...l.splice(i, 1)))] : []),
				...(i < items.length - 1 ? [button("↓ " + t("nach unten", "down"), i, (l) => l.splice(i + 1, 0, ...l.splice(i, 1)))] : []),
				button(t("entfernen", "remove"), i, (l) => l.splice(i, 1))))));
	};
	const save = (name, type, text) => {
		const a = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
		a.click();
		setTimeout(() => URL.revokeObjectURL(a.href), 1000);
	};
	const line = (s) => String(s || "").replace(/\s+/g, " ").trim();
	const people = (x) => String(x.authors || "").split(/, /).filter(Boolean).map((n) => "AU  - " + line(n).replace(/^(.+) (\S+)$/, "$2, $1"));
	const does = {
		md: () => save("mappe.md", "text/markdown", folder.items.map((x) => "- " + (x.text ? "> " + line(x.text) + "\n  " : "") + line(words(x)) + ", <" + x.url + ">" + (x.note ? "\n  " + line(x.note) : "")).join("\n") + "\n"),
		ris: () => save("mappe.ris", "application/x-research-info-systems", folder.items.map((x) => ["TY  - NEWS", "TI  - " + line(x.title), ...people(x), x.source && "T2  - " + line(x.source), x.iso && "PY  - " + x.iso.slice(0, 4), x.iso && "DA  - " + (x.iso.slice(0, 10).replaceAll("-", "/") + "///").split("/", 4).join("/"), "UR  - " + x.url, x.text && "AB  - " + line(x.text), x.note && "N1  - " + line(x.note), "ER  - "].filter(Boolean).join("\r\n")).join("\r\n") + "\r\n"),
		print: () => print(),
		save: () => save("mappe.json", "application/json", JSON.stringify({ depesche: 1, items: folder.items }, null, 1)),
	};
	for (const b of $$("button[data-do]", page)) b.addEventListener("click", () => does[b.dataset.do]());
	$("input[data-do=load]", page).addEventListener("change", async (e) => {
		try {
			const { items } = JSON.parse(await e.target.files[0].text());
			const known = new Set(folder.items.map((x) => x.url + x.text));
			const fresh = items.filter((x) => typeof x.url === "string" && /^https?:/.test(x.url) && !known.has(x.url + (x.text || "")));
			folder.items = [...folder.items, ...fresh.map((x) => Object.fromEntries(fields.map((k) => [k, String(x[k] || "")])))];
			draw();
			status.textContent = t("Hinzugefügt: ", "Added: ") + fresh.length;
		} catch {
			status.textContent = t("Das ist keine gesicherte Mappe.", "This is no saved folder.");
		}
		e.target.value = "";
	});
	$("[data-nojs]", page).hidden = true;
	$("[data-tools]", page).hidden = false;
	draw();
}
